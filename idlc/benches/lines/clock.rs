//! The processor's time, which others on the machine do not take.

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// How long this thread has run. Where Linux does not say, time as it passes.
pub(crate) fn now() -> Duration {
    ran().unwrap_or_else(|| START.elapsed())
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn ran() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
