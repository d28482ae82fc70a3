//! How a thread that is blocked in receive learns that it is to stop.
//!
//! Linux wakes the receivers of a datagram socket when it is shut down for
//! reading; elsewhere they look up once in a while.

use std::io;
use std::net::UdpSocket;

/// How often a receiver looks up where nothing can wake it.
#[cfg(not(target_os = "linux"))]
const LOOK_UP: std::time::Duration = std::time::Duration::from_millis(500);

/// Makes it possible to wake the receivers of a socket.
#[cfg_attr(
    target_os = "linux",
    expect(clippy::unnecessary_wraps, reason = "one signature")
)]
pub(crate) fn prepare(socket: &UdpSocket) -> io::Result<()> {
    #[cfg(not(target_os = "linux"))]
    socket.set_read_timeout(Some(LOOK_UP))?;
    #[cfg(target_os = "linux")]
    let _ = socket;
    Ok(())
}

/// Wakes every thread that is blocked in receive on the socket, now and for
/// good.
pub(crate) fn wake_receivers(socket: &UdpSocket) {
    // Linux wakes them and then reports that the socket was not connected;
    // elsewhere the call may do nothing, and `LOOK_UP` serves.
    drop(socket2::SockRef::from(socket).shutdown(std::net::Shutdown::Read));
}
