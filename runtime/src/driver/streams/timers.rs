//! When connections are to be looked after.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::driver::selector::Token;

/// Times and connections, and until when the thread that looks at them sleeps.
#[derive(Debug, Default)]
pub(super) struct Timers(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    due: BTreeSet<(Instant, Token)>,
    sleep: Sleep,
}

#[derive(Debug, Default)]
enum Sleep {
    #[default]
    Awake,
    Until(Instant),
    Forever,
}

impl Timers {
    /// Has a connection looked after then; whether the thread has to be woken
    /// for it.
    #[must_use]
    pub(super) fn add(&self, at: Instant, token: Token) -> bool {
        let mut state = self.lock();
        state.due.insert((at, token));
        match state.sleep {
            Sleep::Awake => false,
            Sleep::Until(until) => at < until,
            Sleep::Forever => true,
        }
    }

    /// A connection that is to be looked after now, and when it was to be.
    pub(super) fn pop(&self, now: Instant) -> Option<(Instant, Token)> {
        let mut state = self.lock();
        state.due.first().filter(|(at, _)| *at <= now)?;
        state.due.pop_first()
    }

    /// Goes to sleep, until the first time there is or another: for how long.
    #[must_use]
    pub(super) fn sleep(&self, now: Instant, other: Option<Instant>) -> Option<Duration> {
        let mut state = self.lock();
        let first = state.due.first().map(|(at, _)| *at);
        let until = [first, other].into_iter().flatten().min();
        state.sleep = until.map_or(Sleep::Forever, Sleep::Until);
        until.map(|until| until.saturating_duration_since(now))
    }

    /// Has slept.
    pub(super) fn wake(&self) {
        self.lock().sleep = Sleep::Awake;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
