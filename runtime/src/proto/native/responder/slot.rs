//! A slot of a session at the server: remembers its newest call, so that no
//! copy of it is executed again. A duplicate filter of one comparison.

use std::ops::Range;
use std::time::Instant;

use crate::cancel::Cancelled;
use crate::proto::native::assembly::Assembly;
use crate::proto::native::frame::CallState;
use crate::proto::native::number::{MessageId, Seq, Slot};
use crate::proto::native::outbox::Payloads;

/// A place for one outstanding call.
#[derive(Debug, Default)]
pub(crate) struct ServerSlot {
    pub(crate) seq: Seq,
    pub(crate) phase: Phase,
    cancelled: Cancelled,
}

/// The slots in use; grows with the highest.
#[derive(Debug, Default)]
pub(crate) struct Slots(Vec<ServerSlot>);

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
        /// When its caller stops waiting.
        until: Instant,
    },
    /// It was executed, and this is the reply, unless the client has all of it
    /// or has stopped waiting.
    Done { reply: Option<Kept> },
    /// It will not be executed.
    Refused,
}

/// A reply, for as long as its caller may ask for it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) bytes: Vec<u8>,
    pub(crate) until: Instant,
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
    pub(crate) fn run(&mut self, seq: Seq, acks_sent: u64, until: Instant) -> Cancelled {
        self.seq = seq;
        self.phase = Phase::Running { acks_sent, until };
        self.cancelled.renew()
    }

    /// The caller gave up the call that is being executed.
    pub(crate) fn cancel(&self) {
        self.cancelled.set();
    }
}

impl Phase {
    /// When nobody waits any more for what is kept for it.
    pub(crate) const fn until(&self) -> Option<Instant> {
        match self {
            Self::Receiving { until, .. }
            | Self::Done {
                reply: Some(Kept { until, .. }),
            } => Some(*until),
            _ => None,
        }
    }

    /// The bytes kept for it.
    pub(crate) fn memory(&self) -> usize {
        match self {
            Self::Receiving { assembly, .. } => assembly.memory(),
            Self::Done { reply: Some(reply) } => reply.bytes.capacity(),
            Self::Empty | Self::Running { .. } | Self::Done { reply: None } | Self::Refused => 0,
        }
    }
}

impl Slots {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &ServerSlot> {
        self.0.iter()
    }

    /// One more than the highest slot in use.
    pub(crate) fn len(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&ServerSlot> {
        self.0.get(usize::from(slot.0))
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut ServerSlot> {
        self.0.get_mut(usize::from(slot.0))
    }

    /// The calls that were or are executed, as far as it matters to know.
    pub(crate) fn executed(&self) -> impl Iterator<Item = (Slot, Seq, CallState)> {
        self.0.iter().enumerate().filter_map(|(place, at)| {
            let state = match at.phase {
                Phase::Running { .. } => CallState::Running,
                Phase::Done { .. } => CallState::ReplyGone,
                Phase::Empty | Phase::Receiving { .. } | Phase::Refused => return None,
            };
            Some((Slot(u16::try_from(place).ok()?), at.seq, state))
        })
    }

    pub(crate) fn get_or_grow(&mut self, slot: Slot, slots_max: u16) -> Option<&mut ServerSlot> {
        let place = usize::from(slot.0);
        if slot.0 >= slots_max {
            return None;
        }
        if place >= self.0.len() {
            self.0.resize_with(place + 1, ServerSlot::default);
        }
        self.0.get_mut(place)
    }
}

impl Payloads for Slots {
    fn append(&mut self, _now: Instant, id: MessageId, part: Range<u64>, out: &mut Vec<u8>) {
        let at = self.get(id.slot).filter(|at| at.seq == id.seq);
        if let Some(Phase::Done { reply: Some(reply) }) = at.map(|at| &at.phase) {
            let range = usize::try_from(part.start)
                .ok()
                .zip(usize::try_from(part.end).ok());
            let bytes = range.and_then(|(start, end)| reply.bytes.get(start..end));
            out.extend_from_slice(bytes.unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::disallowed_methods,
        reason = "any instant is good enough for a test"
    )]
    fn soon() -> Instant {
        Instant::now()
    }

    #[test]
    fn only_a_number_after_the_newest_is_new() {
        let mut slot = ServerSlot::default();
        assert_eq!(slot.age(Seq(1)), Age::New);
        slot.run(Seq(5), 0, soon());
        assert_eq!(
            [4, 5, 6].map(|n| slot.age(Seq(n))),
            [Age::Stale, Age::Current, Age::New]
        );
    }

    #[test]
    fn a_call_is_not_cancelled_because_the_one_before_was() {
        let mut slot = ServerSlot::default();
        let first = slot.run(Seq(1), 0, soon());
        slot.cancel();
        let second = slot.run(Seq(2), 0, soon());
        assert!(first.is_set() && !second.is_set());
        drop((first, second));
        slot.cancel();
        assert!(!slot.run(Seq(3), 0, soon()).is_set());
    }
}
