//! One large call: bytes there over raw TCP, into memory that is warm, and a
//! short answer back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use crate::cores::{pin, unpin};
use crate::echo::REPLY_BYTES;
use crate::table::{self, Row};

pub(crate) fn measure() {
    for (name, bytes, calls) in [("64 MiB", 64 << 20, 1), ("1 MiB", 1 << 20, 64)] {
        pin(0);
        let mut stream = TcpStream::connect(start_server(bytes)).unwrap();
        stream.set_nodelay(true).unwrap();
        let message = vec![1_u8; bytes];
        let row = Row::new("raw TCP", || turn(&mut stream, &message, calls));
        let title = format!("{name} there, {REPLY_BYTES} B back, two cores");
        table::print(&title, "ms", vec![row]);
        unpin();
    }
}

/// The mean milliseconds of a call.
fn turn(stream: &mut TcpStream, message: &[u8], calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        stream.write_all(message).unwrap();
        stream.read_exact(&mut [0; REPLY_BYTES]).unwrap();
    }
    start.elapsed().as_secs_f64() * 1e3 / f64::from(calls)
}

/// Answers each so many bytes; ends with the stream.
fn start_server(bytes: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        pin(1);
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        let mut message = vec![0_u8; bytes];
        while stream.read_exact(&mut message).is_ok() {
            stream.write_all(&[0; REPLY_BYTES]).unwrap();
        }
    });
    address
}
