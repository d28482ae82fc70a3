//! One message being received in parts. Its memory grows with the bytes that
//! arrive and never by the length that was announced.

use std::ops::Range;

use crate::proto::native::fault::{Fault, Faults};
use crate::proto::native::frame::Data;
use crate::proto::native::outgoing::UNSCHEDULED_BYTES;
use crate::proto::native::ranges::RangeSet;

/// How many holes a message may have before further ones are not taken.
pub(crate) const HOLES_MAX: usize = 512;

/// The sender hears of more room when it has used this part of it: 1/4.
const GRANT_STEP: u64 = 4;

/// A message of which parts have arrived.
#[derive(Debug)]
pub(crate) struct Assembly {
    total: u64,
    bytes: Vec<u8>,
    have: RangeSet,
    granted: u64,
    announced_check: Option<u32>,
    check: u32,
    checked: u64,
    faults: Faults,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It was kept, and more is to come.
    Partly,
    /// The message is complete and intact.
    Complete,
    /// It was not kept and must not be acknowledged.
    Refused,
    /// It contradicts what was kept, or the whole does not have its checksum.
    Broken,
}

impl Assembly {
    /// A message of so many bytes, into memory that may have been used before.
    pub(crate) fn new(total: u64, mut memory: Vec<u8>) -> Self {
        memory.clear();
        Self {
            total,
            bytes: memory,
            have: RangeSet::new(HOLES_MAX),
            granted: UNSCHEDULED_BYTES.min(total),
            announced_check: None,
            check: 0,
            checked: 0,
            faults: Faults::default(),
        }
    }

    pub(crate) fn with_faults(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }

    /// Takes a part.
    pub(crate) fn store(&mut self, part: &Data<'_>) -> Stored {
        let range = part.offset..part.offset + part.bytes.len() as u64;
        if part.total != self.total || range.end > self.total {
            return Stored::Broken;
        }
        if self.faults.has(Fault::AckBeforeStore) && range.start > self.prefix() {
            return Stored::Partly;
        }
        if range.end > self.granted {
            return Stored::Refused;
        }
        if part.check.is_some() {
            if self
                .announced_check
                .is_some_and(|check| Some(check) != part.check)
            {
                return Stored::Broken;
            }
            self.announced_check = part.check;
        }
        if !self.agrees(&range, part.bytes) {
            return Stored::Broken;
        }
        if self.have.insert(range.clone()).is_err() {
            return Stored::Refused;
        }
        self.copy(&range, part.bytes);
        if let Some(digest) = part.digest.filter(|_| range.start == self.checked) {
            self.check = digest.behind(self.check);
            self.checked = range.end;
        }
        self.advance_check();
        match self.announced_check {
            Some(check) if self.have.len() == self.total => {
                if check == self.check || self.faults.has(Fault::SkipMessageCheck) {
                    Stored::Complete
                } else {
                    Stored::Broken
                }
            }
            _ => Stored::Partly,
        }
    }

    /// Whether keeping a part would take more memory.
    pub(crate) fn would_grow(&self, part: &Data<'_>) -> bool {
        part.offset + part.bytes.len() as u64 > self.bytes.capacity() as u64
    }

    /// Room for the sender, if it should hear of more: up to `window` bytes
    /// beyond what has arrived without a hole.
    pub(crate) fn grant(&mut self, window: u64) -> Option<u64> {
        let until = self.prefix().saturating_add(window).min(self.total);
        let ahead = until.saturating_sub(self.granted);
        if ahead == 0 || (until < self.total && ahead < window / GRANT_STEP) {
            return None;
        }
        self.granted = until;
        Some(until)
    }

    /// The memory in use.
    pub(crate) const fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// The message, once it is complete.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The end of what arrived without a hole.
    fn prefix(&self) -> u64 {
        match self.have.first() {
            Some(first) if first.start == 0 => first.end,
            _ => 0,
        }
    }

    /// Whether a part repeats what was kept, as far as they overlap.
    fn agrees(&self, range: &Range<u64>, bytes: &[u8]) -> bool {
        if range.start >= self.bytes.len() as u64 {
            return true;
        }
        self.have.iter().all(|kept| {
            let (start, end) = (kept.start.max(range.start), kept.end.min(range.end));
            start >= end || {
                let new = slice(bytes, start - range.start, end - range.start);
                new == slice(&self.bytes, start, end)
            }
        })
    }

    /// Copies a part to its place. The buffer ends where the last byte kept
    /// so far ends, so that bytes in order are appended and nothing is filled
    /// in beforehand.
    fn copy(&mut self, range: &Range<u64>, bytes: &[u8]) {
        let (Ok(start), Ok(end)) = (usize::try_from(range.start), usize::try_from(range.end))
        else {
            return;
        };
        self.make_room(end);
        if start > self.bytes.len() {
            self.bytes.resize(start, 0);
        }
        let overlap = self.bytes.len().min(end) - start;
        if let Some(place) = self.bytes.get_mut(start..start + overlap) {
            place.copy_from_slice(slice(bytes, 0, overlap as u64));
        }
        self.bytes
            .extend_from_slice(slice(bytes, overlap as u64, bytes.len() as u64));
    }

    /// Takes more memory, twice as much each time, and never more than the
    /// message has.
    fn make_room(&mut self, end: usize) {
        let capacity = self.bytes.capacity();
        if end > capacity {
            let total = usize::try_from(self.total).unwrap_or(usize::MAX);
            let wanted = capacity.saturating_mul(2).max(end).min(total);
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
    }

    fn advance_check(&mut self) {
        let prefix = self.prefix();
        if prefix > self.checked {
            let new = slice(&self.bytes, self.checked, prefix);
            self.check = crc32c::crc32c_append(self.check, new);
            self.checked = prefix;
        }
    }
}

/// A part of a slice by numbers that are known to lie in it; nothing, if they
/// do not.
fn slice(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    range
        .and_then(|(start, end)| bytes.get(start..end))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::proto::native::checksum::Digest;
    use crate::proto::native::number::{MessageId, Seq, Slot};

    fn message() -> Vec<u8> {
        (0..100_000_u32).map(|n| (n % 251) as u8).collect()
    }

    fn part(message: &[u8], range: Range<usize>) -> Data<'_> {
        Data {
            id: MessageId::call(Slot(0), Seq(1)),
            patience: Duration::ZERO,
            total: message.len() as u64,
            offset: range.start as u64,
            check: (range.end == message.len()).then(|| crc32c::crc32c(message)),
            digest: None,
            bytes: &message[range],
        }
    }

    #[test]
    fn parts_in_any_order_and_overlapping_make_the_message() {
        let message = message();
        let mut assembly = Assembly::new(message.len() as u64, Vec::new());
        assert_eq!(
            assembly.store(&part(&message, 30_000..60_000)),
            Stored::Partly
        );
        assert_eq!(assembly.store(&part(&message, 0..40_000)), Stored::Partly);
        assert_eq!(assembly.grant(100_000), Some(100_000));
        assert_eq!(
            assembly.store(&part(&message, 70_000..100_000)),
            Stored::Partly
        );
        assert_eq!(
            assembly.store(&part(&message, 55_000..75_000)),
            Stored::Complete
        );
        assert_eq!(assembly.into_bytes(), message);
    }

    #[test]
    fn parts_whose_checksums_are_known_are_checked_by_them() {
        let message = message();
        for (known_of, expected) in [(30_000, Stored::Complete), (30_001, Stored::Broken)] {
            let mut assembly = Assembly::new(message.len() as u64, Vec::new());
            assembly.granted = assembly.total;
            for range in [0..30_000, 60_000..100_000, 30_000..60_000] {
                let known = range.start.max(known_of.min(range.end))..range.end;
                let is_last = range.start == 30_000;
                let digest = Digest::of(&message[if is_last { known } else { range.clone() }]);
                let part = part(&message, range);
                let stored = assembly.store(&Data {
                    digest: Some(digest),
                    ..part
                });
                let wanted = if is_last { expected } else { Stored::Partly };
                assert_eq!(stored, wanted);
            }
        }
    }

    #[test]
    fn no_more_memory_is_taken_than_the_message_has() {
        let message = message();
        let mut assembly = Assembly::new(message.len() as u64, Vec::new());
        assembly.granted = assembly.total;
        for start in (0..100_000).step_by(10_000) {
            assembly.store(&part(&message, start..start + 10_000));
        }
        assert_eq!(assembly.memory(), message.len());
    }

    #[test]
    fn what_was_not_granted_is_refused() {
        let message = message();
        let mut assembly = Assembly::new(message.len() as u64, Vec::new());
        assert_eq!(
            assembly.store(&part(&message, 60_000..70_000)),
            Stored::Refused
        );
        assert_eq!(assembly.memory(), 0);
    }

    #[test]
    fn parts_that_disagree_break_the_message() {
        let message = message();
        let mut other = message.clone();
        other[500] ^= 1;
        let mut assembly = Assembly::new(message.len() as u64, Vec::new());
        assert_eq!(assembly.store(&part(&message, 0..1_000)), Stored::Partly);
        assert_eq!(assembly.store(&part(&other, 0..500)), Stored::Partly);
        assert_eq!(assembly.store(&part(&other, 400..2_000)), Stored::Broken);
    }

    #[test]
    fn a_whole_without_its_checksum_is_broken() {
        let message = message()[..2_000].to_vec();
        let mut other = message.clone();
        other[3] ^= 1;
        let mut assembly = Assembly::new(2_000, Vec::new());
        assert_eq!(assembly.store(&part(&other, 0..1_000)), Stored::Partly);
        assert_eq!(
            assembly.store(&part(&message, 1_000..2_000)),
            Stored::Broken
        );
    }

    #[test]
    fn an_announced_length_alone_takes_no_memory() {
        let mut assembly = Assembly::new(1 << 40, Vec::new());
        let data = Data {
            total: 1 << 40,
            ..part(&[7; 10], 0..5)
        };
        assert_eq!(
            assembly.store(&Data {
                check: None,
                ..data
            }),
            Stored::Partly
        );
        assert!(assembly.memory() < 100);
    }

    #[test]
    fn more_holes_than_allowed_are_refused() {
        let message = message();
        let mut assembly = Assembly::new(message.len() as u64, Vec::new());
        for n in 0..HOLES_MAX {
            assert_eq!(
                assembly.store(&part(&message, 4 * n..4 * n + 1)),
                Stored::Partly
            );
        }
        let one_more = 4 * HOLES_MAX..4 * HOLES_MAX + 1;
        assert_eq!(assembly.store(&part(&message, one_more)), Stored::Refused);
        assert_eq!(assembly.store(&part(&message, 0..4)), Stored::Partly);
    }
}
