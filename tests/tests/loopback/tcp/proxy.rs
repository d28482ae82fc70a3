//! Our client and our server with a proxy between them that passes bytes on one
//! by one, and one that breaks connections.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use idlc_runtime::proto::random::Random;
use idlc_runtime::{CallError, Client, MaybeExecuted};

use super::probe::{builder, start};
use crate::loopback::probe::{ADD, ECHO, PROBE, Probe};

/// Starts a proxy that passes on `portion` bytes at a time, and breaks each
/// connection after as many bytes as `until` says. Its threads end with the
/// test process.
fn proxy(
    server: SocketAddr,
    portion: usize,
    mut until: impl FnMut() -> usize + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(server).unwrap());
            for stream in [&client, &server] {
                stream.set_nodelay(true).unwrap();
            }
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (calls, replies) = (until(), until());
            thread::spawn(move || pass_on(&from, &to, portion, calls));
            thread::spawn(move || pass_on(&server, &client, portion, replies));
        }
    });
    address
}

fn pass_on(mut from: &TcpStream, mut to: &TcpStream, portion: usize, until: usize) {
    let mut buffer = vec![0; portion];
    let mut passed = 0;
    while passed < until {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(len) if to.write_all(&buffer[..len]).is_ok() => passed += len,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Ok(_) | Err(_) => break,
        }
    }
    // The other direction may have been faster.
    drop(from.shutdown(std::net::Shutdown::Both));
    drop(to.shutdown(std::net::Shutdown::Both));
}

#[test]
fn calls_and_replies_may_come_byte_by_byte() {
    let server = start();
    let proxy = proxy(server.addr(), 1, || usize::MAX);
    let client = Client::connect(&PROBE, format!("tcp://{proxy}")).unwrap();
    for len in [0, 1, 5_000] {
        let bytes: Vec<u8> = (0..len).map(|n: u32| n.to_le_bytes()[0]).collect();
        assert_eq!(client.call::<Vec<u8>>(ECHO, &bytes).unwrap(), bytes);
    }
    let begun: Vec<_> = (0..50).map(|n| client.begin::<i32>(ADD, &(n, 1))).collect();
    for (n, call) in (0..).zip(begun) {
        assert_eq!(call.wait().unwrap(), n + 1);
    }
}

#[test]
fn through_connections_that_break_no_call_runs_twice_and_each_error_is_true() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let mut random = Random::new(11);
    let until = move || usize::try_from(random.below(700)).unwrap();
    let proxy = proxy(server.addr(), 64, until);
    let client = Client::connect(&PROBE, format!("tcp://{proxy}")).unwrap();
    let (mut answered, mut doubtful) = (0, 0);
    for n in 0..400 {
        match client.call::<i32>(ADD, &(n, 1)) {
            Ok(sum) => {
                assert_eq!(sum, n + 1);
                answered += 1;
            }
            Err(CallError::MaybeExecuted {
                why: MaybeExecuted::ConnectionBroken { .. },
            }) => doubtful += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(answered > 0 && doubtful > 0, "{answered}, {doubtful}");
    let executed = probe.executions();
    assert!((answered..=answered + doubtful).contains(&executed));
    for n in 0..50 {
        assert_eq!(client.call_idempotent::<i32>(ADD, &(n, 2)).unwrap(), n + 2);
    }
}
