//! Calls that fail, and what is known of them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use idlc_runtime::rpc::{AcceptStat, ReplyHeader};
use idlc_runtime::{
    CallError, Client, ClientConfig, MaybeExecuted, NotExecuted, ReplyLost, Server,
    StreamCallerConfig, Xid, xdr,
};

use super::probe::{PATIENCE, builder, client, socket_path, start};
use crate::loopback::probe::{ADD, BLOCK, ECHO, PROBE, Probe, ZEROS};

fn connect(address: SocketAddr) -> Client {
    Client::connect(&PROBE, format!("tcp://{address}")).unwrap()
}

fn why_not(error: CallError) -> NotExecuted {
    match error {
        CallError::NotExecuted { why } => why,
        other => panic!("{other:?}"),
    }
}

fn why_maybe(error: CallError) -> MaybeExecuted {
    match error {
        CallError::MaybeExecuted { why } => why,
        other => panic!("{other:?}"),
    }
}

/// The call in the next record, which must be a single fragment.
fn read_call(stream: &mut TcpStream) -> Vec<u8> {
    let mut mark = [0; 4];
    stream.read_exact(&mut mark).unwrap();
    let mut call = vec![0; (u32::from_be_bytes(mark) & 0x7fff_ffff) as usize];
    stream.read_exact(&mut call).unwrap();
    call
}

/// The record that answers a call of `add` with 3.
fn answer(call: &[u8]) -> Vec<u8> {
    let xid = Xid(u32::from_be_bytes(call[..4].try_into().unwrap()));
    let header = ReplyHeader::accepted(xid, AcceptStat::Success);
    let reply = [xdr::to_vec(&header), xdr::to_vec(&3_i32)].concat();
    let mark = 0x8000_0000 | u32::try_from(reply.len()).unwrap();
    [&mark.to_be_bytes()[..], &reply].concat()
}

#[test]
fn nobody_listening_is_reported_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let begin = Instant::now();
    let why = why_not(connect(address).call::<i32>(ADD, &(1, 2)).unwrap_err());
    assert!(matches!(why, NotExecuted::Refused { .. }), "{why}");
    let nowhere = format!("unix:{}", socket_path().display());
    let client = Client::connect(&PROBE, nowhere).unwrap();
    let why = why_not(client.call::<i32>(ADD, &(1, 2)).unwrap_err());
    assert!(matches!(why, NotExecuted::Refused { .. }), "{why}");
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_server_that_never_answers_costs_no_more_than_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = connect(listener.local_addr().unwrap());
    let deadline = Duration::from_millis(200);
    let begin = Instant::now();
    let short = client.with_deadline(deadline);
    let why = why_maybe(short.call::<i32>(ADD, &(1, 2)).unwrap_err());
    assert!(matches!(why, MaybeExecuted::DeadlinePassed { .. }), "{why}");
    // Nor does one that takes no bytes: most of this call cannot be written.
    let much = vec![0_u8; 32 << 20];
    let why = why_maybe(short.call::<Vec<u8>>(ECHO, &much).unwrap_err());
    assert!(matches!(why, MaybeExecuted::DeadlinePassed { .. }), "{why}");
    assert!(begin.elapsed() >= deadline * 2);
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_connection_that_breaks_after_a_call_was_sent_leaves_it_in_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = connect(listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_call(&mut stream);
        drop(stream);
        // The next call comes on a new connection.
        let (mut stream, _) = listener.accept().unwrap();
        let call = read_call(&mut stream);
        stream.write_all(&answer(&call)).unwrap();
    });
    let why = why_maybe(client.call::<i32>(ADD, &(1, 2)).unwrap_err());
    assert!(
        matches!(why, MaybeExecuted::ConnectionBroken { .. }),
        "{why}"
    );
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    server.join().unwrap();
}

#[test]
fn an_idempotent_call_goes_to_the_next_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = connect(listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let first = read_call(&mut stream);
        drop(stream);
        let (mut stream, _) = listener.accept().unwrap();
        let second = read_call(&mut stream);
        assert_eq!(first, second);
        stream.write_all(&answer(&second)).unwrap();
    });
    assert_eq!(client.call_idempotent::<i32>(ADD, &(1, 2)).unwrap(), 3);
    server.join().unwrap();
}

#[test]
fn a_connection_that_the_server_ended_while_idle_costs_no_call() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let address = server.addr();
    let client = client(&server);
    client.call::<i32>(ADD, &(1, 2)).unwrap();
    server.shutdown().unwrap();
    // Nobody read meanwhile: that the connection ended, the call finds out.
    let restarted = Server::builder().tcp(address).serve(Probe::new().0);
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert_eq!(restarted.unwrap().counters().executed, 1);
    assert_eq!(probe.executions(), 1);
}

#[test]
fn a_call_waits_for_a_server_that_restarts() {
    let server = start();
    let address = server.addr();
    let client = client(&server);
    client.call::<i32>(ADD, &(1, 2)).unwrap();
    server.shutdown().unwrap();
    thread::scope(|scope| {
        let call = scope.spawn(|| client.call_idempotent::<i32>(ADD, &(2, 2)));
        let server = restart_when_missed(address);
        assert_eq!(call.join().unwrap().unwrap(), 4);
        assert_eq!(client.counters().connections, 3);
        server.shutdown().unwrap();
    });
}

/// Listens there again, after somebody has come in vain.
fn restart_when_missed(address: SocketAddr) -> Server {
    let closed = TcpListener::bind(address).unwrap();
    drop(closed.accept().unwrap());
    drop(closed);
    let server = Server::builder().tcp(address);
    server.serve(Probe::new().0).unwrap()
}

#[test]
fn what_is_too_large_is_said_before_it_is_sent_or_when_it_arrives() {
    let server = start();
    let config = ClientConfig {
        stream: StreamCallerConfig {
            record_bytes_max: 1_000,
            ..StreamCallerConfig::default()
        },
        ..ClientConfig::default()
    };
    let client = Client::builder(&PROBE).config(config);
    let client = client.connect(&server.addrs()[0]).unwrap();
    let why = why_not(client.call::<Vec<u8>>(ECHO, &vec![0_u8; 957]).unwrap_err());
    assert!(
        matches!(
            why,
            NotExecuted::TooLargeForRecord {
                size: 1_004,
                limit: 1_000
            }
        ),
        "{why}"
    );
    let echoed: Vec<u8> = client.call(ECHO, &vec![0_u8; 956]).unwrap();
    assert_eq!(echoed.len(), 956);
    let error = client.call::<Vec<u8>>(ZEROS, &1_000_u32).unwrap_err();
    let is_lost = matches!(
        error,
        CallError::ReplyLost {
            why: ReplyLost::Forgotten
        }
    );
    assert!(is_lost, "{error:?}");
    client.call::<i32>(ADD, &(1, 2)).unwrap();
}

#[test]
fn a_result_that_is_too_large_is_the_servers_error() {
    let server = start();
    let error = client(&server)
        .call::<Vec<u8>>(ZEROS, &(65_u32 << 20))
        .unwrap_err();
    assert!(matches!(error, CallError::Fault(_)), "{error:?}");
    assert_eq!(server.counters().too_large, 1);
}

#[test]
fn a_running_call_does_not_hold_up_others_on_its_connection() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = client(&server);
    thread::scope(|scope| {
        let blocked = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        for n in 0..100 {
            assert_eq!(client.call::<i32>(ADD, &(n, 1)).unwrap(), n + 1);
        }
        gate.open();
        blocked.join().unwrap().unwrap();
    });
    assert_eq!(client.counters().connections, 1);
}
