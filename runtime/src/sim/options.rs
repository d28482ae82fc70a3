//! What a simulated world is like; with the seed, this is the whole run.

use std::time::Duration;

use crate::config::{Retransmission, ServerConfig};
use crate::proto::native::{CallerConfig, ResponderConfig};

/// A world. A failing test prints it, and with it can be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// How calls travel.
    pub transport: Transport,
    /// How many clients there are.
    pub clients: usize,
    /// How many of a thousand datagrams are lost, each way.
    pub loss_per_mille: u32,
    /// How many of a thousand datagrams arrive twice.
    pub duplicate_per_mille: u32,
    /// How many of a thousand datagrams arrive once more, much later.
    pub straggle_per_mille: u32,
    /// How much later that is at most.
    pub straggle_max: Duration,
    /// How many of a thousand datagrams arrive with a bit flipped. The ONC form
    /// leaves finding that to UDP's checksum, which this network does not have.
    pub corrupt_per_mille: u32,
    /// How many of a thousand parts of messages arrive with a bit flipped that
    /// their packet's checksum does not tell; native transport only.
    pub undetected_per_mille: u32,
    /// How many of a thousand datagrams to the server arrive also from an
    /// address at which nobody is.
    pub spoofed_per_mille: u32,
    /// The least time a datagram takes.
    pub delay_min: Duration,
    /// The most time a datagram takes; what is sent later may arrive sooner.
    pub delay_max: Duration,
    /// The server's link, each way, if it is narrow.
    pub bandwidth: Option<Bandwidth>,
    /// The largest datagram that arrives; larger ones vanish.
    pub mtu: usize,
    /// After so long, the path takes only datagrams of this size.
    pub mtu_later: Option<(Duration, usize)>,
    /// Nothing passes between some client, or all of them, and the server, one
    /// way or both.
    pub partitions: Option<Partitions>,
    /// How many of a thousand datagrams from a client are its last ones from
    /// its address: the next leave from another, where answers to the old one
    /// do not arrive.
    pub move_per_mille: u32,
    /// The least time a handler takes.
    pub handler_min: Duration,
    /// The most time a handler takes.
    pub handler_max: Duration,
    /// How many handlers run at a time; further calls wait.
    pub workers: usize,
    /// How long a client's call may take, unless its plan says otherwise.
    pub deadline: Duration,
    /// When clients send again, in the ONC form.
    pub retransmission: Retransmission,
    /// The server's numbers in the ONC form.
    pub server: ServerConfig,
    /// The clients' numbers in the native transport.
    pub caller: CallerConfig,
    /// The server's numbers in the native transport.
    pub responder: ResponderConfig,
    /// The mean time from a start of the server to its crash, if it crashes.
    pub crash_after: Option<Duration>,
    /// After so long the server crashes and never starts again.
    pub dies_after: Option<Duration>,
    /// How many of a thousand times the server does not crash but takes no new
    /// calls and stops when none is running.
    pub drain_per_mille: u32,
    /// How long a crashed server is down.
    pub down: Duration,
    /// Whether the host of a crashed server refuses what arrives for it.
    pub refuse_when_down: bool,
    /// After so long, nothing is lost, duplicated, damaged, cut off, moved or
    /// crashed any more. A path's delay, bandwidth and size stay.
    pub heal_after: Option<Duration>,
    /// Whether the trace tells of each datagram. That costs as much as sending
    /// it: a test that runs thousands of worlds asks for it where one failed.
    pub trace_datagrams: bool,
}

/// How calls travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// One datagram is one message; a client has one call at a time in flight.
    #[default]
    Onc,
    /// The native transport; a client has many calls in flight.
    Native,
}

/// A link that carries so much and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bandwidth {
    /// What it carries.
    pub bytes_per_second: u64,
    /// What waits in front of it; what finds no room there is lost.
    pub queue_bytes: u64,
}

/// When a network falls apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partitions {
    /// The mean time between two.
    pub every: Duration,
    /// How long one lasts at most.
    pub last_max: Duration,
}

impl Default for Options {
    /// A quiet network and a server that lives.
    fn default() -> Self {
        Self {
            seed: 0,
            transport: Transport::Onc,
            clients: 1,
            loss_per_mille: 0,
            duplicate_per_mille: 0,
            straggle_per_mille: 0,
            straggle_max: Duration::from_secs(60),
            corrupt_per_mille: 0,
            undetected_per_mille: 0,
            spoofed_per_mille: 0,
            delay_min: Duration::from_micros(50),
            delay_max: Duration::from_micros(500),
            bandwidth: None,
            mtu: usize::MAX,
            mtu_later: None,
            partitions: None,
            move_per_mille: 0,
            handler_min: Duration::ZERO,
            handler_max: Duration::from_millis(1),
            workers: usize::MAX,
            deadline: Duration::from_secs(30),
            retransmission: Retransmission::default(),
            server: ServerConfig::default(),
            caller: CallerConfig::default(),
            responder: ResponderConfig::default(),
            crash_after: None,
            dies_after: None,
            drain_per_mille: 0,
            down: Duration::from_millis(500),
            refuse_when_down: false,
            heal_after: None,
            trace_datagrams: true,
        }
    }
}
