//! The numbers that can be set: what each means, its default, and what
//! follows from changing it.

use std::time::Duration;

use crate::auth_policy::AuthPolicy;

mod native;
mod stream;

pub use native::{CallerConfig, CongestionControl, ResponderConfig};
pub use stream::{StreamCallerConfig, StreamResponderConfig};

/// The largest payload of a UDP datagram over IPv4, in bytes.
pub const UDP_PAYLOAD_MAX: usize = 65_507;

/// When an unanswered call is sent again (RFC 6298, with jitter).
///
/// The timer adapts to the measured round-trip time within these bounds. The
/// time a handler takes is part of that measurement, since a reply is the only
/// acknowledgement that the ONC form has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retransmission {
    /// The timer before anything was measured. Default: 500 ms.
    pub initial: Duration,
    /// The least the timer adapts to. Default: 100 ms. Lower values find a
    /// loss sooner, and send needless copies to a server that hesitates; to a
    /// server without a duplicate-request cache each copy is a second
    /// execution.
    pub min: Duration,
    /// The most that exponential back-off reaches. Default: 5 s; at most an
    /// hour.
    pub max: Duration,
}

/// The longest retransmission timer that can be set.
const TIMER_MAX: Duration = Duration::from_secs(3600);

impl Default for Retransmission {
    fn default() -> Self {
        Self {
            initial: Duration::from_millis(500),
            min: Duration::from_millis(100),
            max: Duration::from_secs(5),
        }
    }
}

impl Retransmission {
    /// Says what cannot work.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.max > TIMER_MAX {
            return Err("the retransmission timer's greatest value is above an hour");
        }
        if self.min.is_zero() {
            return Err("the least retransmission timer is zero");
        }
        if self.min > self.max || self.initial > self.max {
            return Err("the retransmission timer's greatest value is below another of them");
        }
        Ok(())
    }
}

/// How a client behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientConfig {
    /// The total time a call may take, retransmissions included, before it
    /// returns [`MaybeExecuted::DeadlinePassed`](crate::MaybeExecuted).
    /// Default: 10 minutes in the native form, which notices within half a
    /// minute that a server is dead; 30 s in the ONC form, which cannot.
    pub deadline: Option<Duration>,
    /// Look for an answer for a moment before the thread is put to sleep, as
    /// long as that pays; native form only. Default: yes.
    pub polling: bool,
    /// The numbers of the native form.
    pub native: CallerConfig,
    /// When a call is sent again, in the ONC form over UDP.
    pub retransmission: Retransmission,
    /// The numbers of the ONC form over TCP and unix sockets.
    pub stream: StreamCallerConfig,
    /// The largest call and the largest reply of the ONC form over UDP, in bytes with
    /// their headers. Default: [`UDP_PAYLOAD_MAX`]. C servers built on libtirpc take about
    /// 8,800.
    pub message_bytes_max: usize,
    /// How many oneway calls may be queued or under way; who queues more waits
    /// until there is room or the deadline has passed. Default: 4,096.
    pub oneway_calls_max: usize,
    /// How many bytes they may have together, with their headers; one alone
    /// may have more. Default: 4 MiB.
    pub oneway_bytes_max: usize,
    /// How many idle sockets are kept for later calls; each concurrent caller
    /// has one. Default: 64.
    pub idle_sockets_max: usize,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            deadline: None,
            polling: true,
            native: CallerConfig::default(),
            retransmission: Retransmission::default(),
            stream: StreamCallerConfig::default(),
            message_bytes_max: UDP_PAYLOAD_MAX,
            oneway_calls_max: 4_096,
            oneway_bytes_max: 4 << 20,
            idle_sockets_max: 64,
        }
    }
}

impl ClientConfig {
    /// How long a call of the ONC form may take where nothing else is said.
    pub(crate) const DEADLINE_ONC: Duration = Duration::from_secs(30);
    /// The same for the native form.
    pub(crate) const DEADLINE_NATIVE: Duration = Duration::from_secs(600);

    /// Says what cannot work.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.deadline.is_some_and(|deadline| deadline.is_zero()) {
            return Err("the deadline is zero");
        }
        if self.oneway_calls_max == 0 {
            return Err("no oneway call may be queued");
        }
        if self.message_bytes_max > UDP_PAYLOAD_MAX {
            return Err("a message may have more bytes than a datagram carries");
        }
        self.stream.check()?;
        self.retransmission.check()
    }
}

/// How a server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerConfig {
    /// Threads for each address listened at, of which one receives, and runs
    /// handlers that are known to be short. The others stand by, to receive in
    /// its place when a handler turns out not to be. At least 2. Default: 2.
    pub receivers: usize,
    /// Threads that execute calls which are not known to be short. They are
    /// started as needed. Default: 16.
    pub workers_max: usize,
    /// Look for a call for a moment before the receiving thread is put to
    /// sleep, as long as that pays. Default: yes.
    pub polling: bool,
    /// The numbers of the native form.
    pub native: ResponderConfig,
    /// The numbers of the ONC form over TCP and unix sockets.
    pub stream: StreamResponderConfig,
    /// Calls waiting for a worker. When as many wait, further ones are dropped
    /// unexecuted, and their clients send them again; over TCP they wait, and
    /// in the end their clients do. Default: 1,024.
    pub queue_max: usize,
    /// Bytes of replies and bookkeeping kept so that a retransmission is
    /// answered instead of executed. Default: 64 MiB, which at 10,000 small
    /// calls per second reaches about 25 s back.
    pub reply_cache_bytes_max: usize,
    /// How long a reply is kept at most. Default: 120 s.
    pub reply_cache_age_max: Duration,
    /// The largest reply of the ONC form over UDP, in bytes with its header.
    /// Default: [`UDP_PAYLOAD_MAX`].
    pub message_bytes_max: usize,
    /// How long a shutdown waits for running calls. Default: 10 s.
    pub drain: Duration,
    /// Require `AUTH_SYS` of callers of services that do not say themselves whom
    /// they take ([`ServerBuilder::service_for`](crate::ServerBuilder::service_for)):
    /// calls without are answered `AUTH_TOOWEAK`, except to the null procedure.
    /// Default: no.
    pub require_auth_sys: bool,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            receivers: 2,
            workers_max: 16,
            polling: true,
            native: ResponderConfig::default(),
            stream: StreamResponderConfig::default(),
            queue_max: 1_024,
            reply_cache_bytes_max: 64 << 20,
            reply_cache_age_max: Duration::from_secs(120),
            message_bytes_max: UDP_PAYLOAD_MAX,
            drain: Duration::from_secs(10),
            require_auth_sys: false,
        }
    }
}

impl ServerConfig {
    /// The least room for the reply cache: a few of the largest replies.
    const REPLY_CACHE_BYTES_MIN: usize = 4 * UDP_PAYLOAD_MAX;

    /// Whom services take that do not say so.
    pub(crate) fn auth_policy(&self) -> AuthPolicy {
        if self.require_auth_sys {
            AuthPolicy::sys()
        } else {
            AuthPolicy::default()
        }
    }

    /// Says what cannot work.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if self.receivers < 2 {
            return Err("a server needs two receiving threads: one receives while one executes");
        }
        if self.workers_max == 0 || self.queue_max == 0 {
            return Err("a server needs at least one worker and room for one queued call");
        }
        if self.message_bytes_max > UDP_PAYLOAD_MAX {
            return Err("a message may have more bytes than a datagram carries");
        }
        if self.reply_cache_bytes_max < Self::REPLY_CACHE_BYTES_MIN {
            return Err("the reply cache needs at least 262,028 bytes");
        }
        self.stream.check()
    }
}
