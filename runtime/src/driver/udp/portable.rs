//! What every system does for UDP: one datagram per system call, and waits as
//! coarse as its clock for sockets. Whether IP may fragment is left to the
//! system, since the ways to forbid it are not portable.
//!
//! It is compiled for tests on Linux too, so that it is tested.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use socket2::SockRef;

use super::batch::{Batch, Received};

/// Who waits looks up once in a while, since nothing else wakes it.
pub(super) const WAKES_RECEIVERS: bool = false;

/// A train is sent datagram by datagram.
pub(super) const SENDS_TRAINS: bool = false;

/// What one system call carries.
pub(super) const TRAIN_DATAGRAMS_MAX: usize = 1;

/// The timeout under which a receive blocks.
pub(super) const GUARD: Duration = Duration::from_millis(4);

/// What the system calls a datagram that is too large.
pub(super) const TOO_LARGE: i32 = if cfg!(windows) {
    10_040
} else if cfg!(any(target_os = "android", target_os = "linux")) {
    90
} else {
    40
};

/// A wait of zero would be endless.
const WAIT_MIN: Duration = Duration::from_micros(1);

/// The longest wait under a changed timeout, which every other thread that
/// receives on the socket may meet with.
const WAIT_MAX: Duration = Duration::from_millis(50);

/// Nothing: they were not forbidden.
#[expect(
    clippy::unnecessary_wraps,
    reason = "as the module of each system has it"
)]
pub(super) const fn allow_fragments(_: &UdpSocket) -> io::Result<()> {
    Ok(())
}

/// Nothing that is portable.
#[expect(
    clippy::unnecessary_wraps,
    reason = "as the module of each system has it"
)]
pub(super) const fn forbid_fragments(_: &UdpSocket) -> io::Result<()> {
    Ok(())
}

/// Nothing: there are no trains.
#[expect(
    clippy::unnecessary_wraps,
    reason = "as the module of each system has it"
)]
pub(super) const fn receive_trains(_: &UdpSocket) -> io::Result<()> {
    Ok(())
}

/// Asks for a receive buffer of so many bytes and says what was obtained.
pub(super) fn set_receive_buffer(socket: &UdpSocket, bytes: usize) -> io::Result<usize> {
    let socket = SockRef::from(socket);
    // Some systems refuse what is above their limit instead of giving less.
    let refused = socket.set_recv_buffer_size(bytes).err();
    let obtained = socket.recv_buffer_size()?;
    match refused {
        Some(error) if obtained == 0 => Err(error),
        _ => Ok(obtained),
    }
}

/// Refuses: the caller sends the datagrams one by one.
pub(super) fn send_train(_: &UdpSocket, _: Option<SocketAddr>, _: &[u8], _: u16) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether a train was refused because it is one.
pub(super) fn is_refusal_of_trains(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

/// Receives a datagram, and waits for it as long as the socket's timeout says,
/// or not at all.
///
/// Not to wait is a state of the socket here: another thread that receives on
/// it meanwhile may return early and empty-handed.
pub(super) fn receive(
    socket: &UdpSocket,
    _peer: Option<SocketAddr>,
    batch: &mut Batch,
    waiting: bool,
    _trains: bool,
) -> io::Result<()> {
    if waiting {
        return receive_now(socket, batch);
    }
    socket.set_nonblocking(true)?;
    let received = receive_now(socket, batch);
    socket.set_nonblocking(false)?;
    received
}

fn receive_now(socket: &UdpSocket, batch: &mut Batch) -> io::Result<()> {
    let (bytes, from) = socket.recv_from(&mut batch.buffer)?;
    batch.received = Received {
        from,
        bytes,
        segment: bytes,
    };
    Ok(())
}

/// Waits until something can be received; false if nothing was in time, or so
/// far.
///
/// It looks at the next datagram without taking it, under a timeout that it
/// sets for the socket and then puts back.
pub(super) fn wait_until_readable(socket: &UdpSocket, wait: Option<Duration>) -> io::Result<bool> {
    let wait = wait.map_or(WAIT_MAX, |wait| wait.clamp(WAIT_MIN, WAIT_MAX));
    socket.set_read_timeout(Some(wait))?;
    let peeked = socket.peek_from(&mut [0; 1]);
    socket.set_read_timeout(Some(GUARD))?;
    match peeked {
        Ok(_) => Ok(true),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Ok(false),
            // What is wrong with the next datagram does not make it less
            // readable: some systems say that it is longer than a byte.
            _ if error.raw_os_error() == Some(TOO_LARGE) => Ok(true),
            _ => Err(error),
        },
    }
}
