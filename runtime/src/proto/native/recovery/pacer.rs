//! When the next packet may go, so that a window is spread over its round trip
//! instead of sent in one burst (RFC 9002 §7.7).

use std::time::{Duration, Instant};

/// A leaky bucket that is kept as the instant at which it will be empty.
#[derive(Debug, Default)]
pub(super) struct Pacer {
    /// When all that was sent would have left, at the pace of the path.
    empty_at: Option<Instant>,
    /// How far ahead of that pace sending may be.
    burst: Duration,
}

/// What the pace follows from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    pub(super) window: usize,
    pub(super) slow_start: bool,
    pub(super) mtu: usize,
    pub(super) srtt: Duration,
}

/// As many datagrams may follow each other at once.
const BURST_DATAGRAMS: usize = 10;

/// Or as many as go in this time: nobody wakes up much more often.
const BURST_TIME: Duration = Duration::from_millis(1);

impl Pacer {
    /// Nothing is paced until the next packet is.
    pub(super) const fn stop(&mut self) {
        self.empty_at = None;
    }

    pub(super) fn on_sent(&mut self, now: Instant, bytes: usize, path: &Path) {
        let from = self.empty_at.map_or(now, |at| at.max(now));
        self.empty_at = Some(from + path.time_of(bytes));
        self.burst = path.time_of(BURST_DATAGRAMS * path.mtu).max(BURST_TIME);
    }

    /// When the next packet may go; at once where this is `None`.
    pub(super) fn next_send(&self, now: Instant) -> Option<Instant> {
        let at = self.empty_at?.checked_sub(self.burst)?;
        (at > now).then_some(at)
    }
}

impl Path {
    /// How long so many bytes take at a pace a little above the window per
    /// round trip, so that pacing itself never keeps the window from filling;
    /// twice that window in slow start, where it doubles.
    fn time_of(&self, bytes: usize) -> Duration {
        let (gain, parts) = if self.slow_start { (2, 1) } else { (5, 4) };
        let nanos = self.srtt.as_nanos() * bytes as u128 * parts;
        let nanos = nanos / (self.window.max(1) as u128 * gain);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// 125 datagrams in 100 ms: one each millisecond, with a quarter more.
    const PATH: Path = Path {
        window: 100_000,
        slow_start: false,
        mtu: 1_000,
        srtt: Duration::from_millis(125),
    };

    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    fn start() -> Instant {
        Instant::now()
    }

    /// When each of so many packets goes that are sent as soon as they may.
    fn schedule(packets: usize, path: &Path) -> Vec<Duration> {
        let (start, mut pacer) = (start(), Pacer::default());
        let mut now = start;
        let send = |_| {
            now = pacer.next_send(now).unwrap_or(now);
            pacer.on_sent(now, 1_000, path);
            now - start
        };
        (0..packets).map(send).collect()
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_paths_pace() {
        let times = schedule(16, &PATH);
        assert_eq!(times[..11], [Duration::ZERO; 11]);
        assert_eq!(times[11..], [MS, MS * 2, MS * 3, MS * 4, MS * 5]);
    }

    #[test]
    fn slow_start_has_a_pace_at_which_the_window_can_double() {
        let slow_start = Path {
            slow_start: true,
            ..PATH
        };
        let times = schedule(211, &slow_start);
        // Two windows of 100 in a round trip, after the burst.
        assert_eq!(times[210], PATH.srtt);
    }

    #[test]
    fn a_rest_allows_one_burst_and_no_more() {
        let (start, mut pacer) = (start(), Pacer::default());
        pacer.on_sent(start, 1_000, &PATH);
        let later = start + MS * 60_000;
        for _ in 0..11 {
            assert_eq!(pacer.next_send(later), None);
            pacer.on_sent(later, 1_000, &PATH);
        }
        assert_eq!(pacer.next_send(later), Some(later + MS));
    }

    #[test]
    fn nothing_is_paced_once_it_was_stopped() {
        let (start, mut pacer) = (start(), Pacer::default());
        pacer.on_sent(start, 1_000_000, &PATH);
        assert!(pacer.next_send(start).is_some());
        pacer.stop();
        assert_eq!(pacer.next_send(start), None);
    }
}
