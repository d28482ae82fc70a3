//! When a call is made, and what its caller wants of it.

use std::time::Duration;

/// A call to come. The default is made at once, may take as long as the
/// world's [`Options`](crate::sim::Options) say, and is not given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallPlan {
    /// How long after now the call begins. In the ONC form it also waits until
    /// its client's earlier calls have ended.
    pub after: Duration,
    /// How long it may take, if not as the options say.
    pub deadline: Option<Duration>,
    /// Whether it may be executed twice.
    pub idempotent: bool,
    /// How long after its beginning its caller gives it up; native transport
    /// only.
    pub cancel_after: Option<Duration>,
    /// Whether it is executed behind others and has no reply; native transport
    /// only.
    pub ordered: Option<Ordered>,
}

/// A place among messages that are executed in the order in which they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordered {
    /// Which of its client's streams it is on.
    pub stream: u16,
    /// Whether it is sent for as long as it takes, and again to a server that
    /// may have executed it before it restarted.
    pub repeat: bool,
}
