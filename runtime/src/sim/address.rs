//! Who is where: a server, clients at hosts of their own, and an address at
//! which nobody is.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};

/// Where the server listens.
pub(crate) const SERVER: SocketAddr =
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 2049));

/// The host of a client.
pub(crate) fn client_address(client: usize) -> Ipv4Addr {
    let [.., high, low] = client.to_be_bytes();
    Ipv4Addr::new(10, 1, high, low)
}

/// Whose host the address is of, whatever its port.
pub(crate) fn host_of(address: SocketAddr) -> Option<usize> {
    match address.ip() {
        IpAddr::V4(ip) => match ip.octets() {
            [10, 1, high, low] => Some(usize::from(u16::from_be_bytes([high, low]))),
            _ => None,
        },
        IpAddr::V6(_) => None,
    }
}

/// An address like the other, at which nobody is.
pub(crate) fn nobodys_address(like: SocketAddr) -> SocketAddr {
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 9, 0, 9), like.port()))
}
