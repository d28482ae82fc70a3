//! How a caller stands with its server.

use super::association::Association;
use super::greeting::Greeting;
use crate::proto::native::link::Link;
use crate::proto::native::packet::Header;

/// How it stands.
#[derive(Debug)]
pub(crate) enum State {
    /// Nothing was said, or the server forgot it.
    Strangers,
    /// The server was greeted.
    Greeting(Greeting),
    /// There is a session.
    Open(Box<Association>),
}

impl State {
    pub(crate) fn link(&mut self) -> Option<&mut Link> {
        match self {
            Self::Open(open) => Some(&mut open.link),
            Self::Strangers | Self::Greeting(_) => None,
        }
    }

    /// Whether a packet is of the session.
    pub(crate) fn is_session_of(&self, header: &Header) -> bool {
        matches!(self, Self::Open(open) if open.link.session == header.session)
    }
}
