//! What happened, to compare two runs and to read a failed one.

use std::time::Duration;

use crate::id::Xid;

/// One thing that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceEntry {
    /// Virtual time since the beginning.
    pub at: Duration,
    /// What happened.
    pub what: Happening,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// A client sent its call; `copies` of the datagram will arrive.
    CallSent {
        /// Which client.
        client: usize,
        /// The call.
        xid: Xid,
        /// How many arrive.
        copies: usize,
    },
    /// The server began to execute a call.
    Executed {
        /// Whose call.
        client: usize,
        /// The call.
        xid: Xid,
        /// The how-manieth life of the server this is.
        incarnation: u32,
    },
    /// The server did not execute a copy.
    NotExecuted {
        /// Whose call.
        client: usize,
    },
    /// A reply left the server; `copies` of the datagram will arrive.
    ReplySent {
        /// To whom.
        client: usize,
        /// How many arrive.
        copies: usize,
    },
    /// A call ended.
    CallEnded {
        /// Whose call.
        client: usize,
        /// The call.
        xid: Xid,
        /// Whether there are results.
        ok: bool,
    },
    /// The server crashed and forgot everything.
    Crashed,
    /// The server started anew.
    Started,
}
