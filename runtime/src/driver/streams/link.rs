//! One connection: its socket, and what is known of it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::sums::Share;
use crate::driver::selector::{Interest, Token};
use crate::driver::stream::Stream;
use crate::peer::Peer;
use crate::proto::onc::Connection;

/// A connection.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) token: Token,
    pub(crate) stream: Stream,
    pub(crate) peer: Peer,
    state: Mutex<LinkState>,
}

/// What its threads change of it.
#[derive(Debug)]
pub(super) struct LinkState {
    pub(super) connection: Connection,
    /// What the selector waits for, if it waits for the socket.
    pub(super) waited_for: Option<Interest>,
    /// The socket is as good as broken, though calls of it are to be executed:
    /// the selector would tell of it again and again.
    pub(super) is_deaf: bool,
    /// The earliest time at which it is looked after.
    pub(super) timer: Option<Instant>,
    pub(super) is_closed: bool,
    /// Whether the receiving thread was told of a call.
    pub(super) is_noted: bool,
    /// What the sums of all connections contain of this one.
    pub(super) share: Share,
}

impl Link {
    pub(super) fn new(token: Token, stream: Stream, peer: Peer, connection: Connection) -> Self {
        Self {
            token,
            stream,
            peer,
            state: Mutex::new(LinkState {
                connection,
                waited_for: None,
                is_deaf: false,
                timer: None,
                is_closed: false,
                is_noted: false,
                share: Share::default(),
            }),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, LinkState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
