//! How a caller stands with its server.

use std::time::{Duration, Instant};

use super::association::Association;
use super::greeting::Greeting;
use crate::proto::native::link::Link;
use crate::proto::native::packet::{self, Header, PacketType};
use crate::proto::native::repeats::Repeats;

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

    /// Whether a datagram from the server's address is of the session, or an
    /// answer to this client.
    pub(crate) fn expects(&self, datagram: &[u8]) -> bool {
        match (packet::peek(datagram), self) {
            (Some((PacketType::Welcome | PacketType::Reset | PacketType::Close, _)), _) => true,
            (Some((PacketType::Data, session)), Self::Open(open)) => open.link.session == session,
            _ => false,
        }
    }

    /// Whether the server has something to answer at once.
    pub(crate) const fn expects_ack(&self) -> bool {
        match self {
            Self::Strangers => false,
            Self::Greeting(_) => true,
            Self::Open(open) => open.link.expects_ack(),
        }
    }

    /// When there is something to do about it, where a hello is given up after
    /// so long.
    pub(crate) fn poll_timeout(&mut self, now: Instant, greeting_max: Duration) -> Option<Instant> {
        match self {
            Self::Strangers => None,
            Self::Greeting(greeting) => Some(greeting.due().min(greeting.began() + greeting_max)),
            Self::Open(open) => open.link.poll_timeout(now),
        }
    }

    /// How often something was sent again.
    pub(crate) const fn repeats(&self) -> Repeats {
        match self {
            Self::Strangers => Repeats {
                packets: 0,
                timeouts: 0,
            },
            Self::Greeting(greeting) => greeting.repeats(),
            Self::Open(open) => open.link.repeats,
        }
    }

    /// Whether a packet is of the session.
    pub(crate) fn is_session_of(&self, header: &Header) -> bool {
        matches!(self, Self::Open(open) if open.link.session == header.session)
    }
}
