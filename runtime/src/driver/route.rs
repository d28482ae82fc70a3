//! Which of its addresses this host uses towards others.

use socket2::{Domain, Socket, Type};

/// Whether a socket for all addresses of IPv6 serves those of IPv4, too: the
/// system's default, which no socket of ours changes.
pub(crate) fn is_dual_stack() -> bool {
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, None);
    socket.is_ok_and(|socket| socket.only_v6().is_ok_and(|only| !only))
}
