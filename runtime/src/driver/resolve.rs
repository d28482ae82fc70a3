//! From an address as written to socket addresses, asking the system's
//! resolver where it is a name.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

use crate::address::{Address, Target, Transport};
use crate::error::AddressError;

/// The first socket address of a server or listener. Of a name with several,
/// an IPv4 one goes first: most of the world of ONC RPC listens there only.
pub(crate) fn resolve(address: &Address) -> Result<(Transport, SocketAddr), AddressError> {
    let (transport, target) = address.parse()?;
    let address = match target {
        Target::Socket(address) => address,
        Target::Name { host, port } => {
            first(&host, port).map_err(|error| AddressError::Resolve { host, error })?
        }
    };
    Ok((transport, address))
}

fn first(host: &str, port: u16) -> io::Result<SocketAddr> {
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
    let v4 = found.iter().find(|address| address.is_ipv4());
    v4.or_else(|| found.first())
        .copied()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the name has no address"))
}
