//! The network: what becomes of one datagram. It keeps none.

use std::time::{Duration, Instant};

use crate::proto::random::Random;
use crate::sim::options::Options;

/// Chance, as the options set it.
#[derive(Debug)]
pub(crate) struct Network {
    random: Random,
    loss_per_mille: u32,
    duplicate_per_mille: u32,
    delay_min: Duration,
    delay_max: Duration,
    heals_at: Option<Instant>,
}

impl Network {
    pub(crate) fn new(options: &Options, random: Random, origin: Instant) -> Self {
        Self {
            random,
            loss_per_mille: options.loss_per_mille,
            duplicate_per_mille: options.duplicate_per_mille,
            delay_min: options.delay_min,
            delay_max: options.delay_max,
            heals_at: options.heal_after.map(|after| origin + after),
        }
    }

    /// Whether the time of faults is over.
    pub(crate) fn is_healed(&self, now: Instant) -> bool {
        self.heals_at.is_some_and(|at| now >= at)
    }

    /// When the copies of a datagram sent now arrive: none, one or two.
    pub(crate) fn arrivals(&mut self, now: Instant) -> Vec<Instant> {
        let faulty = !self.is_healed(now);
        let mut arrivals = Vec::new();
        let duplicated = faulty && self.random.chance(self.duplicate_per_mille);
        for _ in 0..if duplicated { 2 } else { 1 } {
            let delay = self.random.between(self.delay_min, self.delay_max);
            if !(faulty && self.random.chance(self.loss_per_mille)) {
                arrivals.push(now + delay);
            }
        }
        arrivals
    }
}
