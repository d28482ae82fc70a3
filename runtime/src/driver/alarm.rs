//! When a listener's timer thread is to wake: at the earliest time that anybody
//! asked for. Asking costs a comparison, unless it is for earlier than the
//! thread sleeps anyway.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A time to wake.
#[derive(Debug)]
pub(crate) struct Alarm {
    base: Instant,
    /// Nanoseconds after `base` until which the thread sleeps; the greatest
    /// number where it sleeps for ever, or does not sleep.
    asleep_until: AtomicU64,
    wanted: Mutex<Option<Instant>>,
    changed: Condvar,
}

impl Alarm {
    pub(crate) const fn new(base: Instant) -> Self {
        Self {
            base,
            asleep_until: AtomicU64::new(u64::MAX),
            wanted: Mutex::new(None),
            changed: Condvar::new(),
        }
    }

    /// Wakes the thread at this time at the latest.
    pub(crate) fn wake_by(&self, at: Instant) {
        if self.nanos(at) >= self.asleep_until.load(Ordering::Acquire) {
            return;
        }
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if wanted.is_none_or(|old| at < old) {
            *wanted = Some(at);
            self.changed.notify_one();
        }
    }

    /// Sleeps until then, or until somebody asks for an earlier time and that
    /// has come; for ever where nobody asks. It may wake early.
    pub(crate) fn sleep_until(&self, at: Option<Instant>) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let until = [at, wanted.take()].into_iter().flatten().min();
        let nanos = until.map_or(u64::MAX, |until| self.nanos(until));
        self.asleep_until.store(nanos, Ordering::Release);
        match until.map(|until| until.saturating_duration_since(Instant::now())) {
            None => drop(self.changed.wait(wanted)),
            Some(Duration::ZERO) => {}
            Some(wait) => drop(self.changed.wait_timeout(wanted, wait)),
        }
        self.asleep_until.store(u64::MAX, Ordering::Release);
    }

    fn nanos(&self, at: Instant) -> u64 {
        let since = at.saturating_duration_since(self.base).as_nanos();
        u64::try_from(since).unwrap_or(u64::MAX - 1)
    }
}
