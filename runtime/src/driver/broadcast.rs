//! Sends a call to many addresses and receives from everybody.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::proto::onc::Gathering;

/// Room for the largest datagram there is.
const DATAGRAM_BYTES_MAX: usize = 65_536;

/// The clock of socket timeouts is coarse; below this they mean nothing.
const WAIT_MIN: Duration = Duration::from_millis(1);

/// Sends the call to all addresses until the gathering is over or `take` breaks
/// it off, and gives `take` each server's reply.
pub(crate) fn gather(
    gathering: &mut Gathering,
    to: &[SocketAddr],
    call: &[u8],
    mut take: impl FnMut(SocketAddr, &[u8]) -> ControlFlow<()>,
) -> io::Result<()> {
    let socket = open(to)?;
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    loop {
        let now = Instant::now();
        if gathering.is_over(now) {
            return Ok(());
        }
        if gathering.poll_transmit(now) {
            send(&socket, to, call)?;
        }
        let wait = gathering.poll_timeout().saturating_duration_since(now);
        socket.set_read_timeout(Some(wait.max(WAIT_MIN)))?;
        let Some((len, from)) = receive(&socket, &mut buffer)? else {
            continue;
        };
        let datagram = buffer.get(..len).unwrap_or_default();
        if gathering.handle_datagram(from, datagram) && take(from, datagram).is_break() {
            return Ok(());
        }
    }
}

/// A socket of the addresses' family, that may broadcast.
fn open(to: &[SocketAddr]) -> io::Result<UdpSocket> {
    let any = match to.first() {
        Some(SocketAddr::V6(_)) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        _ => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any)?;
    socket.set_broadcast(true)?;
    Ok(socket)
}

/// It has gone out if it went to one of them.
fn send(socket: &UdpSocket, to: &[SocketAddr], call: &[u8]) -> io::Result<()> {
    let mut failed = Err(io::Error::new(
        ErrorKind::NotFound,
        "there is no network to broadcast in: name addresses with `to`",
    ));
    let mut has_gone_out = false;
    for address in to {
        match socket.send_to(call, address) {
            Ok(_) => has_gone_out = true,
            Err(error) => failed = Err(error),
        }
    }
    if has_gone_out { Ok(()) } else { failed }
}

fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Option<(usize, SocketAddr)>> {
    match socket.recv_from(buffer) {
        Ok(received) => Ok(Some(received)),
        // Of many that were asked, one refused.
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(None),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(None),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        },
    }
}

/// The broadcast addresses of this host's networks, of IPv4.
#[cfg(target_os = "linux")]
pub(crate) fn networks() -> io::Result<Vec<Ipv4Addr>> {
    use nix::ifaddrs::getifaddrs;
    use nix::net::if_::InterfaceFlags;

    let wanted = InterfaceFlags::IFF_UP | InterfaceFlags::IFF_BROADCAST;
    let found = getifaddrs()?
        .filter(|interface| interface.flags.contains(wanted))
        .filter_map(|interface| {
            let address = interface.broadcast?;
            Some(address.as_sockaddr_in()?.ip())
        });
    Ok(found.collect())
}

/// Everybody on the network that the system chooses.
#[cfg(not(target_os = "linux"))]
pub(crate) fn networks() -> io::Result<Vec<Ipv4Addr>> {
    Ok(vec![Ipv4Addr::BROADCAST])
}
