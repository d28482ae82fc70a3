//! Many callers: raw null calls per second of 64 blocking threads.

use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::echo::{CALL_BYTES, REPLY_BYTES, cpu_seconds};
use crate::product::Product;
use crate::summary::{Goal, Summary};
use crate::table::{self, Row};

const CALLERS: usize = 64;
const TURN: Duration = Duration::from_millis(500);

pub(crate) fn measure(summary: &mut Summary) {
    let product = Product::start_anywhere();
    let mut rows = Vec::new();
    for threads in [1, 2] {
        let server = start_server(threads);
        let name = format!("raw, server of {threads} blocking");
        rows.push(Row::new(name, move || {
            turn(CALLERS, move |over| call_until(over, server))
        }));
    }
    rows.push(Row::new("null calls of 64 blocking threads", || {
        turn(CALLERS, |over| {
            let mut calls = 0;
            while !over.load(Ordering::Relaxed) {
                product.null();
                calls += 1;
            }
            calls
        })
    }));
    rows.push(Row::new("64 null calls in flight, one thread", || {
        turn(1, |over| begin_until(over, &product))
    }));
    let titles = [
        ("64 calls at a time".to_owned(), "calls/s"),
        ("CPU time of 100,000 calls, 64 at a time".to_owned(), "s"),
    ];
    let [speed, _] = table::print(&titles, rows);
    let what = "64 small calls in flight, beside 64 raw threads";
    summary.add(what, "/s", Goal::AtLeast(4.0), &speed, 3);
}

/// Calls per second, and CPU seconds per 100,000 calls, of callers who each
/// say how often they called.
fn turn(callers: usize, caller: impl Fn(&AtomicBool) -> u32 + Sync) -> [f64; 2] {
    let over = AtomicBool::new(false);
    let (cpu_before, start) = (cpu_seconds(), Instant::now());
    let calls: u32 = thread::scope(|threads| {
        let callers: Vec<_> = (0..callers)
            .map(|_| threads.spawn(|| caller(&over)))
            .collect();
        // A scope leaves a token behind, and the next park returns at once.
        while start.elapsed() < TURN {
            thread::park_timeout(TURN.saturating_sub(start.elapsed()));
        }
        over.store(true, Ordering::Relaxed);
        let calls = callers.into_iter().map(|caller| caller.join().unwrap());
        calls.sum()
    });
    let (took, calls) = (start.elapsed().as_secs_f64(), f64::from(calls));
    [calls / took, (cpu_seconds() - cpu_before) * 1e5 / calls]
}

/// Keeps between half of the calls and all of them in flight.
fn begin_until(over: &AtomicBool, product: &Product) -> u32 {
    let mut pending = VecDeque::new();
    let mut calls = 0;
    while !over.load(Ordering::Relaxed) {
        pending.extend((pending.len()..CALLERS).map(|_| product.begin_null()));
        for call in pending.drain(..CALLERS / 2) {
            call.wait().unwrap();
            calls += 1;
        }
    }
    product.wait_all();
    calls
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
