//! What a simulated world is like; with the seed, this is the whole run.

use std::time::Duration;

use crate::config::{Retransmission, ServerConfig};

/// A world. A failing test prints it, and with it can be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// How many clients there are. Each makes one call at a time.
    pub clients: usize,
    /// How many of a thousand datagrams are lost, each way.
    pub loss_per_mille: u32,
    /// How many of a thousand datagrams arrive twice.
    pub duplicate_per_mille: u32,
    /// The least time a datagram takes.
    pub delay_min: Duration,
    /// The most time a datagram takes; what is sent later may arrive sooner.
    pub delay_max: Duration,
    /// The least time a handler takes.
    pub handler_min: Duration,
    /// The most time a handler takes.
    pub handler_max: Duration,
    /// How long a client's call may take.
    pub deadline: Duration,
    /// When clients send again.
    pub retransmission: Retransmission,
    /// The server's numbers.
    pub server: ServerConfig,
    /// The mean time from a start of the server to its crash, if it crashes.
    pub crash_after: Option<Duration>,
    /// How long a crashed server is down.
    pub down: Duration,
    /// Whether the host of a crashed server refuses what arrives for it.
    pub refuse_when_down: bool,
    /// After so long, nothing is lost, duplicated or crashed any more.
    pub heal_after: Option<Duration>,
}

impl Default for Options {
    /// A quiet network and a server that lives.
    fn default() -> Self {
        Self {
            seed: 0,
            clients: 1,
            loss_per_mille: 0,
            duplicate_per_mille: 0,
            delay_min: Duration::from_micros(50),
            delay_max: Duration::from_micros(500),
            handler_min: Duration::ZERO,
            handler_max: Duration::from_millis(1),
            deadline: Duration::from_secs(30),
            retransmission: Retransmission::default(),
            server: ServerConfig::default(),
            crash_after: None,
            down: Duration::from_millis(500),
            refuse_when_down: false,
            heal_after: None,
        }
    }
}
