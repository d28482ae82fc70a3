//! What is waited for, and what happened.

/// A socket's name. `Token(u64::MAX)` is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Token(pub(crate) u64);

/// What a socket is waited for. That it is broken is told of in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Interest {
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// That the other end has ended its half, though nothing is to be read.
    pub(crate) hangup: bool,
}

impl Interest {
    pub(crate) const READ: Self = Self {
        read: true,
        write: false,
        hangup: false,
    };
    pub(crate) const WRITE: Self = Self {
        read: false,
        write: true,
        hangup: false,
    };

    /// Whether the socket is waited for at all.
    pub(crate) const fn is_any(self) -> bool {
        self.read || self.write || self.hangup
    }
}

/// A socket may be ready: trying will show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) token: Token,
    pub(crate) read: bool,
    pub(crate) write: bool,
    /// It is broken, or the other end has ended its half; not every system
    /// tells.
    pub(crate) hangup: bool,
}
