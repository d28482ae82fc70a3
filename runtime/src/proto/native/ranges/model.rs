//! The set against the simplest thing that does the same.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const RANGES_MAX: usize = 6;

#[derive(Debug, Clone)]
enum Step {
    Insert(Range<u64>),
    Remove(Range<u64>),
    RemoveBelow(u64),
    TakeFirst(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let range = || (0..60_u64, 0..12_u64).prop_map(|(start, len)| start..start + len);
    prop_oneof![
        4 => range().prop_map(Step::Insert),
        2 => range().prop_map(Step::Remove),
        1 => (0..60_u64).prop_map(Step::RemoveBelow),
        1 => (0..20_u64).prop_map(Step::TakeFirst),
    ]
}

/// How many ranges the numbers make.
fn range_count(model: &BTreeSet<u64>) -> usize {
    model.iter().filter(|n| !model.contains(&(**n + 1))).count()
}

fn count(numbers: usize) -> u64 {
    u64::try_from(numbers).unwrap()
}

/// Replaces the model where the change is allowed.
fn change(model: &mut BTreeSet<u64>, next: BTreeSet<u64>) -> Result<u64, TooManyRanges> {
    if range_count(&next) > RANGES_MAX {
        return Err(TooManyRanges);
    }
    let before = std::mem::replace(model, next).len();
    Ok(count(before.abs_diff(model.len())))
}

fn apply(set: &mut RangeSet, model: &mut BTreeSet<u64>, step: Step) {
    match step {
        Step::Insert(range) => {
            let next = model.iter().copied().chain(range.clone()).collect();
            assert_eq!(set.insert(range), change(model, next));
        }
        Step::Remove(range) => {
            let next = model.iter().copied().filter(|n| !range.contains(n));
            let next = next.collect();
            assert_eq!(set.remove(range), change(model, next));
        }
        Step::RemoveBelow(bound) => {
            set.remove_below(bound);
            model.retain(|n| *n >= bound);
        }
        Step::TakeFirst(most) => {
            let taken = set.take_first(most).unwrap_or_default();
            for number in taken.clone() {
                assert_eq!(model.pop_first(), Some(number));
            }
            let whole = count(usize::try_from(most).unwrap());
            let next_follows = model.contains(&taken.end) && !taken.is_empty();
            assert!(taken.end - taken.start == whole || !next_follows);
        }
    }
}

fn assert_same(set: &RangeSet, model: &BTreeSet<u64>) {
    let numbers: Vec<_> = set.iter().flatten().collect();
    assert!(model.iter().eq(&numbers), "{set:?} {model:?}");
    assert_eq!(set.len(), count(model.len()));
    assert_eq!(set.range_count(), range_count(model));
    let missing: Vec<_> = set.gaps(5..70).flatten().collect();
    assert!((5..70).filter(|n| !model.contains(n)).eq(missing));
    for start in (0..70).step_by(3) {
        assert_eq!(set.contains(start), model.contains(&start));
        let range = start..start + 4;
        let all = range.clone().all(|n| model.contains(&n));
        assert_eq!(set.contains_all(range), all);
    }
}

proptest! {
    #[test]
    fn it_does_what_a_set_of_single_numbers_does(steps in prop::collection::vec(step(), 1..80)) {
        let mut set = RangeSet::new(RANGES_MAX);
        let mut model = BTreeSet::new();
        for step in steps {
            apply(&mut set, &mut model, step);
            assert_same(&set, &model);
        }
    }
}
