//! A set of numbers kept as disjoint ranges: packets that arrived, bytes of a
//! message that are there or still have to go.
//!
//! Not a general interval map: the common set is one range that grows at its
//! end, which costs one vector of one element and no search. The number of
//! ranges is bounded, because a peer decides how many holes there are; what
//! happens at the bound is the user's to say.

use std::ops::Range;

use thiserror::Error;

/// Numbers below `u64::MAX`, as ascending half-open ranges of which no two
/// touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RangeSet {
    ranges: Vec<Range<u64>>,
    ranges_max: usize,
    /// How many numbers all ranges have together.
    len: u64,
}

/// The change would have needed one range more than the set may have. Nothing
/// was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the set has as many separate ranges as it may have")]
pub(crate) struct TooManyRanges;

impl RangeSet {
    /// An empty set that never has more than so many ranges.
    pub(crate) const fn new(ranges_max: usize) -> Self {
        Self {
            ranges: Vec::new(),
            ranges_max,
            len: 0,
        }
    }

    /// Adds the range and says how many of its numbers are new.
    pub(crate) fn insert(&mut self, range: Range<u64>) -> Result<u64, TooManyRanges> {
        if range.is_empty() {
            return Ok(0);
        }
        let new = match self.ranges.last_mut() {
            Some(last) if range.start == last.end => {
                last.end = range.end;
                length(&range)
            }
            Some(last) if range.start < last.end => self.insert_within(range)?,
            _ => self.insert_at(self.ranges.len(), range)?,
        };
        self.len += new;
        Ok(new)
    }

    /// Takes the range out and says how many numbers that removed. A hole in
    /// the middle of a range makes two of it.
    pub(crate) fn remove(&mut self, range: Range<u64>) -> Result<u64, TooManyRanges> {
        if range.is_empty() {
            return Ok(0);
        }
        let from = self.ranges.partition_point(|r| r.end <= range.start);
        let to = self.ranges.partition_point(|r| r.start < range.end);
        let Some(hit) = self.ranges.get(from..to).filter(|hit| !hit.is_empty()) else {
            return Ok(0);
        };
        let left = hit.first().map(|r| r.start..range.start);
        let right = hit.last().map(|r| range.end..r.end);
        let rest = left.into_iter().chain(right).filter(|r| !r.is_empty());
        if self.ranges.len() - hit.len() + rest.clone().count() > self.ranges_max {
            return Err(TooManyRanges);
        }
        let before: u64 = hit.iter().map(length).sum();
        let removed = before - rest.clone().map(|r| length(&r)).sum::<u64>();
        self.ranges.splice(from..to, rest);
        self.len -= removed;
        Ok(removed)
    }

    /// Takes out every number below the bound; this cannot need more ranges.
    pub(crate) fn remove_below(&mut self, bound: u64) {
        let whole = self.ranges.partition_point(|r| r.end <= bound);
        self.len -= self.ranges.drain(..whole).map(|r| length(&r)).sum::<u64>();
        if let Some(first) = self.ranges.first_mut() {
            let cut = bound.saturating_sub(first.start);
            first.start += cut;
            self.len -= cut;
        }
    }

    /// Takes out the lowest numbers, as many as follow each other, at most so
    /// many.
    #[cfg(test)]
    pub(crate) fn take_first(&mut self, most: u64) -> Option<Range<u64>> {
        let first = self.first()?;
        let taken = first.start..first.end.min(first.start.saturating_add(most));
        self.remove_below(taken.end);
        (!taken.is_empty()).then_some(taken)
    }

    /// Takes out the lowest range.
    #[cfg(test)]
    pub(crate) fn pop_first(&mut self) -> Option<Range<u64>> {
        self.take_first(u64::MAX)
    }

    pub(crate) fn contains(&self, number: u64) -> bool {
        number < u64::MAX && self.contains_all(number..number + 1)
    }

    /// Whether no number of the range is missing.
    pub(crate) fn contains_all(&self, range: Range<u64>) -> bool {
        let from = self.ranges.partition_point(|r| r.end <= range.start);
        let holder = self.ranges.get(from);
        range.is_empty() || holder.is_some_and(|r| r.start <= range.start && range.end <= r.end)
    }

    /// The lowest range.
    pub(crate) fn first(&self) -> Option<Range<u64>> {
        self.ranges.first().cloned()
    }

    /// The highest range.
    pub(crate) fn last(&self) -> Option<Range<u64>> {
        self.ranges.last().cloned()
    }

    /// The ranges in ascending order; in descending order by `rev`.
    pub(crate) fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = Range<u64>> + ExactSizeIterator + '_ {
        self.ranges.iter().cloned()
    }

    /// The ranges within the one given that are missing, in ascending order.
    pub(crate) fn gaps(&self, within: Range<u64>) -> impl Iterator<Item = Range<u64>> + '_ {
        let from = self.ranges.partition_point(|r| r.end <= within.start);
        let there = self.ranges.get(from..).unwrap_or_default().iter().cloned();
        let there = there.take_while({
            let end = within.end;
            move |r| r.start < end
        });
        let mut start = within.start;
        there
            .chain(std::iter::once(within.end..within.end))
            .map(move |r| std::mem::replace(&mut start, r.end)..r.start)
            .filter(|gap| !gap.is_empty())
    }

    /// How many numbers are in the set.
    pub(crate) const fn len(&self) -> u64 {
        self.len
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// How many ranges the set has.
    #[cfg(test)]
    pub(crate) const fn range_count(&self) -> usize {
        self.ranges.len()
    }

    /// Adds a range that begins before the end of the last one.
    fn insert_within(&mut self, range: Range<u64>) -> Result<u64, TooManyRanges> {
        let from = self.ranges.partition_point(|r| r.end < range.start);
        let to = self.ranges.partition_point(|r| r.start <= range.end);
        let touched = self.ranges.get(from..to).unwrap_or_default();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return self.insert_at(from, range);
        };
        let merged = first.start.min(range.start)..last.end.max(range.end);
        let new = length(&merged) - touched.iter().map(length).sum::<u64>();
        self.ranges.splice(from..to, [merged]);
        Ok(new)
    }

    /// Adds a range that touches no other.
    fn insert_at(&mut self, index: usize, range: Range<u64>) -> Result<u64, TooManyRanges> {
        if self.ranges.len() >= self.ranges_max {
            return Err(TooManyRanges);
        }
        let new = length(&range);
        self.ranges.insert(index, range);
        Ok(new)
    }
}

const fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

#[cfg(test)]
mod model;
#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "a list of ranges may have one"
)]
mod tests;
