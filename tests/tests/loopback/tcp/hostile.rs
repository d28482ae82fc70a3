//! Peers that are slow, broken or hostile, and others that are served meanwhile.

use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use idlc_runtime::{Client, Server, ServerConfig, StreamResponderConfig};

use super::probe::{PATIENCE, Raw, builder, client, start};
use crate::loopback::probe::{ADD, ECHO, Probe, ZEROS, message, number_from_env, wait_until};

const SOON: Duration = Duration::from_millis(200);

fn start_with(stream: StreamResponderConfig) -> Server {
    let config = ServerConfig {
        stream,
        ..ServerConfig::default()
    };
    builder().config(config).serve(Probe::new().0).unwrap()
}

fn assert_serves(client: &Client) {
    for n in 0..20 {
        assert_eq!(client.call::<i32>(ADD, &(n, 1)).unwrap(), n + 1);
    }
}

fn flood(server: SocketAddr, connections: usize) -> Vec<TcpStream> {
    (0..connections)
        .map(|_| TcpStream::connect(server).unwrap())
        .collect()
}

#[test]
fn thousands_of_idle_connections_are_no_burden() {
    let connections = number_from_env("IDLC_CONNECTIONS", 2_000);
    let server = start();
    let mut others: Vec<Raw> = (0..connections)
        .map(|_| Raw::connect(server.addr()))
        .collect();
    let client = client(&server);
    assert_serves(&client);
    for (xid, other) in (0..).zip(&mut others) {
        other.call(message(xid, ADD, &(1, 2)));
    }
    assert_serves(&client);
    let counters = server.counters();
    assert_eq!(counters.connections, connections as u64 + 1);
    assert_eq!(counters.connections_ended, 0);
}

#[test]
fn a_flood_of_connections_pushes_out_its_own() {
    let server = start_with(StreamResponderConfig {
        connections_max: 50,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    assert_serves(&client);
    let flood = flood(server.addr(), 500);
    let begin = Instant::now();
    // Who called before is not pushed out by those that never did.
    assert_serves(&client);
    assert_eq!(client.counters().connections, 1);
    // Nor is anybody kept out who comes later.
    let later = Client::connect(&crate::loopback::probe::PROBE, &server.addrs()[0]).unwrap();
    assert_serves(&later);
    assert!(begin.elapsed() < PATIENCE);
    let counters = server.counters();
    assert!(counters.connections - counters.connections_ended <= 50);
    assert!(counters.connections_idle > 0);
    drop(flood);
}

#[test]
fn a_connection_on_which_nothing_is_called_is_closed_and_costs_its_client_nothing() {
    let server = start_with(StreamResponderConfig {
        idle_max: SOON,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    assert_serves(&client);
    let begin = Instant::now();
    let mut raw = Raw::connect(server.addr());
    assert_eq!(raw.receive(), None);
    assert!(begin.elapsed() >= SOON);
    wait_until("both are closed", || {
        server.counters().connections_idle == 2
    });
    assert_serves(&client);
    assert_eq!(client.counters().connections, 2);
}

#[test]
fn a_record_that_trickles_in_is_cut_off() {
    let server = start_with(StreamResponderConfig {
        record_time_max: SOON,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    let mut loris = Raw::connect(server.addr());
    let record = [&0x8000_ffff_u32.to_be_bytes()[..], &vec![0; 65_535]].concat();
    let pause = loris.stream.try_clone().unwrap();
    pause.set_read_timeout(Some(SOON / 20)).unwrap();
    let begin = Instant::now();
    for byte in record {
        // It waits a little, or until it is cut off.
        let waits = pause.peek(&mut [0]);
        if waits.is_ok() || std::io::Write::write_all(&mut loris.stream, &[byte]).is_err() {
            break;
        }
        assert!(begin.elapsed() < PATIENCE);
        assert_serves(&client);
    }
    assert!(begin.elapsed() >= SOON);
    assert_eq!(server.counters().connections_slow, 1);
}

#[test]
fn a_record_of_four_gibibytes_is_refused_before_it_arrives() {
    let server = start();
    let client = client(&server);
    let mut raw = Raw::connect(server.addr());
    raw.send(&0xffff_ffff_u32.to_be_bytes());
    assert_eq!(raw.receive(), None);
    assert_eq!(server.counters().badrecords, 1);
    assert_serves(&client);
}

#[test]
fn records_that_were_announced_and_do_not_come_keep_nobody_waiting() {
    let server = start_with(StreamResponderConfig {
        record_bytes_max: 1 << 32,
        receive_bytes_max: 1 << 20,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    let mut hoarders: Vec<Raw> = (0..8).map(|_| Raw::connect(server.addr())).collect();
    for hoarder in &mut hoarders {
        hoarder.send(&0x7fff_ffff_u32.to_be_bytes());
        hoarder.stream.set_nonblocking(true).unwrap();
        // As much as it is allowed to get rid of.
        while std::io::Write::write(&mut hoarder.stream, &vec![0; 65_536]).is_ok() {}
    }
    // The memory is taken; calls that need little are served all the same.
    assert_serves(&client);
    let begin = Instant::now();
    let short = client.with_deadline(SOON);
    short
        .call::<Vec<u8>>(ECHO, &vec![0_u8; 1 << 20])
        .unwrap_err();
    drop(hoarders);
    // With them goes what they had taken.
    let echoed: Vec<u8> = client.call(ECHO, &vec![0_u8; 200_000]).unwrap();
    assert_eq!(echoed.len(), 200_000);
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_client_that_takes_no_replies_stalls_only_itself_and_is_cut_off() {
    let server = start_with(StreamResponderConfig {
        record_time_max: SOON,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    let mut greedy = Raw::connect(server.addr());
    greedy.stream.set_nonblocking(true).unwrap();
    let calls: Vec<u8> = (0..200)
        .flat_map(|xid| {
            let call = message(xid, ZEROS, &(1_u32 << 20));
            let mark = 0x8000_0000 | u32::try_from(call.len()).unwrap();
            [&mark.to_be_bytes()[..], &call].concat()
        })
        .collect();
    greedy.send(&calls);
    assert_serves(&client);
    wait_until("it is cut off", || server.counters().connections_slow == 1);
    // What it asked for was not made, but for a few times what it may leave.
    let executed = server.counters().executed;
    assert!(executed < 100, "{executed} calls were executed");
}

#[test]
fn where_all_leave_their_replies_the_largest_are_cut_off() {
    let server = start_with(StreamResponderConfig {
        send_bytes_max: 16 << 20,
        ..StreamResponderConfig::default()
    });
    let client = client(&server);
    let mut greedy: Vec<Raw> = (0..8).map(|_| Raw::connect(server.addr())).collect();
    for raw in &mut greedy {
        raw.send_record(message(1, ZEROS, &(16_u32 << 20)));
    }
    assert_serves(&client);
    let ended = || server.counters().connections_slow;
    wait_until("some are cut off", || ended() >= 1);
    assert_serves(&client);
    assert_eq!(client.counters().connections, 1);
}

#[test]
fn noise_on_many_connections_harms_nobody() {
    let server = start();
    let client = client(&server);
    let mut random = idlc_runtime::proto::random::Random::new(7);
    for _ in 0..300 {
        let mut raw = Raw::connect(server.addr());
        let len = random.below(2_000);
        let noise: Vec<u8> = (0..len)
            .map(|_| random.next_u64().to_le_bytes()[0])
            .collect();
        // The server may have had enough before the end.
        drop(std::io::Write::write_all(&mut raw.stream, &noise));
    }
    assert_serves(&client);
    let ended = || server.counters().connections_ended;
    wait_until("all have ended", || ended() == 300);
}
