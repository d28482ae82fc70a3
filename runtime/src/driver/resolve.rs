//! From an address as written to socket addresses, asking the system's
//! resolver where it is a name.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use crate::address::{Address, Target, Transport};
use crate::error::AddressError;
use crate::server_address::ServerAddress;

/// Where a server is, and how it is called. Of a name with several addresses,
/// an IPv4 one goes first: most of the world of ONC RPC listens there only.
pub(crate) fn resolve(address: &Address) -> Result<(Transport, ServerAddress), AddressError> {
    let (transport, target) = address.parse()?;
    let address = match target {
        Target::Socket(address) => address,
        Target::Name { host, port } => {
            first(&host, port).map_err(|error| AddressError::Resolve { host, error })?
        }
        Target::Path(path) => return Ok((transport, ServerAddress::Unix(path))),
    };
    let address = match transport {
        Transport::OncTcp => ServerAddress::Tcp(address),
        _ => ServerAddress::Udp(address),
    };
    Ok((transport, address))
}

/// The UDP port to listen at. A scheme need not be written.
pub(crate) fn resolve_udp(address: &Address) -> Result<SocketAddr, AddressError> {
    match resolve(address)? {
        (Transport::Native | Transport::OncUdp, ServerAddress::Udp(found)) => Ok(found),
        _ => Err(address.unreadable("it is not one of UDP")),
    }
}

/// The TCP port to listen at. A scheme need not be written.
pub(crate) fn resolve_tcp(address: &Address) -> Result<SocketAddr, AddressError> {
    match resolve(address)? {
        (Transport::Native, ServerAddress::Udp(found)) | (_, ServerAddress::Tcp(found)) => {
            Ok(found)
        }
        _ => Err(address.unreadable("it is not one of TCP")),
    }
}

fn first(host: &str, port: u16) -> io::Result<SocketAddr> {
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    let v4 = found.iter().find(|address| address.is_ipv4());
    v4.or_else(|| found.first())
        .copied()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the name has no address"))
}
