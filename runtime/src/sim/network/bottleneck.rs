//! A link of limited bandwidth and the queue in front of it.

use std::time::{Duration, Instant};

use crate::sim::options::Bandwidth;

/// One way through the link; kept as the instant at which its queue is empty.
#[derive(Debug)]
pub(super) struct Bottleneck {
    limits: Option<Bandwidth>,
    empty_at: Option<Instant>,
}

impl Bottleneck {
    pub(super) const fn new(limits: Option<Bandwidth>) -> Self {
        Self {
            limits,
            empty_at: None,
        }
    }

    /// When a datagram is through; `None` where the queue has no room for it.
    pub(super) fn pass(&mut self, now: Instant, bytes: usize) -> Option<Instant> {
        let Some(limits) = self.limits else {
            return Some(now);
        };
        let begins = self.empty_at.map_or(now, |at| at.max(now));
        let waits = begins.saturating_duration_since(now);
        let queued = waits.as_nanos() * u128::from(limits.bytes_per_second) / 1_000_000_000;
        if queued > u128::from(limits.queue_bytes) {
            return None;
        }
        let nanos = bytes as u64 * 1_000_000_000 / limits.bytes_per_second.max(1);
        let through = begins + Duration::from_nanos(nanos);
        self.empty_at = Some(through);
        Some(through)
    }
}
