//! The clock, for those above who make state machines.

use std::time::{Instant, SystemTime};

/// Now.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The seconds since 1970, as the system counts them. For peers who ask what
/// time it is; nothing here goes by it.
pub(crate) fn unix_seconds() -> u32 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        u32::try_from(since.as_secs()).unwrap_or(u32::MAX)
    })
}
