//! Which packets arrived, so that a copy of one is recognised, and when the
//! peer is to be told.
//!
//! Not what the packets carried. An acknowledgement is due
//!
//! 1. at once after a packet that is out of order, after the first few behind
//!    a gap, until its sender can tell the loss from a delay, and on request;
//! 2. at once after so many packets or bytes, so that the sender's window
//!    keeps moving;
//! 3. otherwise a little later, in the hope that something else has to be sent
//!    by then which takes it along.
//!
//! Packets that carry nothing but acknowledgements are noted and never make
//! one due (RFC 9000 §13.2).

use std::time::{Duration, Instant};

use super::ack::Ack;
use super::number::PacketNumber;
use super::ranges::{RangeSet, TooManyRanges};

/// When acknowledgements are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AckPolicy {
    /// The longest that one waits for company. Default: 5 ms, which the peer
    /// adds to its timer.
    pub(crate) delay: Duration,
    /// The packets after which one is due at once. Default: 16.
    pub(crate) packets: usize,
    /// The bytes after which one is due at once. Default: 64 KiB.
    pub(crate) bytes: usize,
}

impl Default for AckPolicy {
    fn default() -> Self {
        Self {
            delay: Duration::from_millis(5),
            packets: 16,
            bytes: 64 << 10,
        }
    }
}

/// The packets of one session that arrived at this end.
#[derive(Debug)]
pub(crate) struct Received {
    policy: AckPolicy,
    arrived: RangeSet,
    /// Everything below counts as arrived: it did, or the room for ranges was
    /// needed for newer ones.
    floor: u64,
    /// What arrived below is known to the peer, and said no more.
    settled: u64,
    /// When the highest packet arrived.
    largest_at: Option<Instant>,
    /// What arrived since the last acknowledgement and asks for one.
    packets: usize,
    bytes: usize,
    deadline: Option<Instant>,
}

/// A loss is certain to its sender when so many later packets arrived
/// (RFC 9002 §6.1.1).
const PACKET_THRESHOLD: u64 = 3;

/// An acknowledgement reaches no further below its highest packet, so that the
/// low 32 bits tell all its numbers apart.
const SPAN_MAX: u64 = 1 << 30;

impl Received {
    pub(crate) const fn new(policy: AckPolicy) -> Self {
        Self {
            policy,
            arrived: RangeSet::new(Ack::RANGES_MAX),
            floor: 0,
            settled: 0,
            largest_at: None,
            packets: 0,
            bytes: 0,
            deadline: None,
        }
    }

    /// Whether the packet did not arrive before. It is not noted.
    pub(crate) fn is_new(&self, number: PacketNumber) -> bool {
        number.0 >= self.floor && !self.arrived.contains(number.0)
    }

    /// Notes a packet of so many bytes. Says whether it is new; a copy is to
    /// be dropped unread.
    #[must_use]
    pub(crate) fn on_packet(
        &mut self,
        now: Instant,
        number: PacketNumber,
        bytes: usize,
        ack_eliciting: bool,
    ) -> bool {
        let newest = self.largest().is_none_or(|largest| largest < number);
        if !self.note(number.0) {
            return false;
        }
        if newest {
            self.largest_at = Some(now);
        }
        // A straggler among packets that were thought settled.
        self.settled = self.settled.min(number.0);
        if ack_eliciting {
            self.schedule(now, newest, bytes);
        }
        true
    }

    /// The peer wants an acknowledgement without delay.
    pub(crate) const fn request_ack(&mut self, now: Instant) {
        self.deadline = Some(now);
    }

    /// When an acknowledgement must be sent at the latest. While this is
    /// `Some`, whatever is sent anyway should take one along.
    pub(crate) const fn ack_deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// What to tell the peer now; nothing while nothing arrived.
    pub(crate) fn ack(&self, now: Instant) -> Option<Ack> {
        let largest = self.largest()?.0;
        let lowest = self.settled.max(largest.saturating_sub(SPAN_MAX));
        let said = self.arrived.iter().rev();
        let mut said = said
            .take_while(|range| range.end > lowest)
            .map(|range| range.start.max(lowest)..range.end);
        let delay = self.largest_at.map(|at| now.saturating_duration_since(at));
        let mut ack = Ack::new(delay.unwrap_or_default(), said.next()?).ok()?;
        // None is refused: no more are kept than an acknowledgement takes.
        said.try_for_each(|range| ack.push(range)).ok()?;
        Some(ack)
    }

    /// What [`ack`](Self::ack) said is on its way.
    pub(crate) const fn on_ack_sent(&mut self) {
        self.packets = 0;
        self.bytes = 0;
        self.deadline = None;
    }

    /// The peer has seen an acknowledgement with this highest packet, and
    /// needs to hear no more of those below (RFC 9000 §13.2.4).
    pub(crate) fn on_ack_acked(&mut self, largest: PacketNumber) {
        let known = self.largest().map_or(0, |own| own.0.min(largest.0));
        self.settled = self.settled.max(known);
    }

    /// The highest packet that arrived.
    pub(crate) fn largest(&self) -> Option<PacketNumber> {
        self.arrived.last().map(|range| PacketNumber(range.end - 1))
    }

    /// Says whether the packet is new.
    fn note(&mut self, number: u64) -> bool {
        if number < self.floor || number == u64::MAX {
            return false;
        }
        match self.arrived.insert(number..number + 1) {
            Ok(new) => new > 0,
            Err(TooManyRanges) => self.note_instead_of_oldest(number),
        }
    }

    fn note_instead_of_oldest(&mut self, number: u64) -> bool {
        let oldest = self.arrived.first();
        let Some(oldest) = oldest.filter(|oldest| oldest.end < number) else {
            return false;
        };
        self.arrived.remove_below(oldest.end);
        self.floor = oldest.end;
        self.arrived.insert(number..number + 1).is_ok()
    }

    fn schedule(&mut self, now: Instant, newest: bool, bytes: usize) {
        self.packets += 1;
        self.bytes += bytes;
        let at_once = !newest
            || self.follows_a_gap()
            || self.packets >= self.policy.packets
            || self.bytes >= self.policy.bytes;
        if at_once {
            self.deadline = Some(now);
        } else {
            self.deadline.get_or_insert_with(|| now + self.policy.delay);
        }
    }

    /// Whether the highest packets lie so close behind a gap that the sender
    /// does not know yet whether what is missing was lost.
    fn follows_a_gap(&self) -> bool {
        self.arrived.last().is_some_and(|newest| {
            newest.start > self.floor && newest.end - newest.start <= PACKET_THRESHOLD
        })
    }
}

/// The packet number that has these low 32 bits and is the nearest to the one
/// expected next (RFC 9000 appendix A.3).
pub(crate) fn expand(low: u32, largest: Option<PacketNumber>) -> PacketNumber {
    const WINDOW: u64 = 1 << 32;
    let expected = largest.map_or(0, |number| number.0.saturating_add(1));
    let candidate = (expected & !(WINDOW - 1)) | u64::from(low);
    let number = if candidate > expected {
        let before = candidate.checked_sub(WINDOW);
        before.filter(|_| candidate - expected > WINDOW / 2)
    } else {
        let after = candidate.checked_add(WINDOW);
        after.filter(|_| expected - candidate >= WINDOW / 2)
    };
    PacketNumber(number.unwrap_or(candidate))
}

#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "a list of ranges may have one"
)]
mod tests;
