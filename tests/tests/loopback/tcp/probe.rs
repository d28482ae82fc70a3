//! Servers at TCP ports and unix sockets, and connections that send what they
//! are told.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use idlc_runtime::proto::onc::record::{RecordReader, RecordWriter};
use idlc_runtime::{Client, Server, ServerBuilder};

use crate::loopback::probe::{PROBE, Probe};

/// More than any test takes.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn builder() -> ServerBuilder {
    Server::builder().tcp("127.0.0.1:0")
}

pub(super) fn start() -> Server {
    builder().serve(Probe::new().0).unwrap()
}

/// A client of the server's first address.
pub(super) fn client(server: &Server) -> Client {
    Client::connect(&PROBE, &server.addrs()[0]).unwrap()
}

/// A path for a unix socket, short enough for every system.
pub(super) fn socket_path() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (process, next) = (std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    std::env::temp_dir().join(format!("idlc-{process}-{next}.sock"))
}

/// A connection that sends bytes, and receives records.
pub(super) struct Raw {
    pub(super) stream: TcpStream,
    reader: RecordReader,
    read: Vec<u8>,
}

impl Raw {
    pub(super) fn connect(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            reader: RecordReader::new(1 << 32),
            read: Vec::new(),
        }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    pub(super) fn send_record(&mut self, message: Vec<u8>) {
        let writer = RecordWriter::new(message);
        self.send(&writer.slices().concat());
    }

    /// The next record, or `None` where the other end has ended the connection.
    pub(super) fn receive(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut rest = &self.read[..];
            let record = self.reader.read(&mut rest).unwrap();
            self.read = rest.to_vec();
            if record.is_some() {
                return record;
            }
            let mut buffer = vec![0; 65_536];
            match self.stream.read(&mut buffer) {
                Ok(0) => return None,
                Ok(len) => self.read.extend_from_slice(&buffer[..len]),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("nothing arrives: {error}"),
            }
        }
    }

    pub(super) fn call(&mut self, message: Vec<u8>) -> Vec<u8> {
        self.send_record(message);
        self.receive().expect("an answer")
    }
}
