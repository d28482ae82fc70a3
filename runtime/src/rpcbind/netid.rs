//! The names of transports in the registry ("netids", RFC 5665 §5.2.3.2), and
//! what versions that know only IPv4 call them.

use std::fmt;
use std::net::SocketAddr;

use super::protocol::{PMAP_TCP, PMAP_UDP};
use crate::id::Program;

/// The registry's own program, which is where its port is and not in its table
/// by request.
pub(crate) const RPCBIND: Program = Program(100_000);

/// Where a registry is.
pub(crate) const PORT: u16 = 111;

/// How a program is called: what the registry keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// One datagram for each message.
    Udp,
    /// Records in a stream.
    Tcp,
}

impl Protocol {
    /// The transport's name for addresses of this one's family: `udp`, `udp6`,
    /// `tcp` or `tcp6`.
    #[must_use]
    pub const fn netid(self, address: SocketAddr) -> &'static str {
        match (self, address) {
            (Self::Udp, SocketAddr::V4(_)) => "udp",
            (Self::Udp, SocketAddr::V6(_)) => "udp6",
            (Self::Tcp, SocketAddr::V4(_)) => "tcp",
            (Self::Tcp, SocketAddr::V6(_)) => "tcp6",
        }
    }

    /// The protocol of a transport's name; none for others, such as `local`.
    #[must_use]
    pub fn of_netid(netid: &str) -> Option<Self> {
        match netid {
            "udp" | "udp6" => Some(Self::Udp),
            "tcp" | "tcp6" => Some(Self::Tcp),
            _ => None,
        }
    }

    /// The number in version 2 of the registry.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Udp => PMAP_UDP,
            Self::Tcp => PMAP_TCP,
        }
    }

    /// What version 4 calls the kind of transport: datagrams, or a stream that
    /// ends in an orderly way (`NC_TPI_CLTS`, `NC_TPI_COTS_ORD`).
    pub(crate) const fn semantics(self) -> u32 {
        match self {
            Self::Udp => 1,
            Self::Tcp => 3,
        }
    }

    /// The protocol of a number of version 2.
    pub(crate) const fn of_number(number: u32) -> Option<Self> {
        match number {
            PMAP_UDP => Some(Self::Udp),
            PMAP_TCP => Some(Self::Tcp),
            _ => None,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        })
    }
}
