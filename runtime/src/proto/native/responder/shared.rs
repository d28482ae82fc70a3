//! What the sessions of a server have in common, and what they say to it.

use std::time::{Duration, Instant};

use super::spare::Spare;
use crate::cancel::Cancelled;
use crate::config::ResponderConfig;
use crate::proto::native::fault::Fault;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageKind, Seq, Slot};

/// What all sessions share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: ResponderConfig,
    /// Bytes in use.
    pub(crate) memory: usize,
    /// Calls that are queued or being executed.
    pub(crate) in_progress: usize,
    pub(crate) draining: bool,
    /// Memory that large calls have left.
    pub(crate) spare: Spare,
}

impl Shared {
    /// After so long a silence a session is forgotten, but not while its cookie
    /// may still open it.
    pub(crate) fn idle_max(&self) -> Duration {
        let idle_max = self.config.session_idle_max;
        if self.config.faults.has(Fault::ForgetTooSoon) {
            return idle_max;
        }
        idle_max.max(self.config.cookie_life)
    }

    /// Keeps count of memory: so much was in use, and so much is now.
    pub(crate) const fn recount(&mut self, before: usize, after: usize) {
        self.memory = self.memory - before + after;
    }
}

/// A call or message that is complete and is to be executed.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) kind: MessageKind,
    pub(crate) slot: Slot,
    pub(crate) seq: Seq,
    pub(crate) until: Instant,
    pub(crate) cancelled: Cancelled,
    pub(crate) message: Bytes,
}

/// What became of some bytes of a call or message.
#[derive(Debug)]
pub(crate) enum Taken {
    /// They were kept, or were known, or did not matter any more.
    Nothing,
    /// They could not be kept, and must not be acknowledged.
    Refused,
    /// With them it is complete.
    Call(Arrived),
}
