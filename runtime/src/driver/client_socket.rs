//! A connected UDP socket with its buffers, used by one call at a time.
//!
//! Being connected, it receives from its server alone, and the system reports
//! to it when the server's host refuses a datagram.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use idlc_xdr::Writer;

/// Room for the largest datagram there is.
const DATAGRAM_BYTES_MAX: usize = 65_536;

/// The clock of socket timeouts is coarse; below this they mean nothing.
const WAIT_MIN: Duration = Duration::from_millis(1);

/// A socket, the call it sends and the datagram it received last.
#[derive(Debug)]
pub(crate) struct ClientSocket {
    socket: UdpSocket,
    server: SocketAddr,
    /// The receive timeout as the system has it.
    wait: Option<Duration>,
    /// The encoded call.
    pub(crate) message: Writer,
    buffer: Vec<u8>,
}

/// What waiting for a datagram brought.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// A datagram of so many bytes.
    Datagram(usize),
    /// Nothing so far.
    Nothing,
    /// The server's host refused something that was sent before.
    Refused,
}

impl ClientSocket {
    pub(crate) fn connect(server: SocketAddr) -> io::Result<Self> {
        let any = match server {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any)?;
        socket.connect(server)?;
        Ok(Self {
            socket,
            server,
            wait: None,
            message: Writer::new(),
            buffer: vec![0; DATAGRAM_BYTES_MAX],
        })
    }

    /// Where everything this socket receives comes from.
    pub(crate) const fn server(&self) -> SocketAddr {
        self.server
    }

    /// The first bytes of what was received last.
    pub(crate) fn received(&self, len: usize) -> &[u8] {
        self.buffer.get(..len).unwrap_or_default()
    }

    /// Sends the encoded call.
    pub(crate) fn send(&self) -> io::Result<()> {
        loop {
            match self.socket.send(self.message.as_slice()) {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for a datagram for about `wait`; it may be less, so look at the
    /// clock after [`Arrival::Nothing`].
    ///
    /// Setting the socket's timeout is a system call, so a first wait makes do
    /// with the timeout that the last call left behind if it is near enough
    /// and not longer; `exactly` sets it.
    pub(crate) fn receive(&mut self, wait: Duration, exactly: bool) -> io::Result<Arrival> {
        let near = self.wait.is_some_and(|old| old <= wait && old >= wait / 2);
        if exactly || !near {
            let wait = if exactly { wait } else { wait * 3 / 4 }.max(WAIT_MIN);
            self.socket.set_read_timeout(Some(wait))?;
            self.wait = Some(wait);
        }
        match self.socket.recv(&mut self.buffer) {
            Ok(len) => Ok(Arrival::Datagram(len)),
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
                    Ok(Arrival::Nothing)
                }
                ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Ok(Arrival::Refused),
                _ => Err(error),
            },
        }
    }
}
