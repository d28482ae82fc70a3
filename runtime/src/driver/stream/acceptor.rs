//! What listens for connections.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::Path;

use socket2::{Domain, SockAddr, Socket, Type};

use super::connection::Stream;
use super::path::{SocketPath, is_socket};
use super::system::{EXHAUSTED, peer_credentials};
use crate::peer::Peer;
use crate::server_address::ServerAddress;

/// Connections that wait to be accepted. The system may allow fewer.
const BACKLOG: i32 = 1_024;

/// A socket that listens.
#[derive(Debug)]
pub(crate) struct Acceptor {
    socket: Socket,
    /// Where a unix socket is; it goes with this value.
    path: Option<SocketPath>,
}

impl Acceptor {
    /// Listens at a TCP port.
    pub(crate) fn tcp(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        // Elsewhere it would mean that others may take the port as well.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        Self::listen(socket, None)
    }

    /// Listens at a unix socket. One that a dead server has left behind is
    /// removed.
    pub(crate) fn unix(path: &Path) -> io::Result<Self> {
        let address = SockAddr::unix(path)?;
        let new = || Socket::new(Domain::UNIX, Type::STREAM, None);
        let socket = new()?;
        match socket.bind(&address) {
            Err(error)
                if error.kind() == ErrorKind::AddrInUse
                    && is_socket(path)
                    && is_dead(&new()?, &address)? =>
            {
                std::fs::remove_file(path)?;
                socket.bind(&address)?;
            }
            bound => bound?,
        }
        let path = SocketPath::new(path)?;
        Self::listen(socket, Some(path))
    }

    fn listen(socket: Socket, path: Option<SocketPath>) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        socket.listen(BACKLOG)?;
        Ok(Self { socket, path })
    }

    /// Where it listens, with the port that the system chose.
    pub(crate) fn address(&self) -> io::Result<ServerAddress> {
        if let Some(path) = &self.path {
            return Ok(ServerAddress::Unix(path.path().to_owned()));
        }
        let address = self.socket.local_addr()?.as_socket();
        address
            .map(ServerAddress::Tcp)
            .ok_or_else(|| ErrorKind::AddrNotAvailable.into())
    }

    /// The next connection, if there is one.
    pub(crate) fn accept(&self) -> io::Result<Option<(Stream, Peer)>> {
        loop {
            match self.socket.accept() {
                Ok((socket, from)) => {
                    let peer = match from.as_socket() {
                        Some(address) => Peer::Ip(address),
                        None => Peer::Unix(peer_credentials(&socket)),
                    };
                    let domain = match peer {
                        Peer::Ip(address) => Domain::for_address(address),
                        Peer::Unix(_) => Domain::UNIX,
                    };
                    // A socket that takes no options is one that is gone.
                    if let Ok(stream) = Stream::new(socket, domain) {
                        return Ok(Some((stream, peer)));
                    }
                }
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => return Ok(None),
                    // It was gone before it was accepted.
                    ErrorKind::Interrupted
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::ConnectionReset => {}
                    _ => return Err(error),
                },
            }
        }
    }
}

/// Whether nobody listens at the address.
fn is_dead(probe: &Socket, address: &SockAddr) -> io::Result<bool> {
    probe.set_nonblocking(true)?;
    let connected = probe.connect(address);
    Ok(connected.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused))
}

/// Whether the system cannot accept for want of files or memory.
pub(crate) fn is_exhausted(error: &io::Error) -> bool {
    error
        .raw_os_error()
        .is_some_and(|code| EXHAUSTED.contains(&code))
}

#[cfg(unix)]
impl std::os::fd::AsFd for Acceptor {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
