//! NewReno, as RFC 9002 §7.3 has it: one datagram more per round trip, half at
//! a loss.

use std::time::{Duration, Instant};

use super::controller::Controller;
use super::window::Window;

/// The plain controller, which everything else is compared with.
#[derive(Debug)]
pub(crate) struct NewReno {
    window: Window,
    /// Bytes that arrived and did not make the window grow yet.
    credit: usize,
}

impl NewReno {
    pub(crate) fn new(mtu: usize) -> Self {
        Self {
            window: Window::new(mtu),
            credit: 0,
        }
    }
}

impl Controller for NewReno {
    fn window(&self) -> usize {
        self.window.bytes()
    }

    fn in_slow_start(&self) -> bool {
        self.window.in_slow_start()
    }

    fn on_acked(&mut self, _now: Instant, bytes: usize, _srtt: Duration) {
        if self.window.in_slow_start() {
            self.window.grow(bytes);
            return;
        }
        self.credit += bytes;
        while self.credit >= self.window.bytes() {
            self.credit -= self.window.bytes();
            self.window.grow(self.window.mtu());
        }
    }

    fn on_congestion(&mut self) {
        self.window.shrink_to_tenths(5);
        self.credit = 0;
    }

    fn on_persistent_congestion(&mut self) {
        self.window.collapse();
    }

    fn set_mtu(&mut self, mtu: usize) {
        self.window.set_mtu(mtu);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SRTT: Duration = Duration::from_millis(20);

    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    fn acked(controller: &mut NewReno, bytes: usize) -> usize {
        controller.on_acked(Instant::now(), bytes, SRTT);
        controller.window()
    }

    #[test]
    fn slow_start_doubles_the_window_in_a_round_trip() {
        let mut reno = NewReno::new(1_200);
        assert_eq!(acked(&mut reno, 12_000), 24_000);
        assert_eq!(acked(&mut reno, 24_000), 48_000);
    }

    #[test]
    fn a_loss_halves_it_and_then_it_grows_by_a_datagram_per_window() {
        let mut reno = NewReno::new(1_200);
        reno.on_congestion();
        assert_eq!(reno.window(), 6_000);
        assert!(!reno.in_slow_start());
        assert_eq!(acked(&mut reno, 5_999), 6_000);
        assert_eq!(acked(&mut reno, 1), 7_200);
        assert_eq!(acked(&mut reno, 7_200), 8_400);
    }

    #[test]
    fn persistent_congestion_starts_again_from_two_datagrams() {
        let mut reno = NewReno::new(1_200);
        reno.on_congestion();
        reno.on_persistent_congestion();
        assert_eq!(reno.window(), 2_400);
        assert!(reno.in_slow_start(), "up to the threshold");
        assert_eq!(acked(&mut reno, 3_600), 6_000);
        assert!(!reno.in_slow_start());
    }
}
