//! The numbers of the native transport: every table, queue and buffer has its
//! limit.

use std::time::Duration;

use crate::proto::native::Faults;

/// How a [`Caller`](crate::proto::native::Caller) behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallerConfig {
    /// How many calls it has outstanding at most; further ones wait.
    pub slots_max: u16,
    /// How many messages of a stream it has under way at most, if the server
    /// takes as many.
    pub stream_window: u32,
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
    /// What is wrong with it on purpose; nothing outside of tests.
    #[doc(hidden)]
    pub faults: Faults,
}

impl Default for CallerConfig {
    fn default() -> Self {
        Self {
            slots_max: 256,
            stream_window: 256,
            packet_bytes_max: 65_000,
            message_bytes_max: (64 << 20) + (64 << 10),
            window: 1 << 20,
            grant_window: 2 << 20,
            greeting: Duration::from_secs(10),
            congestion: CongestionControl::default(),
            faults: Faults::default(),
        }
    }
}

/// How a [`Responder`](crate::proto::native::Responder) behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponderConfig {
    /// Sessions remembered at a time. Where there are more, the one that was
    /// silent longest is forgotten if nothing of it is under way; where none
    /// can be, no new one is opened.
    pub sessions_max: usize,
    /// A session that is silent for so long is forgotten, but not while a copy
    /// of its first packet could open it again.
    pub session_idle_max: Duration,
    /// For how long a client that was welcomed can open its session.
    pub cookie_life: Duration,
    /// Calls outstanding in one session.
    pub slots_max: u16,
    /// Streams of ordered messages in one session.
    pub streams_max: u16,
    /// Messages of one stream that may be under way or wait for their turn.
    pub stream_window: u32,
    /// Bytes of messages of one stream that may wait for their turn; the one
    /// whose turn is next is not among them.
    pub stream_bytes_max: u32,
    /// Calls that are queued or being executed, all together.
    pub in_progress_max: usize,
    /// Bytes of calls being received and of replies kept, all together.
    pub memory_bytes_max: usize,
    /// Bytes of memory that large calls have left, kept a few seconds for the
    /// next ones.
    pub spare_bytes_max: usize,
    /// The same as `memory_bytes_max` for one session.
    pub session_bytes_max: usize,
    /// The largest packet, in bytes of UDP payload.
    pub packet_bytes_max: usize,
    /// The largest call, in bytes.
    pub message_bytes_max: u64,
    /// How many bytes may be under way to it.
    pub window: u32,
    /// How many bytes of a call may be under way beyond what has arrived.
    pub grant_window: u64,
    /// How long it may take to receive a message, whatever its sender says.
    pub receive_max: Duration,
    /// When clients that found no room may try again.
    pub busy_retry: Duration,
    /// How it shares the network.
    pub congestion: CongestionControl,
    /// What is wrong with it on purpose; nothing outside of tests.
    #[doc(hidden)]
    pub faults: Faults,
}

impl Default for ResponderConfig {
    fn default() -> Self {
        Self {
            sessions_max: 16_384,
            session_idle_max: Duration::from_secs(600),
            cookie_life: Duration::from_secs(30),
            slots_max: 256,
            streams_max: 16,
            stream_window: 256,
            stream_bytes_max: 4 << 20,
            in_progress_max: 2_048,
            memory_bytes_max: 512 << 20,
            spare_bytes_max: 128 << 20,
            session_bytes_max: 256 << 20,
            packet_bytes_max: 65_000,
            message_bytes_max: (64 << 20) + (64 << 10),
            window: 1 << 20,
            grant_window: 2 << 20,
            receive_max: Duration::from_secs(600),
            busy_retry: Duration::from_millis(20),
            congestion: CongestionControl::default(),
            faults: Faults::default(),
        }
    }
}

/// Who decides how much of a large message may be under way at once, in the
/// native transport.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CongestionControl {
    /// RFC 9438: returns fast to the window at which something was lost last,
    /// and suits long fast paths.
    #[default]
    Cubic,
    /// RFC 9002 §7.3: half the window at a loss, one datagram more per round
    /// trip.
    NewReno,
}
