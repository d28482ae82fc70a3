//! The numbers of a caller.

use std::time::Duration;

use crate::config::CongestionControl;

/// How a [`Caller`](crate::proto::native::Caller) behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallerConfig {
    /// How many calls it has outstanding at most; further ones wait.
    pub slots_max: u16,
    /// The largest packet it tries, in bytes of UDP payload.
    pub packet_bytes_max: usize,
    /// The largest reply it takes, in bytes.
    pub message_bytes_max: u64,
    /// How many bytes may be under way to it.
    pub window: u32,
    /// How many bytes of a reply may be under way beyond what has arrived.
    pub grant_window: u64,
    /// How long it says hello before it gives up.
    pub greeting: Duration,
    /// How it shares the network.
    pub congestion: CongestionControl,
}

impl Default for CallerConfig {
    fn default() -> Self {
        Self {
            slots_max: 256,
            packet_bytes_max: 65_000,
            message_bytes_max: 64 << 20,
            window: 1 << 20,
            grant_window: 2 << 20,
            greeting: Duration::from_secs(10),
            congestion: CongestionControl::default(),
        }
    }
}
