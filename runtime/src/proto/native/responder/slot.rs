//! A slot of a session at the server: remembers its newest call, so that no
//! copy of it is executed again. A duplicate filter of one comparison.

use std::time::Instant;

use crate::cancel::Cancelled;
use crate::proto::native::assembly::Assembly;
use crate::proto::native::number::Seq;

/// A place for one outstanding call.
#[derive(Debug, Default)]
pub(crate) struct ServerSlot {
    pub(crate) seq: Seq,
    pub(crate) phase: Phase,
    cancelled: Cancelled,
}

/// Where the slot's newest call stands.
#[derive(Debug, Default)]
pub(crate) enum Phase {
    /// Nothing of it is here: there was none, or it was too much.
    #[default]
    Empty,
    /// Parts of it arrived.
    Receiving {
        assembly: Assembly,
        /// When its caller stops waiting.
        until: Instant,
    },
    /// It is queued or being executed.
    Running {
        /// How many acknowledgements had been sent when it arrived.
        acks_sent: u64,
    },
    /// It was executed, and this is the reply, unless the client has all of it.
    Done { reply: Option<Vec<u8>> },
    /// It will not be executed.
    Refused,
}

/// How a call's number compares with the slot's newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    New,
    Current,
    Stale,
}

impl ServerSlot {
    pub(crate) fn age(&self, seq: Seq) -> Age {
        if seq == self.seq {
            Age::Current
        } else if seq.is_after(self.seq) {
            Age::New
        } else {
            Age::Stale
        }
    }

    /// The call begins to be executed.
    pub(crate) fn run(&mut self, seq: Seq, acks_sent: u64) -> Cancelled {
        self.seq = seq;
        self.phase = Phase::Running { acks_sent };
        self.cancelled.renew()
    }

    /// The caller gave up the call that is being executed.
    pub(crate) fn cancel(&self) {
        self.cancelled.set();
    }
}

impl Phase {
    /// The bytes kept for it.
    pub(crate) fn memory(&self) -> usize {
        match self {
            Self::Receiving { assembly, .. } => assembly.memory(),
            Self::Done { reply: Some(reply) } => reply.capacity(),
            Self::Empty | Self::Running { .. } | Self::Done { reply: None } | Self::Refused => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_after_the_newest_is_new() {
        let mut slot = ServerSlot::default();
        assert_eq!(slot.age(Seq(1)), Age::New);
        slot.run(Seq(5), 0);
        assert_eq!(
            [4, 5, 6].map(|n| slot.age(Seq(n))),
            [Age::Stale, Age::Current, Age::New]
        );
    }

    #[test]
    fn a_call_is_not_cancelled_because_the_one_before_was() {
        let mut slot = ServerSlot::default();
        let first = slot.run(Seq(1), 0);
        slot.cancel();
        let second = slot.run(Seq(2), 0);
        assert!(first.is_set() && !second.is_set());
        drop((first, second));
        slot.cancel();
        assert!(!slot.run(Seq(3), 0).is_set());
    }
}
