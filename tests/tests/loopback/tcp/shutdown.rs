//! The end of a server with connections.

use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::Duration;

use idlc_runtime::{CallError, Server, ServerConfig};

use super::probe::{Raw, builder, client, socket_path, start};
use crate::loopback::probe::{ADD, BLOCK, PROBE, Probe, ZEROS, message};

#[test]
fn a_shutdown_waits_for_running_calls_and_their_callers_are_answered() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        let shutdown = scope.spawn(|| server.shutdown());
        gate.open();
        call.join().unwrap().unwrap();
        shutdown.join().unwrap().unwrap();
    });
}

#[test]
fn a_shutdown_waits_until_a_large_reply_is_taken() {
    let server = start();
    let mut raw = Raw::connect(server.addr());
    // More than the system keeps for a client that does not read.
    raw.send_record(message(1, ZEROS, &(32_u32 << 20)));
    std::thread::scope(|scope| {
        crate::loopback::probe::wait_until("it is executed", || server.counters().executed == 1);
        let shutdown = scope.spawn(|| server.shutdown());
        let reply = raw.receive().unwrap();
        assert!(reply.len() > 32 << 20);
        shutdown.join().unwrap().unwrap();
        assert_eq!(raw.receive(), None);
    });
}

#[test]
fn a_handler_that_outlasts_the_drain_is_counted() {
    let (probe, gate) = Probe::new();
    let config = ServerConfig {
        drain: Duration::from_millis(20),
        ..ServerConfig::default()
    };
    let server = builder().config(config).serve(probe).unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        assert_eq!(server.shutdown().unwrap_err().running, 1);
        let error = call.join().unwrap().unwrap_err();
        assert!(
            matches!(error, CallError::MaybeExecuted { .. }),
            "{error:?}"
        );
        gate.open();
    });
}

#[test]
fn a_client_that_takes_nothing_does_not_hold_up_a_shutdown_for_longer_than_the_drain() {
    let config = ServerConfig {
        drain: Duration::from_millis(50),
        ..ServerConfig::default()
    };
    let server = builder().config(config).serve(Probe::new().0).unwrap();
    let mut raw = Raw::connect(server.addr());
    raw.send_record(message(1, ZEROS, &(32_u32 << 20)));
    crate::loopback::probe::wait_until("it is executed", || server.counters().executed == 1);
    assert_eq!(server.shutdown().unwrap_err().running, 1);
}

#[test]
fn idle_connections_end_and_the_address_is_free_again() {
    let path = socket_path();
    let server = Server::builder().tcp("127.0.0.1:0").unix(&path);
    let server = server.serve(Probe::new().0).unwrap();
    let address = server.addr();
    let mut raw = Raw::connect(address);
    let unix = idlc_runtime::Client::connect(&PROBE, &server.addrs()[1]).unwrap();
    assert_eq!(unix.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert!(path.exists());
    server.shutdown().unwrap();
    assert_eq!(raw.receive(), None);
    TcpListener::bind(address).unwrap();
    assert!(!path.exists());
}

#[test]
fn the_file_of_a_dead_server_is_replaced_and_that_of_a_living_one_is_not() {
    let path = socket_path();
    // Closed without being removed, as when a process is killed.
    drop(UnixListener::bind(&path).unwrap());
    let server = Server::builder().unix(&path).serve(Probe::new().0).unwrap();
    let error = Server::builder()
        .unix(&path)
        .serve(Probe::new().0)
        .unwrap_err();
    let message = error.to_string();
    assert!(message.contains(&path.display().to_string()), "{message}");
    let client = client(&server);
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    drop(server);
    std::fs::write(&path, "something of value").unwrap();
    Server::builder()
        .unix(&path)
        .serve(Probe::new().0)
        .unwrap_err();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "something of value"
    );
    std::fs::remove_file(&path).unwrap();
}
