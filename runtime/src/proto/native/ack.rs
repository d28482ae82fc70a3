//! What an acknowledgement says: which packets arrived, and how long ago the
//! highest of them did.
//!
//! Not its bytes: the frame writes and reads it. While nothing is missing it has
//! one range, which costs no allocation.

use std::ops::Range;
use std::time::Duration;

use thiserror::Error;

use super::number::PacketNumber;

/// Which packets arrived: between one and [`Ack::RANGES_MAX`] ranges, from the
/// highest to the lowest, with a hole between any two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ack {
    /// How long ago the highest of them arrived: the time that its receiver,
    /// and not the network, took.
    pub(crate) delay: Duration,
    first: Range<u64>,
    others: Vec<Range<u64>>,
}

/// A range that an acknowledgement cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum BadAckRange {
    #[error("a range has no packets")]
    Empty,
    #[error("ranges overlap, touch, or are out of order")]
    NotBelow,
    #[error("there are more than 32 ranges")]
    TooMany,
}

impl Ack {
    /// The most ranges that one acknowledgement has.
    pub(crate) const RANGES_MAX: usize = 32;

    /// One that has the highest range only.
    pub(crate) fn new(delay: Duration, highest: Range<u64>) -> Result<Self, BadAckRange> {
        if highest.is_empty() {
            return Err(BadAckRange::Empty);
        }
        Ok(Self {
            delay,
            first: highest,
            others: Vec::new(),
        })
    }

    /// Adds the next lower range.
    pub(crate) fn push(&mut self, range: Range<u64>) -> Result<(), BadAckRange> {
        if range.is_empty() {
            return Err(BadAckRange::Empty);
        }
        if range.end >= self.lowest().start {
            return Err(BadAckRange::NotBelow);
        }
        if self.range_count() == Self::RANGES_MAX {
            return Err(BadAckRange::TooMany);
        }
        self.others.push(range);
        Ok(())
    }

    /// The highest packet that arrived.
    pub(crate) const fn largest(&self) -> PacketNumber {
        PacketNumber(self.first.end - 1)
    }

    /// The ranges from the highest to the lowest.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<u64>> + '_ {
        std::iter::once(&self.first).chain(&self.others).cloned()
    }

    pub(crate) const fn range_count(&self) -> usize {
        1 + self.others.len()
    }

    fn lowest(&self) -> &Range<u64> {
        self.others.last().unwrap_or(&self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_go_down_with_holes_between() {
        let mut ack = Ack::new(Duration::ZERO, 100..110).unwrap();
        assert_eq!(ack.push(90..100), Err(BadAckRange::NotBelow));
        assert_eq!(ack.push(110..120), Err(BadAckRange::NotBelow));
        assert_eq!(ack.push(50..50), Err(BadAckRange::Empty));
        assert_eq!(ack.push(90..99), Ok(()));
        assert_eq!(ack.push(89..90), Err(BadAckRange::NotBelow));
        assert_eq!(ack.largest(), PacketNumber(109));
        assert!(ack.ranges().eq([100..110, 90..99]));
    }

    #[test]
    fn it_has_a_range_at_least_and_32_at_most() {
        let none = Ack::new(Duration::ZERO, 5..5);
        assert_eq!(none, Err(BadAckRange::Empty));
        let mut ack = Ack::new(Duration::ZERO, 200..201).unwrap();
        for i in 1..32 {
            ack.push(200 - 2 * i..201 - 2 * i).unwrap();
        }
        assert_eq!(ack.range_count(), Ack::RANGES_MAX);
        assert_eq!(ack.push(0..1), Err(BadAckRange::TooMany));
    }
}
