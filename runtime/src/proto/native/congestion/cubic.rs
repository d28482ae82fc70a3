//! CUBIC, RFC 9438: after a loss the window returns to where it was along a
//! cubic curve of time, stays there for a while, and then looks for more; and
//! it is never slower than NewReno would be.
//!
//! Without `HyStart++` (RFC 9406), which the RFC recommends beside it.

use std::time::{Duration, Instant};

use super::controller::Controller;
use super::window::Window;

/// The default controller. Windows within are counted in datagrams, as the RFC
/// does.
#[derive(Debug)]
pub(crate) struct Cubic {
    window: Window,
    /// The window at which the curve is flat: that of the last congestion, or
    /// less (`W_max`).
    plateau: f64,
    /// The window before the last congestion (`cwnd_prior`).
    before: f64,
    /// Congestion avoidance since the last congestion.
    epoch: Option<Epoch>,
    /// A fraction of a byte by which the window is to grow.
    fraction: f64,
}

/// How fast the curve rises (§5.1).
const C: f64 = 0.4;

/// What is left of the window after a congestion, in tenths (§4.6).
const BETA_TENTHS: usize = 7;
const BETA: f64 = 0.7;

/// The growth in datagrams per round trip at which a NewReno that keeps seven
/// tenths is as fast as one that keeps a half (§4.3).
const RENO_GROWTH: f64 = 3.0 * (1.0 - BETA) / (1.0 + BETA);

/// A window in use hears of arrivals more often than this or every second
/// round trip. What is longer was a pause, and the curve waits (§5.8).
const PAUSE: Duration = Duration::from_millis(10);

impl Cubic {
    pub(crate) fn new(mtu: usize) -> Self {
        Self {
            window: Window::new(mtu),
            plateau: 0.0,
            before: 0.0,
            epoch: None,
            fraction: 0.0,
        }
    }

    fn datagrams(&self, bytes: usize) -> f64 {
        float(bytes) / float(self.window.mtu())
    }

    /// The window after so many datagrams arrived in congestion avoidance.
    fn next(&mut self, now: Instant, acked: f64, srtt: Duration) -> f64 {
        let window = self.datagrams(self.window.bytes());
        let plateau = self.plateau;
        let epoch = self
            .epoch
            .get_or_insert_with(|| Epoch::new(now, window, plateau));
        epoch.advance(now, srtt);
        let caught_up = epoch.reno >= self.before;
        epoch.reno += if caught_up { 1.0 } else { RENO_GROWTH } * acked / window;
        if epoch.curve(epoch.age) < epoch.reno {
            return epoch.reno.max(window);
        }
        let target = epoch.curve(epoch.age + srtt);
        window + (target.clamp(window, 1.5 * window) - window) / window * acked
    }
}

impl Controller for Cubic {
    fn window(&self) -> usize {
        self.window.bytes()
    }

    fn in_slow_start(&self) -> bool {
        self.window.in_slow_start()
    }

    fn on_acked(&mut self, now: Instant, bytes: usize, srtt: Duration) {
        if self.window.in_slow_start() {
            self.window.grow(bytes);
            return;
        }
        let next = self.next(now, self.datagrams(bytes), srtt);
        let growth = next * float(self.window.mtu()) - float(self.window.bytes()) + self.fraction;
        self.fraction = growth.fract();
        self.window.grow(whole(growth));
    }

    fn on_congestion(&mut self) {
        self.before = self.datagrams(self.window.bytes());
        // Fast convergence (§4.7): who could not get back to the plateau has a
        // new competitor, and leaves room.
        self.plateau = if self.before < self.plateau {
            self.before * (1.0 + BETA) / 2.0
        } else {
            self.before
        };
        self.window.shrink_to_tenths(BETA_TENTHS);
        self.epoch = None;
        self.fraction = 0.0;
    }

    fn on_persistent_congestion(&mut self) {
        self.window.collapse();
    }

    fn set_mtu(&mut self, mtu: usize) {
        let scale = float(self.window.mtu()) / float(mtu);
        self.plateau *= scale;
        self.before *= scale;
        // Where the window is on the curve is found anew.
        self.epoch = None;
        self.window.set_mtu(mtu);
    }
}

/// The curve since the last congestion.
#[derive(Debug)]
struct Epoch {
    /// How long the window has been in use.
    age: Duration,
    advanced_at: Instant,
    /// When the curve is at its plateau, in seconds (`K`).
    flat_at: f64,
    plateau: f64,
    /// The window that NewReno would have (`W_est`).
    reno: f64,
}

impl Epoch {
    fn new(now: Instant, window: f64, plateau: f64) -> Self {
        let plateau = plateau.max(window);
        Self {
            age: Duration::ZERO,
            advanced_at: now,
            flat_at: ((plateau - window) / C).cbrt(),
            plateau,
            reno: window,
        }
    }

    fn advance(&mut self, now: Instant, srtt: Duration) {
        let elapsed = now.saturating_duration_since(self.advanced_at);
        self.age += elapsed.min(PAUSE.max(srtt * 2));
        self.advanced_at = now;
    }

    /// The window at an age (§4.2).
    fn curve(&self, age: Duration) -> f64 {
        let t = age.as_secs_f64() - self.flat_at;
        C * t * t * t + self.plateau
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "windows are far below 2⁵², and an estimate"
)]
const fn float(bytes: usize) -> f64 {
    bytes as f64
}

/// The integral part; 0 where that is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates at both ends, as it should"
)]
const fn whole(bytes: f64) -> usize {
    bytes as usize
}

#[cfg(test)]
mod tests;
