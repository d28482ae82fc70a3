//! Where a server is, after its name was looked up: what errors name, and what
//! a server says of itself.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a server listens, or is called.
///
/// Written out it can be read as an [`Address`](crate::Address):
///
/// ```
/// use idlc_runtime::ServerAddress;
/// let tcp = ServerAddress::Tcp(([127, 0, 0, 1], 2049).into());
/// assert_eq!(tcp.to_string(), "tcp://127.0.0.1:2049");
/// let unix = ServerAddress::Unix("/run/files.sock".into());
/// assert_eq!(unix.to_string(), "unix:///run/files.sock");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerAddress {
    /// A UDP port, at which a server made with this library serves both the
    /// native form and ONC RPC.
    Udp(SocketAddr),
    /// A TCP port.
    Tcp(SocketAddr),
    /// A unix socket.
    Unix(PathBuf),
}

impl ServerAddress {
    /// The address and port; a unix socket has none.
    #[must_use]
    pub const fn socket_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Udp(address) | Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

/// A UDP port.
impl From<SocketAddr> for ServerAddress {
    fn from(address: SocketAddr) -> Self {
        Self::Udp(address)
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Udp(address) => address.fmt(f),
            Self::Tcp(address) => write!(f, "tcp://{address}"),
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
        }
    }
}
