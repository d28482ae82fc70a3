//! What recovery is told once.

use std::time::Duration;

use crate::config::CongestionControl;

/// How one session finds losses and paces what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecoveryConfig {
    /// The round trip before anything was measured. Default: 50 ms.
    pub(crate) initial_rtt: Duration,
    /// How long the peer may wait with an acknowledgement. Default: 5 ms.
    pub(crate) max_ack_delay: Duration,
    /// The most that doubling makes of the probe timer. Default: 5 s.
    pub(crate) pto_max: Duration,
    /// Up to this round trip nothing is paced: timers are coarser than the
    /// gaps would be. Default: 500 µs.
    pub(crate) pacing_above: Duration,
    /// Who sets the window. Default: CUBIC.
    pub(crate) congestion: CongestionControl,
    /// The bytes of a full datagram. Default: 1,200.
    pub(crate) mtu: usize,
}

impl Default for RecoveryConfig {
    fn default() -> Self {
        Self {
            initial_rtt: Duration::from_millis(50),
            max_ack_delay: Duration::from_millis(5),
            pto_max: Duration::from_secs(5),
            pacing_above: Duration::from_micros(500),
            congestion: CongestionControl::default(),
            mtu: 1_200,
        }
    }
}
