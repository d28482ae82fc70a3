//! The native form on real sockets; what the protocol does, the simulator
//! shows.

use std::sync::Arc;
use std::time::Duration;

use idlc_runtime::{CallError, Client, MaybeExecuted, NotExecuted, Procedure, ServerConfig};

use super::probe::{ADD, BLOCK, ECHO, PROBE, Probe, ZEROS, builder, client, native, start};

#[test]
fn both_forms_are_served_at_one_port() {
    let server = start();
    assert_eq!(native(&server).call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert_eq!(client(&server).call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    native(&server).call::<()>(Procedure::NULL, &()).unwrap();
}

#[test]
fn messages_of_any_size_go_both_ways() {
    let server = start();
    let client = native(&server);
    for len in [0, 1, 1_000, 1_200, 65_507, 1 << 20, 20 << 20] {
        let bytes: Vec<u8> = (0..len).map(|n: u32| (n % 251) as u8).collect();
        let echoed: Vec<u8> = client.call(ECHO, &bytes).unwrap();
        assert!(echoed == bytes, "{len} bytes");
    }
}

#[test]
fn an_argument_larger_than_the_server_takes_names_both_sizes() {
    let server = start();
    let error = native(&server)
        .call::<Vec<u8>>(ECHO, &vec![0_u8; 65 << 20])
        .map(|echoed| echoed.len())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the procedure was not executed: the call takes 68157484 bytes and the server takes at most \
         67174400: send less at a time"
    );
    assert!(error.is_safe_to_repeat());
}

#[test]
fn a_result_larger_than_may_be_is_a_fault() {
    let server = start();
    let error = native(&server)
        .call::<Vec<u8>>(ZEROS, &(65_u32 << 20))
        .unwrap_err();
    assert!(matches!(error, CallError::Fault(_)), "{error:?}");
    assert_eq!(server.counters().too_large, 1);
}

#[test]
fn threads_share_a_native_client_and_each_gets_its_own_answers() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = native(&server);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..200 {
                    let sum = client.call::<i32>(ADD, &(thread * 1000, n)).unwrap();
                    assert_eq!(sum, thread * 1000 + n);
                }
            });
        }
    });
    assert_eq!(probe.executions(), 1600);
}

#[test]
fn a_slow_handler_does_not_keep_others_waiting_nor_its_caller_from_being_answered() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = native(&server);
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        for n in 0..100 {
            assert_eq!(client.call::<i32>(ADD, &(n, 1)).unwrap(), n + 1);
        }
        gate.open();
        slow.join().unwrap().unwrap();
    });
}

#[test]
fn nobody_listening_is_reported_at_once_and_nothing_was_sent() {
    let server = start();
    let address = server.addr();
    server.shutdown().unwrap();
    let client = Client::connect(&PROBE, address).unwrap();
    let error = client.call::<i32>(ADD, &(1, 2)).unwrap_err();
    let why = match error {
        CallError::NotExecuted { why } => why,
        other => panic!("{other:?}"),
    };
    assert!(matches!(why, NotExecuted::Refused { .. }), "{why}");
}

#[test]
fn a_client_learns_that_its_server_stopped_and_finds_the_next_one() {
    let server = start();
    let (address, client) = (server.addr(), native(&server));
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    server.shutdown().unwrap();
    let error = client.call::<i32>(ADD, &(1, 2)).unwrap_err();
    let CallError::NotExecuted { why } = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(why, NotExecuted::Refused { .. }), "{why}");
    let next = idlc_runtime::Server::builder()
        .udp(address)
        .serve(Probe::new().0)
        .unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    next.shutdown().unwrap();
}

#[test]
fn a_call_outlives_the_server_it_began_at_only_as_a_doubt() {
    let (probe, gate) = Probe::new();
    let config = ServerConfig {
        drain: Duration::from_millis(10),
        ..ServerConfig::default()
    };
    let server = builder().config(config).serve(probe).unwrap();
    let (address, client) = (server.addr(), native(&server));
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        server.shutdown().unwrap_err();
        // Nobody has waited for the threads of a server whose handlers run on.
        let mut again = None;
        super::probe::wait_until("the address is free", || {
            let server = idlc_runtime::Server::builder().udp(address);
            again = server.serve(Probe::new().0).ok();
            again.is_some()
        });
        let again = again.unwrap();
        let error = call.join().unwrap().unwrap_err();
        let CallError::MaybeExecuted { why } = &error else {
            panic!("{error:?}");
        };
        // The old one said that it had the call when it stopped.
        assert!(matches!(why, MaybeExecuted::ServerGone { .. }), "{why}");
        // The client finds the new one by itself.
        assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
        gate.open();
        again.shutdown().unwrap();
    });
}
