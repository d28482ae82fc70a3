//! The set by example.

use super::*;

fn set(ranges: &[Range<u64>]) -> RangeSet {
    let mut set = RangeSet::new(4);
    for range in ranges {
        set.insert(range.clone()).unwrap();
    }
    set
}

fn list(set: &RangeSet) -> Vec<Range<u64>> {
    set.iter().collect()
}

#[test]
fn numbers_in_order_stay_one_range() {
    let mut set = RangeSet::new(1);
    for n in 0..1_000 {
        assert_eq!(set.insert(n..n + 1), Ok(1));
    }
    assert_eq!(list(&set), [0..1_000]);
    assert_eq!(set.len(), 1_000);
}

#[test]
fn an_overlap_counts_only_what_is_new() {
    let mut set = set(&[10..20, 30..40]);
    assert_eq!(set.insert(15..35), Ok(10));
    assert_eq!(list(&set), [10..40]);
    assert_eq!(set.insert(12..30), Ok(0));
    assert_eq!(set.insert(5..50), Ok(15));
    assert_eq!(list(&set), [5..50]);
}

#[test]
fn neighbours_grow_together() {
    let mut set = set(&[10..20, 21..30]);
    assert_eq!(set.insert(20..21), Ok(1));
    assert_eq!(list(&set), [10..30]);
}

#[test]
fn nothing_is_neither_added_nor_missing() {
    let mut set = set(&[10..20]);
    assert_eq!(set.insert(25..25), Ok(0));
    assert_eq!(set.remove(15..15), Ok(0));
    assert_eq!(set.insert(Range { start: 30, end: 25 }), Ok(0));
    assert!(set.contains_all(5..5));
    assert_eq!(list(&set), [10..20]);
}

#[test]
fn a_range_too_many_changes_nothing() {
    let mut set = set(&[0..1, 2..3, 4..5, 6..7]);
    let before = set.clone();
    assert_eq!(set.insert(8..9), Err(TooManyRanges));
    assert_eq!(set, before);
    assert_eq!(set.insert(3..4), Ok(1), "joining needs no more of them");
    assert_eq!(set.insert(9..20), Ok(11));
    let before = set.clone();
    assert_eq!(set.remove(10..11), Err(TooManyRanges));
    assert_eq!(set, before);
    assert_eq!(set.remove(0..10), Ok(6));
    assert_eq!(set.remove(15..16), Ok(1));
    assert_eq!(list(&set), [10..15, 16..20]);
}

#[test]
fn the_front_is_taken_in_portions() {
    let mut set = set(&[10..20, 30..40]);
    assert_eq!(set.take_first(0), None);
    assert_eq!(set.take_first(7), Some(10..17));
    assert_eq!(set.take_first(7), Some(17..20), "and never across a hole");
    assert_eq!(set.pop_first(), Some(30..40));
    assert_eq!(set.pop_first(), None);
    assert_eq!(set.len(), 0);
}

#[test]
fn gaps_are_what_is_missing_within() {
    let set = set(&[10..20, 30..40]);
    let gaps = |within| set.gaps(within).collect::<Vec<_>>();
    assert_eq!(gaps(0..50), [0..10, 20..30, 40..50]);
    assert_eq!(gaps(15..35), [20..30]);
    assert_eq!(gaps(12..18), []);
    assert_eq!(gaps(22..25), [22..25]);
    assert_eq!(gaps(40..45), [40..45]);
}

#[test]
fn the_greatest_numbers_overflow_nothing() {
    let mut set = set(&[u64::MAX - 2..u64::MAX]);
    assert!(set.contains(u64::MAX - 1));
    assert!(!set.contains(u64::MAX));
    assert_eq!(set.insert(0..u64::MAX), Ok(u64::MAX - 2));
    assert_eq!(set.len(), u64::MAX);
    set.remove_below(u64::MAX);
    assert!(set.is_empty());
}
