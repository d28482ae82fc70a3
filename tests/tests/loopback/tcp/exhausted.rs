//! A server that has no files left, in a process of its own with few of them.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use idlc_runtime::{Client, Procedure, ServerConfig, StreamResponderConfig};

use super::probe::{Raw, builder};
use crate::loopback::probe::{ADD, BLOCK, PROBE, Probe, message};

/// Set where the test `serve` is to do so.
const SERVES: &str = "IDLC_TEST_SERVES";

/// The process, which runs the test `serve` below.
struct Served {
    process: Child,
    /// Read no further, and open until it ends.
    _output: ChildOutput,
    address: SocketAddr,
}

type ChildOutput = Lines<BufReader<ChildStdout>>;

impl Served {
    /// Starts a server that may have so many files open.
    fn start(files_max: u32) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "sh"])
            .arg(files_max.to_string())
            .arg(std::env::current_exe().unwrap())
            .args([
                "loopback::tcp::exhausted::serve",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(SERVES, "yes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = output.find_map(|line| line.unwrap().strip_prefix("serves ")?.parse().ok());
        Self {
            process,
            _output: output,
            address: address.expect("the server starts"),
        }
    }

    /// Lets so many of its handlers go on.
    fn open_gate(&mut self, times: usize) {
        let input = self.process.stdin.as_mut().unwrap();
        input.write_all("\n".repeat(times).as_bytes()).unwrap();
    }

    /// How long its threads ran, in hundredths of a second.
    fn processor_time(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields = stat.rsplit_once(") ").unwrap().1.split(' ');
        fields
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

#[test]
#[ignore = "run as a process by the other tests"]
fn serve() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let config = ServerConfig {
        stream: StreamResponderConfig {
            record_bytes_max: 1 << 32,
            receive_bytes_max: 4 << 20,
            ..StreamResponderConfig::default()
        },
        drain: Duration::ZERO,
        ..ServerConfig::default()
    };
    let (probe, gate) = Probe::new();
    let server = builder().config(config).serve(probe).unwrap();
    println!("serves {}", server.addr());
    for _line in std::io::stdin().lines() {
        gate.open();
    }
}

/// Lets time pass in which nothing is to happen.
fn let_pass(time: Duration) {
    let (_kept, nothing) = channel::<()>();
    nothing.recv_timeout(time).unwrap_err();
}

#[test]
fn a_server_without_files_neither_spins_nor_stops_serving() {
    let mut served = Served::start(40);
    let client = Client::connect(&PROBE, format!("tcp://{}", served.address)).unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    // Busy connections, none of which may be closed for another.
    let mut busy: Vec<Raw> = (0..60).map(|_| Raw::connect(served.address)).collect();
    for raw in &mut busy {
        raw.send_record(message(1, BLOCK, &()));
    }
    client.call::<()>(Procedure::NULL, &()).unwrap();
    let before = served.processor_time();
    let_pass(Duration::from_millis(500));
    let spent = served.processor_time() - before;
    assert!(spent < 5, "{spent} of 50 hundredths of a second");
    drop(busy);
    served.open_gate(60);
    let later = Client::connect(&PROBE, format!("tcp://{}", served.address)).unwrap();
    assert_eq!(later.call::<i32>(ADD, &(2, 2)).unwrap(), 4);
}

#[test]
fn idle_connections_are_closed_where_files_are_lacking() {
    let served = Served::start(40);
    let idle: Vec<TcpStream> = (0..60)
        .map(|_| TcpStream::connect(served.address).unwrap())
        .collect();
    let client = Client::connect(&PROBE, format!("tcp://{}", served.address)).unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    drop(idle);
}

#[test]
fn a_server_whose_memory_is_taken_does_not_spin() {
    let served = Served::start(1_000);
    let mut hoarders: Vec<Raw> = (0..8).map(|_| Raw::connect(served.address)).collect();
    for hoarder in &mut hoarders {
        hoarder.send(&0x7fff_ffff_u32.to_be_bytes());
        hoarder.send(&vec![0; 1_200_000]);
        hoarder.stream.set_nonblocking(true).unwrap();
        for _ in 0..100 {
            // As much as it can get rid of.
            drop(hoarder.stream.write(&vec![0; 65_536]));
        }
    }
    let client = Client::connect(&PROBE, format!("tcp://{}", served.address)).unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    let before = served.processor_time();
    let_pass(Duration::from_millis(500));
    let spent = served.processor_time() - before;
    assert!(spent < 5, "{spent} of 50 hundredths of a second");
}
