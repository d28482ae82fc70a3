//! One large call: bytes there over raw TCP, into memory that is warm, and a
//! short answer back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use crate::cores::{pin, unpin};
use crate::echo::{REPLY_BYTES, cpu_seconds};
use crate::product::Product;
use crate::summary::{Goal, Summary};
use crate::table::{self, Row};

pub(crate) fn measure(summary: &mut Summary) {
    for (name, bytes, calls, least) in [("64 MiB", 64 << 20, 1, 1.0), ("1 MiB", 1 << 20, 64, 0.9)] {
        pin(0);
        let mut stream = TcpStream::connect(start_server(bytes)).unwrap();
        stream.set_nodelay(true).unwrap();
        let message = vec![1_u8; bytes];
        let product = Product::start(1);
        let call = || {
            stream.write_all(&message).unwrap();
            stream.read_exact(&mut [0; REPLY_BYTES]).unwrap();
        };
        let rows = vec![
            Row::new("raw TCP", turn(bytes, calls, call)),
            Row::new(
                "int take(opaque)",
                turn(bytes, calls, || product.take(&message)),
            ),
        ];
        let title = |what| format!("{name} there, {REPLY_BYTES} B back, two cores: {what}");
        let titles = [(title("speed"), "MB/s"), (title("CPU time of a GB"), "s")];
        let [speed, _] = table::print(&titles, rows);
        let what = format!("an argument of {name}, two cores");
        summary.add(&what, "MB/s", Goal::AtLeast(least), &speed, 1);
        unpin();
    }
}

/// Megabytes per second, and CPU seconds per gigabyte.
fn turn(bytes: usize, calls: u32, mut call: impl FnMut()) -> impl FnMut() -> [f64; 2] {
    move || {
        let (cpu_before, start) = (cpu_seconds(), Instant::now());
        for _ in 0..calls {
            call();
        }
        let mb = bytes as f64 * f64::from(calls) / 1e6;
        let seconds = start.elapsed().as_secs_f64();
        [mb / seconds, (cpu_seconds() - cpu_before) * 1e3 / mb]
    }
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
