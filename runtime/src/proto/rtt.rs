//! How long to wait for an answer: the round-trip estimate of RFC 6298 with
//! Karn's rule.
//!
//! Not a timer: it says how long the next one should be. In the ONC form the
//! time that the handler takes is part of a round trip, because nothing but
//! the reply acknowledges a call.

use std::time::Duration;

use crate::config::Retransmission;

/// The round-trip time to one server, smoothed over the calls to it.
#[derive(Debug, Clone)]
pub struct RttEstimator {
    bounds: Retransmission,
    smoothed: Option<SmoothedRtt>,
    /// How often the timer of the last call expired: until a call is answered
    /// at its first transmission, its round trip is unknown (Karn), and the
    /// backed-off timer is kept.
    backoff: u32,
}

/// A smoothed round trip and its variation (RFC 6298 §2, RFC 9002 §5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SmoothedRtt {
    pub(crate) rtt: Duration,
    pub(crate) variation: Duration,
}

impl SmoothedRtt {
    /// After a single sample, which says nothing about variation.
    pub(crate) fn first(sample: Duration) -> Self {
        Self {
            rtt: sample,
            variation: sample / 2,
        }
    }

    /// After one more sample.
    #[must_use]
    pub(crate) fn with(self, sample: Duration) -> Self {
        Self {
            variation: (self.variation * 3 + self.rtt.abs_diff(sample)) / 4,
            rtt: (self.rtt * 7 + sample) / 8,
        }
    }
}

impl RttEstimator {
    /// Nothing is known yet.
    #[must_use]
    pub const fn new(bounds: Retransmission) -> Self {
        Self {
            bounds,
            smoothed: None,
            backoff: 0,
        }
    }

    /// How long the next call waits before it is sent again.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        let base = match self.smoothed {
            None => self.bounds.initial,
            Some(SmoothedRtt { rtt, variation }) => rtt.saturating_add(variation.saturating_mul(4)),
        };
        let factor = 1_u32.checked_shl(self.backoff).unwrap_or(u32::MAX);
        base.max(self.bounds.min)
            .saturating_mul(factor)
            .min(self.bounds.max)
    }

    /// A call ended after so many transmissions; its round trip is known where
    /// it was answered and sent once, so that there is no doubt which
    /// transmission was answered (Karn).
    pub fn observe(&mut self, round_trip: Option<Duration>, transmissions: u32) {
        match round_trip {
            Some(rtt) => self.smooth(rtt),
            None => self.backoff = transmissions.saturating_sub(1).min(BACKOFF_MAX),
        }
    }

    fn smooth(&mut self, rtt: Duration) {
        self.backoff = 0;
        self.smoothed = Some(match self.smoothed {
            None => SmoothedRtt::first(rtt),
            Some(before) => before.with(rtt),
        });
    }
}

/// Doublings beyond these reach no further than any bound.
const BACKOFF_MAX: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn estimator() -> RttEstimator {
        RttEstimator::new(Retransmission {
            initial: MS * 500,
            min: MS * 10,
            max: MS * 5000,
        })
    }

    #[test]
    fn the_first_call_waits_the_initial_time() {
        assert_eq!(estimator().timeout(), MS * 500);
    }

    #[test]
    fn a_steady_round_trip_settles_just_above_itself() {
        let mut rtt = estimator();
        for _ in 0..100 {
            rtt.observe(Some(MS * 40), 1);
        }
        assert!(
            (MS * 40..MS * 45).contains(&rtt.timeout()),
            "{:?}",
            rtt.timeout()
        );
    }

    #[test]
    fn the_timer_keeps_within_its_bounds() {
        let mut rtt = estimator();
        rtt.observe(Some(Duration::from_nanos(1)), 1);
        assert_eq!(rtt.timeout(), MS * 10);
        rtt.observe(Some(MS * 60_000), 1);
        assert_eq!(rtt.timeout(), MS * 5000);
    }

    #[test]
    fn a_retransmitted_call_teaches_nothing_but_patience() {
        let mut rtt = estimator();
        rtt.observe(Some(MS * 20), 1);
        let before = rtt.timeout();
        rtt.observe(None, 3);
        assert_eq!(rtt.timeout(), before * 4);
        rtt.observe(Some(MS * 20), 1);
        assert!(rtt.timeout() <= before);
    }
}
