//! Who is at the other end of a call, as far as the system knows.

use std::fmt;
use std::net::SocketAddr;

/// Where a call came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Peer {
    /// From this address, over UDP or TCP.
    Ip(SocketAddr),
    /// From a process of this machine, over a unix socket, and on whose behalf
    /// it runs, where the system tells (`SO_PEERCRED`, on Linux).
    Unix(Option<PeerCredentials>),
}

/// Who a process at a unix socket is: the system vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeerCredentials {
    /// The process, when it connected.
    pub pid: i32,
    /// Its user.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

impl Peer {
    /// The address, of a peer that has one.
    #[must_use]
    pub const fn socket_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Ip(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self::Ip(address)
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Unix(None) => f.write_str("a process of this machine"),
            Self::Unix(Some(PeerCredentials { pid, uid, .. })) => {
                write!(f, "process {pid} of user {uid}")
            }
        }
    }
}
