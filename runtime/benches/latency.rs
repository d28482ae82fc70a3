//! How long a call of the ONC form takes, against the floor: a ping-pong of the same bytes
//! over raw blocking `UdpSocket`s.
//!
//! Both ends of both are pinned to one core, where no sleeping core has to be
//! woken and what is measured is the work. Floor and call take turns, so that
//! a machine that slows down slows both; of each turn the median is kept, and
//! the ratio is taken turn by turn. Where threads cannot be pinned, it says so.
//!
//! `cargo bench -p idlc-runtime --bench latency`

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a program that measures and prints"
)]

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use idlc_runtime::xdr::{Encode, Reader, Writer};
use idlc_runtime::{
    Client, Context, Interface, Procedure, ProcedureInfo, Program, Refusal, Server, Service,
    Version,
};
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

const TURNS: usize = 11;
const CALLS_PER_TURN: i32 = 5_000;

/// A null call: the header with `AUTH_NONE` twice. Its reply: an empty success.
const CALL_BYTES: usize = 40;
const REPLY_BYTES: usize = 24;

static ADDER: Interface = Interface {
    name: "Adder",
    program: Program(0x2000_0001),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "add",
        number: Procedure(1),
    }],
};

struct Adder;

impl Service for Adder {
    fn interface(&self) -> &'static Interface {
        &ADDER
    }

    fn dispatch(
        &self,
        _: &Context,
        _: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        let (a, b): (i32, i32) = (arguments.field("a")?, arguments.field("b")?);
        a.wrapping_add(b).encode(result);
        Ok(())
    }
}

fn main() {
    // `cargo test --benches` runs this too, and asks for nothing but a start.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // Threads inherit the core of the thread that starts them.
    let pinned = pin_to_core(0);
    let raw = raw_echo();
    let server = Server::builder().udp("127.0.0.1:0").serve(Adder).unwrap();
    let client = Client::connect(&ADDER, format!("udp://{}", server.addr())).unwrap();

    let null = |_| client.call::<()>(Procedure::NULL, &()).unwrap();
    let add = |n: i32| {
        let sum: i32 = client.call(Procedure(1), &(20, n)).unwrap();
        assert_eq!(sum, 20 + n);
    };
    let mut ping = [0_u8; CALL_BYTES];
    let mut floor = |_| {
        raw.send(&ping).unwrap();
        assert_eq!(raw.recv(&mut ping).unwrap(), REPLY_BYTES);
    };

    let (mut floors, mut nulls, mut adds) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=TURNS {
        let measured = (median(&mut floor), median(null), median(add));
        // The first turn warms up.
        if turn > 0 {
            floors.push(measured.0);
            nulls.push((measured.1, ratio(measured.1, measured.0)));
            adds.push((measured.2, ratio(measured.2, measured.0)));
        }
    }
    let place = if pinned {
        "both ends pinned to core 0"
    } else {
        "NOT pinned"
    };
    println!("{place}; p50 of {CALLS_PER_TURN} calls, median of {TURNS} interleaved turns\n");
    println!("| call                                  | p50      | / raw |");
    println!("|---------------------------------------|----------|-------|");
    floors.sort();
    println!(
        "| raw UdpSocket, {CALL_BYTES} B there, {REPLY_BYTES} B back  | {:>8.2?} |  1.00 |",
        floors[TURNS / 2]
    );
    row("null call", &mut nulls);
    row("int add(int, int), at most once", &mut adds);
}

fn row(name: &str, turns: &mut [(Duration, f64)]) {
    turns.sort_by_key(|turn| turn.0);
    let time = turns[TURNS / 2].0;
    turns.sort_by(|a, b| a.1.total_cmp(&b.1));
    println!("| {name:37} | {time:>8.2?} | {:>5.2} |", turns[TURNS / 2].1);
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// The median time of one turn's calls.
fn median(mut call: impl FnMut(i32)) -> Duration {
    let mut times: Vec<_> = (0..CALLS_PER_TURN)
        .map(|n| {
            let start = Instant::now();
            call(n);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// A connected socket to a thread that answers every datagram.
fn raw_echo() -> UdpSocket {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0; 1_500];
        loop {
            let (_, from) = server.recv_from(&mut buffer).unwrap();
            server.send_to(&buffer[..REPLY_BYTES], from).unwrap();
        }
    });
    let client = UdpSocket::bind("127.0.0.1:0").unwrap();
    client.connect(address).unwrap();
    client
}

fn pin_to_core(core: usize) -> bool {
    let mut cores = CpuSet::new();
    cores
        .set(core)
        .and_then(|()| sched_setaffinity(Pid::from_raw(0), &cores))
        .is_ok()
}
