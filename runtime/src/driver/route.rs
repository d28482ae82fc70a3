//! Which of its addresses this host uses towards others.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use socket2::{Domain, Socket, Type};

/// Whether a socket for all addresses of IPv6 serves those of IPv4, too: the
/// system's default, which no socket of ours changes.
pub(crate) fn is_dual_stack() -> bool {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, None);
    socket.is_ok_and(|socket| socket.only_v6().is_ok_and(|only| !only))
}

/// The address from which `peer` hears from this host. Nothing is sent: a
/// connected socket knows.
pub(crate) fn local_ip_towards(peer: SocketAddr) -> io::Result<IpAddr> {
    let any = match peer {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any)?;
    socket.connect(peer)?;
    Ok(socket.local_addr()?.ip())
}
