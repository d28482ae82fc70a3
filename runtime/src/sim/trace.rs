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

/// Which way a datagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From a client.
    ToServer,
    /// To a client.
    ToClient,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// A datagram was sent; `copies` of it will arrive. Only where
    /// [`Options::trace_datagrams`](crate::sim::Options::trace_datagrams) asks
    /// for it.
    Sent {
        /// Which way.
        direction: Direction,
        /// Which client sent it, or is meant to get it; `None` where nobody is
        /// at the address it goes to.
        client: Option<usize>,
        /// Its length.
        bytes: usize,
        /// CRC32C of all its bytes.
        checksum: u32,
        /// How many arrive.
        copies: usize,
    },
    /// A client began a call.
    CallBegan {
        /// Which client.
        client: usize,
        /// The call.
        xid: Xid,
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
    /// A call ended.
    CallEnded {
        /// Whose call.
        client: usize,
        /// The call.
        xid: Xid,
        /// Whether there are results.
        ok: bool,
    },
    /// A caller gave its call up.
    Cancelled {
        /// Whose call.
        client: usize,
        /// The call.
        xid: Xid,
    },
    /// A client has another address from now on.
    Moved {
        /// Which client.
        client: usize,
    },
    /// The network fell apart somewhere.
    Parted,
    /// The server takes no new calls from now on, and stops when none runs.
    Draining,
    /// The server crashed, or stopped, and forgot everything.
    Crashed,
    /// The server crashed and will not start again.
    Died,
    /// The server started anew.
    Started,
}
