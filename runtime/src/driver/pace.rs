//! How long handlers take, as far as is known: a handler that is known to be
//! short runs on the thread that receives, any other on a worker.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A handler that takes longer than handing its call over would is not short.
const SHORT: Duration = Duration::from_micros(50);

/// More procedures than that share places, and are then taken for slower or
/// faster than they are.
const PLACES: usize = 1_024;

/// What is known of a procedure that never ran.
const UNKNOWN: u32 = u32::MAX;

/// The average of a part of what was measured last: 1/8.
const WEIGHT: u64 = 8;

/// Nanoseconds that the handlers of a server take, on a moving average.
#[derive(Debug)]
pub(crate) struct Pace {
    nanos: Box<[AtomicU32]>,
}

/// A procedure's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

impl Place {
    /// As a number, to be kept in an atomic.
    pub(crate) const fn number(self) -> u64 {
        self.0 as u64
    }

    pub(crate) fn from_number(number: u64) -> Self {
        Self(usize::try_from(number).unwrap_or_default() % PLACES)
    }
}

impl Pace {
    pub(crate) fn new() -> Self {
        let unknown = || AtomicU32::new(UNKNOWN);
        Self {
            nanos: std::iter::repeat_with(unknown).take(PLACES).collect(),
        }
    }

    /// The place of a service's procedure.
    pub(crate) const fn place(service: usize, procedure: u32) -> Place {
        let procedure = procedure as usize;
        Place(procedure.wrapping_add(service.wrapping_mul(61)) % PLACES)
    }

    /// Whether the procedure is known to be short.
    pub(crate) fn is_short(&self, place: Place) -> bool {
        let nanos = self.nanos.get(place.0).map(|n| n.load(Ordering::Relaxed));
        nanos.is_some_and(|nanos| u128::from(nanos) <= SHORT.as_nanos())
    }

    /// The procedure took so long.
    pub(crate) fn observe(&self, place: Place, took: Duration) {
        let Some(average) = self.nanos.get(place.0) else {
            return;
        };
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let old = average.load(Ordering::Relaxed);
        let new = if old == UNKNOWN {
            took
        } else {
            (u64::from(old) * (WEIGHT - 1) + took) / WEIGHT
        };
        // It is a guess, so that one that is overwritten is no loss.
        let new = u32::try_from(new).unwrap_or(UNKNOWN - 1);
        average.store(new, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ran_is_not_short() {
        assert!(!Pace::new().is_short(Pace::place(0, 1)));
    }

    #[test]
    fn one_slow_run_is_remembered_for_a_while() {
        let pace = Pace::new();
        let square = Pace::place(0, 1);
        pace.observe(square, Duration::from_micros(2));
        assert!(pace.is_short(square));
        pace.observe(square, Duration::from_millis(10));
        assert!(!pace.is_short(square));
        for _ in 0..40 {
            pace.observe(square, Duration::from_micros(2));
        }
        assert!(pace.is_short(square));
    }
}
