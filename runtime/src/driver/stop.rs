//! How a thread that waits for datagrams learns that it is to stop.
//!
//! Linux wakes the receivers of a datagram socket when it is shut down for
//! reading; elsewhere they look up once in a while anyway.

use std::net::UdpSocket;

/// Wakes every thread that is blocked in receive on the socket, now and for
/// good.
pub(crate) fn wake_receivers(socket: &UdpSocket) {
    // Linux wakes them and then reports that the socket was not connected;
    // elsewhere the call may do nothing.
    drop(socket2::SockRef::from(socket).shutdown(std::net::Shutdown::Read));
}
