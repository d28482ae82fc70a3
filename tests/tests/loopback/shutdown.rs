//! The end of a server.

use std::net::UdpSocket;
use std::time::Duration;

use idlc_runtime::{CallError, NotExecuted, ServerConfig};

use super::probe::{ADD, BLOCK, Probe, builder, client, start};

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
fn a_handler_that_outlasts_the_drain_is_counted() {
    let (probe, gate) = Probe::new();
    let config = ServerConfig {
        drain: Duration::from_millis(20),
        ..ServerConfig::default()
    };
    let server = builder().config(config).serve(probe).unwrap();
    let client = client(&server).with_deadline(Duration::from_millis(200));
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        let timed_out = server.shutdown().unwrap_err();
        assert_eq!(timed_out.running, 1);
        assert!(matches!(
            call.join().unwrap(),
            Err(CallError::MaybeExecuted { .. })
        ));
        gate.open();
    });
}

#[test]
fn an_address_is_free_again_after_a_shutdown_and_callers_are_refused() {
    let server = start();
    let (address, client) = (server.addr(), client(&server));
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    server.shutdown().unwrap();
    let error = client.call::<i32>(ADD, &(1, 2)).unwrap_err();
    assert!(
        matches!(
            error,
            CallError::NotExecuted {
                why: NotExecuted::Refused { .. }
            }
        ),
        "{error:?}"
    );
    UdpSocket::bind(address).unwrap();
}

#[test]
fn dropping_a_server_shuts_it_down() {
    let server = start();
    let address = server.addr();
    drop(server);
    UdpSocket::bind(address).unwrap();
}
