//! Round trips of packets (RFC 9002 §5), and the times that follow from them.

use std::time::Duration;

use crate::proto::rtt::SmoothedRtt;

/// What is known about the path's round trip.
#[derive(Debug)]
pub(super) struct PathRtt {
    initial: Duration,
    measured: Option<Measured>,
}

#[derive(Debug, Clone, Copy)]
struct Measured {
    latest: Duration,
    min: Duration,
    smoothed: SmoothedRtt,
}

/// The least that a timer is worth (RFC 9002 §6.1.2).
const GRANULARITY: Duration = Duration::from_millis(1);

impl PathRtt {
    pub(super) const fn new(initial: Duration) -> Self {
        Self {
            initial,
            measured: None,
        }
    }

    /// Takes in a round trip of which the peer says that it took so much of it.
    /// Returns what is left for the path.
    ///
    /// The delay may be long, since a handler may have run meanwhile. What it
    /// cannot do is make a path faster than it ever was.
    pub(super) fn observe(&mut self, latest: Duration, ack_delay: Duration) -> Duration {
        let min = self.measured.map_or(latest, |m| m.min.min(latest));
        let sample = latest.saturating_sub(ack_delay).max(min);
        self.measured = Some(Measured {
            latest: sample,
            min,
            smoothed: match self.measured {
                None => SmoothedRtt::first(sample),
                Some(before) => before.smoothed.with(sample),
            },
        });
        sample
    }

    /// The path may be another now: its least round trip is that of the next
    /// sample (RFC 9002 §5.2).
    pub(super) const fn forget_min(&mut self) {
        if let Some(measured) = &mut self.measured {
            measured.min = Duration::MAX;
        }
    }

    pub(super) fn smoothed(&self) -> Duration {
        self.measured.map_or(self.initial, |m| m.smoothed.rtt)
    }

    /// How long an answer may take before something is wrong, the peer's own
    /// delay not counted.
    pub(super) fn patience(&self) -> Duration {
        let smoothed = match self.measured {
            None => SmoothedRtt::first(self.initial),
            Some(measured) => measured.smoothed,
        };
        smoothed.rtt + (smoothed.variation * 4).max(GRANULARITY)
    }

    /// How long after its sending a packet is lost of which later ones
    /// arrived (RFC 9002 §6.1.2).
    pub(super) fn loss_delay(&self) -> Duration {
        let latest = self.measured.map_or(self.initial, |m| m.latest);
        let rtt = latest.max(self.smoothed());
        (rtt * 9 / 8).max(GRANULARITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn rtt() -> PathRtt {
        PathRtt::new(MS * 50)
    }

    #[test]
    fn before_any_sample_patience_is_three_initial_round_trips() {
        assert_eq!(rtt().smoothed(), MS * 50);
        assert_eq!(rtt().patience(), MS * 150);
    }

    #[test]
    fn the_first_sample_replaces_the_guess() {
        let mut rtt = rtt();
        assert_eq!(rtt.observe(MS * 8, Duration::ZERO), MS * 8);
        assert_eq!(rtt.smoothed(), MS * 8);
        assert_eq!(rtt.patience(), MS * 24);
    }

    #[test]
    fn a_slow_handler_does_not_spoil_the_round_trip() {
        let mut rtt = rtt();
        rtt.observe(MS, Duration::ZERO);
        for _ in 0..20 {
            assert_eq!(rtt.observe(MS * 901, MS * 900), MS);
        }
        assert_eq!(rtt.smoothed(), MS);
    }

    #[test]
    fn a_lying_delay_makes_no_path_faster_than_it_was() {
        let mut rtt = rtt();
        rtt.observe(MS * 10, Duration::ZERO);
        assert_eq!(rtt.observe(MS * 20, MS * 4_000_000), MS * 10);
        assert_eq!(rtt.smoothed(), MS * 10);
    }

    #[test]
    fn a_steady_path_has_a_patience_of_its_round_trip_and_a_millisecond() {
        let mut rtt = rtt();
        for _ in 0..100 {
            rtt.observe(MS * 40, Duration::ZERO);
        }
        assert_eq!(rtt.patience(), MS * 41);
        assert_eq!(rtt.loss_delay(), MS * 45);
    }

    #[test]
    fn another_path_may_be_slower() {
        let mut rtt = rtt();
        rtt.observe(MS, Duration::ZERO);
        rtt.forget_min();
        assert_eq!(rtt.observe(MS * 10, MS), MS * 10);
        assert_eq!(rtt.observe(MS * 12, MS), MS * 11);
    }
}
