//! Whether there is a connection, and when to try again.

use std::time::{Duration, Instant};

use crate::config::StreamCallerConfig;
use crate::proto::random::Random;

/// The connection, as far as calls are concerned.
#[derive(Debug)]
pub(super) struct Link {
    state: State,
    random: Random,
    reconnect_min: Duration,
    reconnect_max: Duration,
    connect_max: Duration,
    /// Attempts since a reply last came.
    attempts: u32,
    has_connected: bool,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Down { not_before: Option<Instant> },
    Connecting { until: Instant },
    Up,
}

impl Link {
    pub(super) const fn new(config: &StreamCallerConfig, random: Random) -> Self {
        Self {
            state: State::Down { not_before: None },
            random,
            reconnect_min: config.reconnect_min,
            reconnect_max: config.reconnect_max,
            connect_max: config.connect_max,
            attempts: 0,
            has_connected: false,
        }
    }

    pub(super) const fn is_up(&self) -> bool {
        matches!(self.state, State::Up)
    }

    pub(super) const fn is_down(&self) -> bool {
        matches!(self.state, State::Down { .. })
    }

    /// Whether there ever was a connection.
    pub(super) const fn has_connected(&self) -> bool {
        self.has_connected
    }

    /// Whether to connect now; then it is being done.
    pub(super) fn poll_connect(&mut self, now: Instant) -> bool {
        let State::Down { not_before } = self.state else {
            return false;
        };
        if not_before.is_some_and(|at| now < at) {
            return false;
        }
        self.attempts = self.attempts.saturating_add(1);
        let until = now + self.connect_max;
        self.state = State::Connecting { until };
        true
    }

    pub(super) const fn handle_connected(&mut self) {
        self.state = State::Up;
        self.has_connected = true;
    }

    /// A reply came: the connection is good.
    pub(super) const fn handle_reply(&mut self) {
        self.attempts = 0;
    }

    /// The connection is no more, or could not be made. After one that was good
    /// the next attempt is made at once, later ones after ever longer pauses.
    pub(super) fn handle_down(&mut self, now: Instant) {
        let not_before = (self.attempts > 0).then(|| now + self.pause());
        self.state = State::Down { not_before };
    }

    /// Whether an attempt has taken too long.
    pub(super) fn has_expired(&self, now: Instant) -> bool {
        matches!(self.state, State::Connecting { until } if now >= until)
    }

    /// When to come back; `is_wanted` says that somebody waits for a
    /// connection.
    pub(super) fn poll_timeout(&self, is_wanted: bool) -> Option<Instant> {
        match self.state {
            State::Down { not_before } => not_before.filter(|_| is_wanted),
            State::Connecting { until } => Some(until),
            State::Up => None,
        }
    }

    fn pause(&mut self) -> Duration {
        let doublings = self.attempts.saturating_sub(1).min(20);
        let pause = self.reconnect_min.saturating_mul(1 << doublings);
        self.random.jitter(pause.min(self.reconnect_max))
    }
}
