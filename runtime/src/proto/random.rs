//! A small seeded generator for jitter and for the simulator.
//!
//! Not for secrets: whoever sees a few numbers can tell the next. Transaction
//! ids start from the operating system's randomness instead.

use std::time::Duration;

/// SplitMix64: one word of state, every seed as good as any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator whose whole future the seed decides.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where the bound is 0. The bias of taking the
    /// high half of a product is below 2⁻³² for bounds below 2³².
    pub fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(u64::MAX)
    }

    /// True once in a while: `per_mille` times in a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < u64::from(per_mille)
    }

    /// A duration evenly between the two, both possible.
    pub fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = most.saturating_sub(least).as_nanos();
        let span = u64::try_from(span).unwrap_or(u64::MAX - 1);
        least + Duration::from_nanos(self.below(span + 1))
    }

    /// The duration, up to a tenth shorter or longer.
    pub fn jitter(&mut self, duration: Duration) -> Duration {
        let tenth = duration / 10;
        self.between(
            duration.saturating_sub(tenth),
            duration.saturating_add(tenth),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            [random.next_u64(), random.next_u64(), random.next_u64()]
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        // The published first outputs of SplitMix64 for seed 1234567.
        assert_eq!(
            numbers(1_234_567),
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn jitter_stays_within_a_tenth_and_reaches_both_sides() {
        let mut random = Random::new(7);
        let jittered: Vec<_> = (0..1000)
            .map(|_| random.jitter(Duration::from_millis(100)))
            .collect();
        assert!(jittered.iter().all(|d| (90..=110).contains(&d.as_millis())));
        assert!(jittered.iter().any(|d| d.as_millis() < 93));
        assert!(jittered.iter().any(|d| d.as_millis() > 107));
    }

    #[test]
    fn chance_is_as_frequent_as_it_says() {
        let mut random = Random::new(3);
        let hits = (0..100_000).filter(|_| random.chance(300)).count();
        assert!((29_000..31_000).contains(&hits), "{hits}");
    }
}
