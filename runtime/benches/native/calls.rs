//! Many callers: raw null calls per second of 64 blocking threads.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::echo::{CALL_BYTES, REPLY_BYTES, cpu_seconds};
use crate::table::{self, Row};

const CALLERS: usize = 64;
const TURN: Duration = Duration::from_millis(500);

pub(crate) fn measure() {
    let rows = [1, 2].map(|threads| {
        let server = start_server(threads);
        let name = format!("raw, server of {threads} blocking");
        Row::new(name, move || turn(server).0)
    });
    table::print("calls of 64 blocking threads", "calls/s", rows.into());
    let rows = [1, 2].map(|threads| {
        let server = start_server(threads);
        let name = format!("raw, server of {threads} blocking");
        Row::new(name, move || turn(server).1)
    });
    table::print("CPU time of 100,000 calls of 64 threads", "s", rows.into());
}

/// Calls per second, and CPU seconds per 100,000 calls.
fn turn(server: SocketAddr) -> (f64, f64) {
    let over = Arc::new(AtomicBool::new(false));
    let (cpu_before, start) = (cpu_seconds(), Instant::now());
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let over = Arc::clone(&over);
            thread::spawn(move || call_until(&over, server))
        })
        .collect();
    thread::park_timeout(TURN);
    over.store(true, Ordering::Relaxed);
    let calls: u32 = callers
        .into_iter()
        .map(|caller| caller.join().unwrap())
        .sum();
    let (took, calls) = (start.elapsed().as_secs_f64(), f64::from(calls));
    (calls / took, (cpu_seconds() - cpu_before) * 1e5 / calls)
}

fn call_until(over: &AtomicBool, server: SocketAddr) -> u32 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(server).unwrap();
    let mut buffer = [0_u8; 2_048];
    let mut calls = 0;
    while !over.load(Ordering::Relaxed) {
        socket.send(&[0; CALL_BYTES]).unwrap();
        assert_eq!(socket.recv(&mut buffer).unwrap(), REPLY_BYTES);
        calls += 1;
    }
    calls
}

fn start_server(threads: usize) -> SocketAddr {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
    let address = socket.local_addr().unwrap();
    for _ in 0..threads {
        let socket = Arc::clone(&socket);
        thread::spawn(move || {
            let mut buffer = [0_u8; 2_048];
            loop {
                let (_, from) = socket.recv_from(&mut buffer).unwrap();
                socket.send_to(&buffer[..REPLY_BYTES], from).unwrap();
            }
        });
    }
    address
}
