//! What Linux does for UDP beyond what is portable: trains of datagrams in
//! one system call (`UDP_SEGMENT`, `UDP_GRO`), receiving without waiting on a
//! socket that blocks, waits to the microsecond, a ban on IP fragments.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::socket::sockopt::{RcvBuf, RcvBufForce, SetStruct, UdpGroSegment};
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, GetSockOpt, MsgFlags, SetSockOpt, SockaddrStorage, recv,
    recvfrom, recvmsg, sendmsg,
};
use nix::sys::time::TimeSpec;

use super::batch::{Batch, Received};

/// Who waits for ever is woken when the socket is shut down.
pub(super) const WAKES_RECEIVERS: bool = true;

/// Trains are sent in one call.
pub(super) const SENDS_TRAINS: bool = true;

/// The most datagrams that every kernel with `UDP_SEGMENT` takes at once.
pub(super) const TRAIN_DATAGRAMS_MAX: usize = 64;

/// The timeout under which a receive blocks. The kernel counts it in ticks of
/// up to 10 ms and adds one, so that it lasts 4 to 8 ms at 250 Hz.
pub(super) const GUARD: Duration = Duration::from_millis(4);

/// What the system calls a datagram that is too large.
pub(super) const TOO_LARGE: i32 = libc::EMSGSIZE;

/// How IP treats datagrams that are too large for the path.
#[derive(Clone)]
struct Ipv4PathMtuDiscovery;
#[derive(Clone)]
struct Ipv6PathMtuDiscovery;

nix::setsockopt_impl!(
    Ipv4PathMtuDiscovery,
    libc::IPPROTO_IP,
    libc::IP_MTU_DISCOVER,
    libc::c_int,
    SetStruct<'_, libc::c_int>
);
nix::setsockopt_impl!(
    Ipv6PathMtuDiscovery,
    libc::IPPROTO_IPV6,
    libc::IPV6_MTU_DISCOVER,
    libc::c_int,
    SetStruct<'_, libc::c_int>
);

/// Lets the system cut what is too large for the path.
pub(super) fn allow_fragments(socket: &UdpSocket) -> io::Result<()> {
    let ipv4 = Ipv4PathMtuDiscovery.set(socket, &libc::IP_PMTUDISC_WANT);
    match socket.local_addr()? {
        SocketAddr::V4(_) => ipv4?,
        SocketAddr::V6(_) => Ipv6PathMtuDiscovery.set(socket, &libc::IPV6_PMTUDISC_WANT)?,
    }
    Ok(())
}

/// Forbids fragments: what is too large for the device is refused here, what
/// is too large further on is lost, and this transport finds that out itself.
pub(super) fn forbid_fragments(socket: &UdpSocket) -> io::Result<()> {
    let ipv4 = Ipv4PathMtuDiscovery.set(socket, &libc::IP_PMTUDISC_PROBE);
    match socket.local_addr()? {
        SocketAddr::V4(_) => ipv4?,
        // An IPv6 socket may also carry IPv4; one that may not refuses the
        // option for it.
        SocketAddr::V6(_) => Ipv6PathMtuDiscovery.set(socket, &libc::IPV6_PMTUDISC_PROBE)?,
    }
    Ok(())
}

/// Asks for trains to be received whole. A kernel that does not know them
/// delivers datagrams one by one, which is as good but slower.
pub(super) fn receive_trains(socket: &UdpSocket) -> io::Result<()> {
    match UdpGroSegment.set(socket, &true) {
        Ok(()) | Err(Errno::ENOPROTOOPT | Errno::EINVAL) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Asks for a receive buffer of so many bytes and says what was obtained.
///
/// The kernel counts twice what was asked for, to cover its own bookkeeping;
/// what is returned is the half that is meant for datagrams.
pub(super) fn set_receive_buffer(socket: &UdpSocket, bytes: usize) -> io::Result<usize> {
    RcvBuf.set(socket, &bytes)?;
    let obtained = RcvBuf.get(socket)? / 2;
    if obtained >= bytes {
        return Ok(obtained);
    }
    match RcvBufForce.set(socket, &bytes) {
        Ok(()) => Ok(RcvBuf.get(socket)? / 2),
        Err(Errno::EPERM) => Ok(obtained),
        Err(error) => Err(error.into()),
    }
}

/// Sends one train of at most [`TRAIN_DATAGRAMS_MAX`] datagrams.
pub(super) fn send_train(
    socket: &UdpSocket,
    to: Option<SocketAddr>,
    train: &[u8],
    segment: u16,
) -> io::Result<()> {
    let to = to.map(SockaddrStorage::from);
    sendmsg(
        socket.as_raw_fd(),
        &[IoSlice::new(train)],
        &[ControlMessage::UdpGsoSegments(&segment)],
        MsgFlags::empty(),
        to.as_ref(),
    )?;
    Ok(())
}

/// Whether the kernel or the device refused a train because it is one.
pub(super) fn is_refusal_of_trains(error: &io::Error) -> bool {
    const REFUSALS: [Errno; 4] = [
        Errno::EIO,
        Errno::EINVAL,
        Errno::ENOPROTOOPT,
        Errno::EOPNOTSUPP,
    ];
    let Some(code) = error.raw_os_error() else {
        return false;
    };
    REFUSALS.contains(&Errno::from_raw(code))
}

/// Receives a datagram, or a train if they were asked for, and waits for it as
/// long as the socket's timeout says, or not at all. `peer` is whom the socket
/// is connected to.
pub(super) fn receive(
    socket: &UdpSocket,
    peer: Option<SocketAddr>,
    batch: &mut Batch,
    waiting: bool,
    trains: bool,
) -> io::Result<()> {
    let flags = if waiting {
        MsgFlags::empty()
    } else {
        MsgFlags::MSG_DONTWAIT
    };
    if trains {
        return receive_message(socket, batch, flags);
    }
    let (bytes, from) = match peer {
        Some(peer) => (recv(socket.as_raw_fd(), &mut batch.buffer, flags)?, peer),
        None if waiting => receive_from(socket, batch)?,
        None => return receive_message(socket, batch, flags),
    };
    batch.received = Received {
        from,
        bytes,
        segment: bytes,
    };
    Ok(())
}

/// Not the standard library's `recv_from`: on a socket that is shut down it may
/// panic, since it reads an address that the system did not write.
fn receive_from(socket: &UdpSocket, batch: &mut Batch) -> io::Result<(usize, SocketAddr)> {
    let (bytes, from) = recvfrom::<SockaddrStorage>(socket.as_raw_fd(), &mut batch.buffer)?;
    let from = from.as_ref().and_then(socket_address);
    Ok((bytes, from.ok_or(Errno::EAFNOSUPPORT)?))
}

fn receive_message(socket: &UdpSocket, batch: &mut Batch, flags: MsgFlags) -> io::Result<()> {
    let mut buffers = [IoSliceMut::new(&mut batch.buffer)];
    let message = recvmsg::<SockaddrStorage>(
        socket.as_raw_fd(),
        &mut buffers,
        Some(&mut batch.control),
        flags,
    )?;
    let mut segment = message.bytes;
    for control in message.cmsgs()? {
        if let ControlMessageOwned::UdpGroSegments(bytes) = control {
            segment = usize::try_from(bytes).unwrap_or(segment);
        }
    }
    let from = message.address.as_ref().and_then(socket_address);
    batch.received = Received {
        from: from.ok_or(Errno::EAFNOSUPPORT)?,
        bytes: message.bytes,
        segment,
    };
    Ok(())
}

/// Waits until something can be received; false if nothing was in time.
pub(super) fn wait_until_readable(socket: &UdpSocket, wait: Option<Duration>) -> io::Result<bool> {
    let mut waited = [PollFd::new(socket.as_fd(), PollFlags::POLLIN)];
    let ready = ppoll(&mut waited, wait.map(TimeSpec::from_duration), None)?;
    Ok(ready > 0)
}

fn socket_address(address: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(ipv4) = address.as_sockaddr_in() {
        return Some(SocketAddr::V4((*ipv4).into()));
    }
    let ipv6 = address.as_sockaddr_in6()?;
    Some(SocketAddr::V6((*ipv6).into()))
}
