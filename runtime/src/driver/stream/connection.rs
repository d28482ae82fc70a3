//! One end of a connection.

use std::io::{self, ErrorKind, IoSlice, Read};
use std::net::Shutdown;

use socket2::{Domain, SockAddr, Socket, Type};

use super::system::{IN_PROGRESS, SEND_FLAGS};
use crate::server_address::ServerAddress;

/// How many slices one system call writes at most.
const SLICES_MAX: usize = 64;

/// A connection, or one that is being made.
#[derive(Debug)]
pub(crate) struct Stream {
    socket: Socket,
}

/// What reading brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// So many bytes.
    Bytes(usize),
    /// Nothing so far.
    Nothing,
    /// The other end will send nothing more.
    End,
}

impl Stream {
    /// Begins to connect. Once it can be written to,
    /// [`is_connected`](Self::is_connected) tells how that went.
    pub(crate) fn connect(server: &ServerAddress) -> io::Result<Self> {
        let address = match server {
            ServerAddress::Udp(address) | ServerAddress::Tcp(address) => SockAddr::from(*address),
            ServerAddress::Unix(path) => SockAddr::unix(path)?,
        };
        let socket = Socket::new(address.domain(), Type::STREAM, None)?;
        let stream = Self::new(socket, address.domain())?;
        match stream.socket.connect(&address) {
            Ok(()) => Ok(stream),
            Err(error) if error.raw_os_error() == Some(IN_PROGRESS) => Ok(stream),
            Err(error) => Err(error),
        }
    }

    /// A connection over a socket of this domain.
    pub(super) fn new(socket: Socket, domain: Domain) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        if domain != Domain::UNIX {
            // A call is written at once and wants its answer at once.
            socket.set_tcp_nodelay(true)?;
            // An end that is gone without a word is found out some day.
            socket.set_keepalive(true)?;
        }
        Ok(Self { socket })
    }

    /// Whether the connection is made.
    ///
    /// # Errors
    ///
    /// Why it never will be.
    pub(crate) fn is_connected(&self) -> io::Result<bool> {
        if let Some(error) = self.socket.take_error()? {
            return Err(error);
        }
        match self.socket.peer_addr() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotConnected => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads what is there.
    pub(crate) fn read(&self, buffer: &mut [u8]) -> io::Result<Arrival> {
        loop {
            match (&self.socket).read(buffer) {
                Ok(0) => return Ok(Arrival::End),
                Ok(bytes) => return Ok(Arrival::Bytes(bytes)),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => return Ok(Arrival::Nothing),
                    ErrorKind::Interrupted => {}
                    _ => return Err(error),
                },
            }
        }
    }

    /// Writes what there is room for; how many bytes that was.
    pub(crate) fn write<'a>(&self, slices: impl Iterator<Item = &'a [u8]>) -> io::Result<usize> {
        let slices: Vec<_> = slices.take(SLICES_MAX).map(IoSlice::new).collect();
        loop {
            match self.socket.send_vectored_with_flags(&slices, SEND_FLAGS) {
                Ok(bytes) => return Ok(bytes),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => return Ok(0),
                    ErrorKind::Interrupted => {}
                    _ => return Err(error),
                },
            }
        }
    }

    /// Nothing more will be written; the other end is told behind what was.
    pub(crate) fn end(&self) {
        // Where it is broken already, there is nobody to be told.
        drop(self.socket.shutdown(Shutdown::Write));
    }

    /// Breaks the connection: whoever waits for it finds out.
    pub(crate) fn break_off(&self) {
        drop(self.socket.shutdown(Shutdown::Both));
    }
}

#[cfg(unix)]
impl std::os::fd::AsFd for Stream {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
