//! Calls that work.

use std::sync::Arc;

use idlc_runtime::{Client, Procedure, Server, ServerAddress};

use super::probe::{builder, client, socket_path, start};
use crate::loopback::probe::{ADD, BLOCK, ECHO, PROBE, Probe, REFUSE, ZEROS};

#[test]
fn a_call_returns_what_the_handler_returned() {
    let server = start();
    let client = client(&server);
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    client.call::<()>(Procedure::NULL, &()).unwrap();
    assert_eq!(client.call::<i32>(ADD, &(-1, 1)).unwrap(), 0);
    assert_eq!(client.counters().connections, 1);
    assert_eq!(server.counters().connections, 1);
}

#[test]
fn large_messages_travel_both_ways() {
    let server = start();
    let client = client(&server);
    for size in [1 << 20, 16 << 20] {
        let bytes: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0] ^ 0x5a).collect();
        let echoed: Vec<u8> = client.call(ECHO, &bytes).unwrap();
        assert!(echoed == bytes, "{size} bytes came back changed");
    }
    let zeros: Vec<u8> = client.call(ZEROS, &(64_u32 << 20)).unwrap();
    assert_eq!(zeros.len(), 64 << 20);
}

#[test]
fn threads_share_a_connection_and_each_gets_its_own_answers() {
    let server = start();
    let client = client(&server);
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..300 {
                    let sum: i32 = client.call(ADD, &(thread * 1_000, n)).unwrap();
                    assert_eq!(sum, thread * 1_000 + n);
                }
            });
        }
    });
    assert_eq!(client.counters().connections, 1);
}

#[test]
fn one_server_listens_in_every_way() {
    let path = socket_path();
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .tcp("127.0.0.1:0")
        .unix(&path)
        .serve(Probe::new().0)
        .unwrap();
    let [udp, tcp, unix] = server.addrs() else {
        panic!("{:?}", server.addrs());
    };
    assert_eq!(udp, &ServerAddress::Udp(server.addr()));
    assert!(matches!(tcp, ServerAddress::Tcp(_)));
    assert_eq!(unix, &ServerAddress::Unix(path));
    for address in [
        udp.to_string(),
        format!("udp://{udp}"),
        tcp.to_string(),
        unix.to_string(),
    ] {
        let client = Client::connect(&PROBE, address.clone()).unwrap();
        assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3, "{address}");
    }
}

#[test]
fn oneway_calls_are_made_one_after_the_other() {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    for executed in 1..=3 {
        client.send(BLOCK, &()).unwrap();
        client.send(BLOCK, &()).unwrap();
        gate.wait_for_handler();
        assert_eq!(probe.executions(), 2 * executed - 1);
        gate.open();
        gate.wait_for_handler();
        gate.open();
        client.flush().unwrap();
    }
    client.send(REFUSE, &()).unwrap();
    assert!(client.flush().is_err());
}
