//! What a sender wants of a message.

use std::time::Instant;

/// What becomes of a message that cannot be delivered at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Whether it is sent for as long as it takes, and again to a server that
    /// restarted and may have executed it before: at least once then, and
    /// exactly once as long as the server lives. Without this it ends when the
    /// server is lost, having been executed at most once.
    pub repeat: bool,
    /// When its sender stops waiting.
    pub deadline: Option<Instant>,
}

impl Policy {
    /// Sent until it is delivered, however long that takes.
    pub const REPEAT: Self = Self {
        repeat: true,
        deadline: None,
    };
    /// Given up when the server is lost.
    pub const FAIL: Self = Self {
        repeat: false,
        deadline: None,
    };
}
