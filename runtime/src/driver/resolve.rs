//! From an address as written to socket addresses, asking the system's
//! resolver where it is a name.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

use crate::address::{Address, Target, Transport};
use crate::error::AddressError;
use crate::server_address::ServerAddress;

/// Where a server may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// There.
    Known {
        transport: Transport,
        server: ServerAddress,
    },
    /// At a port of this host that its rpcbind knows.
    Registered { host: IpAddr, transport: Transport },
}

/// Everywhere that the address leads: of a name to all its addresses, those of
/// IPv4 first, because most of the world of ONC RPC listens there only. One that
/// leads nowhere is passed over if another does not.
pub(crate) fn places(address: &Address) -> Result<Vec<Place>, AddressError> {
    let mut places = Vec::new();
    let mut failed = None;
    for (transport, target) in address.parse_all()? {
        match places_of(transport, target) {
            Ok(found) => places.extend(found),
            Err(error) => drop(failed.get_or_insert(error)),
        }
    }
    match failed {
        Some(error) if places.is_empty() => Err(error),
        _ => Ok(places),
    }
}

fn places_of(transport: Transport, target: Target) -> Result<Vec<Place>, AddressError> {
    let known = |address| Place::Known {
        transport,
        server: at(transport, address),
    };
    Ok(match target {
        Target::Path(path) => vec![Place::Known {
            transport,
            server: ServerAddress::Unix(path),
        }],
        Target::Socket(address) => vec![known(address)],
        Target::Name { host, port } => all(&host, port)?.into_iter().map(known).collect(),
        Target::Host(host) => {
            let found = all(&host, 0)?.into_iter();
            let registered = found.map(|address| Place::Registered {
                host: address.ip(),
                transport,
            });
            registered.collect()
        }
    })
}

const fn at(transport: Transport, address: SocketAddr) -> ServerAddress {
    match transport {
        Transport::OncTcp => ServerAddress::Tcp(address),
        _ => ServerAddress::Udp(address),
    }
}

/// Where to listen.
fn resolve(address: &Address) -> Result<(Transport, ServerAddress), AddressError> {
    let (transport, target) = address.parse()?;
    let found = match target {
        Target::Path(path) => return Ok((transport, ServerAddress::Unix(path))),
        Target::Socket(address) => Some(address),
        Target::Name { host, port } => all(&host, port)?.first().copied(),
        Target::Host(_) => None,
    };
    let found = found.ok_or_else(|| address.unreadable("the port is missing"))?;
    Ok((transport, at(transport, found)))
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

/// The addresses of a host, those of IPv4 first; at least one.
fn all(host: &str, port: u16) -> Result<Vec<SocketAddr>, AddressError> {
    let failed = |error| AddressError::Resolve {
        host: host.to_owned(),
        error,
    };
    let found = (host, port).to_socket_addrs().map_err(failed)?;
    let mut unique = Vec::new();
    for address in found {
        if !unique.contains(&address) {
            unique.push(address);
        }
    }
    if unique.is_empty() {
        let none = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        return Err(failed(none));
    }
    unique.sort_by_key(SocketAddr::is_ipv6);
    Ok(unique)
}
