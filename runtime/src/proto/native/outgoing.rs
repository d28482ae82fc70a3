//! One message being sent: what of it is to be sent next, what was lost and
//! what arrived. It holds no bytes of the message.

use std::ops::Range;
use std::time::Instant;

use crate::proto::native::checksum::Digest;
use crate::proto::native::number::MessageId;
use crate::proto::native::ranges::RangeSet;

/// How much of a message may be sent before its receiver says more.
pub(crate) const UNSCHEDULED_BYTES: u64 = 64 << 10;

/// More ranges than packets are ever under way.
const RANGES_MAX: usize = 1 << 20;

/// A message on its way.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: MessageId,
    pub(crate) total: u64,
    /// When its sender stops waiting.
    pub(crate) until: Option<Instant>,
    /// A reply that need not be acknowledged as long as it travels with the
    /// first acknowledgement of its call, and how many acknowledgements had
    /// been sent when the call arrived.
    pub(crate) quiet_after: Option<u64>,
    /// A message of one packet travels whole, and this is all about it.
    whole_due: bool,
    /// Where the bytes begin that were never sent.
    next: u64,
    lost: RangeSet,
    arrived: RangeSet,
    allowed: u64,
    check: u32,
    checked: u64,
}

impl Outgoing {
    pub(crate) fn new(id: MessageId, total: u64, until: Option<Instant>) -> Self {
        Self {
            id,
            total,
            until,
            quiet_after: None,
            whole_due: true,
            next: 0,
            lost: RangeSet::new(RANGES_MAX),
            arrived: RangeSet::new(RANGES_MAX),
            allowed: UNSCHEDULED_BYTES,
            check: 0,
            checked: 0,
        }
    }

    /// What to send next, at most `most` bytes of it: what was lost first.
    pub(crate) fn next_part(&self, most: usize) -> Option<Range<u64>> {
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        let (start, end) = match self.lost.first() {
            Some(lost) => (lost.start, lost.end),
            None => (self.next, self.total.min(self.allowed)),
        };
        (start < end && most > 0).then(|| start..end.min(start.saturating_add(most)))
    }

    /// Whether the whole message, which fits a packet, is to be sent.
    pub(crate) const fn is_whole_due(&self) -> bool {
        self.whole_due
    }

    /// Whether something could be sent.
    pub(crate) fn is_pending(&self) -> bool {
        self.whole_due || !self.lost.is_empty() || self.next < self.total.min(self.allowed)
    }

    /// Bytes that have not arrived as far as is known.
    pub(crate) const fn remaining(&self) -> u64 {
        self.total - self.arrived.len()
    }

    pub(crate) fn on_whole_sent(&mut self) {
        self.whole_due = false;
        self.next = self.total;
        self.lost.remove_below(self.total);
    }

    /// A part leaves, and these are its bytes: their checksum.
    pub(crate) fn on_part_sent(&mut self, part: Range<u64>, bytes: &[u8]) -> Digest {
        self.whole_due = false;
        let digest = Digest::of(bytes);
        if (part.start..part.end).contains(&self.checked) {
            let summed = usize::try_from(self.checked - part.start).unwrap_or(usize::MAX);
            let fresh = match summed {
                0 => digest,
                // It was cut anew, and its beginning went before.
                _ => Digest::of(bytes.get(summed..).unwrap_or_default()),
            };
            self.check = fresh.behind(self.check);
            self.checked = part.end;
        }
        self.next = self.next.max(part.end);
        // Removing may split a range, and there is room for more than there
        // are packets under way.
        let _ = self.lost.remove(part);
        digest
    }

    /// The CRC32C of the whole message, once all of it was sent.
    pub(crate) fn check(&self) -> Option<u32> {
        (self.checked == self.total).then_some(self.check)
    }

    /// A part is believed lost.
    pub(crate) fn on_lost(&mut self, part: Range<u64>) {
        if part == (0..self.total) {
            self.whole_due = true;
        }
        // Since it left, the message may have begun anew: what lies ahead is
        // sent in its turn, and would not be if what follows went before.
        let part = part.start..part.end.min(self.next);
        for missing in self.arrived.gaps(part).collect::<Vec<_>>() {
            // As above.
            let _ = self.lost.insert(missing);
        }
    }

    /// A part arrived; whether all has now.
    pub(crate) fn on_arrived(&mut self, part: Range<u64>) -> bool {
        if part == (0..self.total) && self.arrived.is_empty() && self.lost.is_empty() {
            // Most messages are whole in one packet, and need no ranges.
            self.on_whole_sent();
            return true;
        }
        let _ = self.lost.remove(part.clone());
        let _ = self.arrived.insert(part);
        let is_all = self.arrived.len() == self.total;
        self.whole_due &= !is_all;
        is_all
    }

    /// More may be sent.
    pub(crate) fn grant(&mut self, until: u64) {
        self.allowed = self.allowed.max(until);
    }

    /// The receiver has nothing of it any more.
    pub(crate) fn restart(&mut self) {
        self.arrived.remove_below(self.total);
        self.lost.remove_below(self.total);
        self.whole_due = true;
        self.next = 0;
        self.allowed = UNSCHEDULED_BYTES;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::native::number::{Seq, Slot};

    fn outgoing(total: u64) -> Outgoing {
        Outgoing::new(MessageId::call(Slot(0), Seq(1)), total, None)
    }

    #[test]
    fn what_was_lost_before_a_message_began_anew_does_not_hide_what_lies_before_it() {
        let mut message = outgoing(3_000);
        let bytes = vec![0; 1_000];
        for start in [0, 1_000, 2_000] {
            message.on_part_sent(start..start + 1_000, &bytes);
        }
        message.restart();
        message.on_lost(2_000..3_000);
        for start in [0, 1_000, 2_000] {
            let part = message.next_part(1_000);
            assert_eq!(part, Some(start..start + 1_000));
            message.on_part_sent(start..start + 1_000, &bytes);
        }
        assert_eq!(message.next_part(1_000), None);
    }

    #[test]
    fn what_was_lost_goes_first_and_only_what_is_allowed_goes() {
        let mut message = outgoing(200_000);
        let bytes = vec![0; 60_000];
        assert_eq!(message.next_part(60_000), Some(0..60_000));
        message.on_part_sent(0..60_000, &bytes);
        assert_eq!(message.next_part(60_000), Some(60_000..UNSCHEDULED_BYTES));
        message.on_part_sent(60_000..UNSCHEDULED_BYTES, &bytes[..5_536]);
        assert_eq!(message.next_part(60_000), None);
        message.on_lost(1_000..2_000);
        assert_eq!(message.next_part(60_000), Some(1_000..2_000));
        message.on_part_sent(1_000..2_000, &bytes[..1_000]);
        message.grant(100_000);
        assert_eq!(message.next_part(60_000), Some(UNSCHEDULED_BYTES..100_000));
    }

    #[test]
    fn what_arrived_is_not_lost_however_often_it_is_said() {
        let mut message = outgoing(3_000);
        for start in [0, 1_000, 2_000] {
            message.on_part_sent(start..start + 1_000, &[7; 1_000]);
        }
        assert!(!message.on_arrived(1_000..2_000));
        message.on_lost(0..3_000);
        assert_eq!(message.next_part(5_000), Some(0..1_000));
        assert!(!message.on_arrived(0..1_000));
        assert!(!message.on_arrived(0..1_000));
        assert_eq!(message.remaining(), 1_000);
        assert!(message.on_arrived(2_000..3_000));
        assert!(!message.is_pending());
    }

    #[test]
    fn the_checksum_is_known_when_all_was_sent_once_however_it_was_cut() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut message = outgoing(256);
        message.on_part_sent(0..100, &bytes[..100]);
        message.on_lost(0..100);
        message.on_part_sent(0..50, &bytes[..50]);
        assert_eq!(message.check(), None);
        message.on_part_sent(100..256, &bytes[100..]);
        message.on_part_sent(50..100, &bytes[50..100]);
        assert_eq!(message.check(), Some(crc32c::crc32c(&bytes)));
    }

    #[test]
    fn the_checksum_covers_a_part_that_was_cut_anew() {
        let bytes: Vec<u8> = (0..=255).collect();
        let mut message = outgoing(256);
        message.on_part_sent(0..100, &bytes[..100]);
        message.on_lost(0..256);
        message.on_part_sent(0..108, &bytes[..108]);
        message.on_part_sent(108..256, &bytes[108..]);
        assert_eq!(message.check(), Some(crc32c::crc32c(&bytes)));
    }

    #[test]
    fn parts_that_arrive_end_a_message_that_was_lost_as_a_whole() {
        let mut message = outgoing(1_300);
        message.on_whole_sent();
        message.on_lost(0..1_300);
        message.on_part_sent(0..1_000, &[7; 1_000]);
        message.on_part_sent(1_000..1_300, &[7; 300]);
        // The copy that went as a probe counts as lost, too.
        message.on_lost(0..1_300);
        assert!(!message.on_arrived(0..1_000));
        assert!(message.on_arrived(1_000..1_300));
    }

    #[test]
    fn a_message_without_bytes_is_sent_and_arrives() {
        let mut message = outgoing(0);
        assert!(message.is_whole_due());
        message.on_whole_sent();
        assert!(!message.is_whole_due());
        message.on_lost(0..0);
        assert!(message.is_whole_due());
        message.on_whole_sent();
        assert!(message.on_arrived(0..0));
    }
}
