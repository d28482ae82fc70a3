//! Calls that fail, and what the caller learns of it.

use std::net::UdpSocket;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use idlc_runtime::rpc::{AcceptStat, ReplyHeader};
use idlc_runtime::{
    CallError, Client, Fault, Interface, MaybeExecuted, NotExecuted, Procedure, Program, ReplyLost,
    ServeError, Server, Version, Xid, xdr,
};

use super::probe::{
    ADD, ECHO, PANIC, PROBE, Probe, REFUSE, Raw, ZEROS, builder, client, message, onc, start,
};

fn not_executed<T: std::fmt::Debug>(result: Result<T, CallError>) -> String {
    match result {
        Err(CallError::NotExecuted { why }) => why.to_string(),
        other => panic!("expected NotExecuted, got {other:?}"),
    }
}

#[test]
fn what_the_server_does_not_have_is_named() {
    static ELSEWHERE: Interface = Interface {
        program: Program(0x2000_0009),
        ..PROBE
    };
    static LATER: Interface = Interface {
        version: Version(9),
        ..PROBE
    };
    let server = start();
    let call = |interface, procedure| {
        let client = Client::connect(interface, onc(server.addr())).unwrap();
        not_executed(client.call::<i32>(procedure, &(1, 2)))
    };
    assert_eq!(
        call(&ELSEWHERE, ADD),
        "the server has no program 536870921 (PROG_UNAVAIL)"
    );
    assert_eq!(
        call(&LATER, ADD),
        "the server has program 536870914 in versions 3 to 3, not in version 9 (PROG_MISMATCH)"
    );
    assert_eq!(
        call(&PROBE, Procedure(77)),
        "the server has no procedure ? (77) (PROC_UNAVAIL)"
    );
}

#[test]
fn arguments_that_cannot_be_decoded_are_garbage_and_nothing_runs() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    for message in [
        not_executed(client.call::<i32>(ADD, &(1_i32,))),
        not_executed(client.call::<i32>(ADD, &(1_i32, 2_i32, 3_i32))),
    ] {
        assert!(message.contains("GARBAGE_ARGS"), "{message}");
    }
    assert_eq!(probe.executions(), 0);
}

#[test]
fn a_panicking_handler_costs_one_system_error_and_is_reported() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&said);
    let server = builder()
        .on_incident(move |incident| log.lock().unwrap().push(incident.to_string()))
        .serve(Probe::new().0)
        .unwrap();
    let client = client(&server);
    let error = client.call::<()>(PANIC, &()).unwrap_err();
    assert!(
        matches!(error, CallError::Fault(Fault::SystemError)),
        "{error:?}"
    );
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert_eq!(*said.lock().unwrap(), ["Probe.panic panicked: as asked"]);
    assert_eq!(server.counters().panics, 1);
}

#[test]
fn a_refusal_of_the_handler_is_a_fault() {
    let server = start();
    let error = client(&server).call::<()>(REFUSE, &()).unwrap_err();
    assert!(
        matches!(error, CallError::Fault(Fault::SystemError)),
        "{error:?}"
    );
}

#[test]
fn nobody_listening_is_reported_at_once() {
    let address = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::connect(&PROBE, onc(address)).unwrap();
    let error = client.call::<i32>(ADD, &(1, 2)).unwrap_err();
    assert!(
        matches!(&error, CallError::NotExecuted { why: NotExecuted::Refused { server } } if server.socket_addr() == Some(address)),
        "{error:?}"
    );
    assert!(error.is_safe_to_repeat());
    assert_eq!(client.counters().retrans, 0);
}

#[test]
fn a_silent_server_costs_the_deadline_and_leaves_doubt() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = Client::connect(&PROBE, onc(silent.local_addr().unwrap())).unwrap();
    let hasty = client.with_deadline(Duration::from_millis(50));
    let error = hasty.call::<i32>(ADD, &(1, 2)).unwrap_err();
    assert!(
        matches!(
            error,
            CallError::MaybeExecuted {
                why: MaybeExecuted::DeadlinePassed { .. }
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_server_that_goes_after_the_first_transmission_leaves_doubt() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = Client::connect(&PROBE, onc(silent.local_addr().unwrap())).unwrap();
    let goes = std::thread::spawn(move || {
        let mut buffer = [0; 1500];
        silent.recv(&mut buffer).unwrap();
    });
    let error = client.call::<i32>(ADD, &(1, 2)).unwrap_err();
    goes.join().unwrap();
    assert!(
        matches!(
            error,
            CallError::MaybeExecuted {
                why: MaybeExecuted::ServerGone { .. }
            }
        ),
        "{error:?}"
    );
}

#[test]
fn an_argument_too_large_for_a_datagram_names_its_size_and_the_limit() {
    let server = start();
    let client = client(&server);
    let message = not_executed(client.call::<Vec<u8>>(ECHO, &vec![0_u8; 70_000]));
    assert_eq!(
        message,
        "the call takes 70044 bytes and one datagram carries at most 65507: \
         send less at a time"
    );
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
}

#[test]
fn a_result_too_large_for_a_datagram_is_a_fault_whose_size_the_server_reports() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&said);
    let server = builder()
        .on_incident(move |incident| log.lock().unwrap().push(incident.to_string()))
        .serve(Probe::new().0)
        .unwrap();
    let error = client(&server)
        .call::<Vec<u8>>(ZEROS, &70_000_u32)
        .unwrap_err();
    assert!(
        matches!(error, CallError::Fault(Fault::SystemError)),
        "{error:?}"
    );
    assert_eq!(
        *said.lock().unwrap(),
        ["the reply of Probe.zeros takes 70028 bytes and one message carries at most 65507"]
    );
}

#[test]
fn results_of_another_shape_are_a_lost_reply_with_the_place() {
    let server = start();
    let error = client(&server).call::<bool>(ADD, &(1, 2)).unwrap_err();
    assert!(
        matches!(
            error,
            CallError::ReplyLost {
                why: ReplyLost::Undecodable(_)
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("result:"), "{error}");
}

#[test]
fn replies_to_other_calls_and_from_other_addresses_are_not_taken() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = Client::connect(&PROBE, onc(server.local_addr().unwrap())).unwrap();
    let answers = std::thread::spawn(move || {
        let mut buffer = [0; 1500];
        let (_, from) = server.recv_from(&mut buffer).unwrap();
        let xid = u32::from_be_bytes(buffer[..4].try_into().unwrap());
        let reply = |xid, sum: i32| {
            let mut reply = xdr::to_vec(&ReplyHeader::accepted(Xid(xid), AcceptStat::Success));
            reply.extend(xdr::to_vec(&sum));
            reply
        };
        stranger.send_to(&reply(xid, 1), from).unwrap();
        server
            .send_to(&reply(xid.wrapping_sub(1), 2), from)
            .unwrap();
        server.send_to(b"noise", from).unwrap();
        server.send_to(&reply(xid, 3), from).unwrap();
    });
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    answers.join().unwrap();
    assert_eq!(client.counters().badxids, 1);
    assert_eq!(client.counters().badreplies, 1);
}

#[test]
fn noise_is_dropped_and_another_rpc_version_is_told_ours() {
    let server = start();
    let raw = Raw::connect(server.addr());
    // A datagram without bytes is not even noise.
    raw.send(b"");
    raw.send(b"noise");
    let mut other_version = message(5, ADD, &(1, 2));
    other_version[11] = 3;
    // RPC_MISMATCH, versions 2 to 2.
    let expected = [5, 1, 1, 0, 2, 2].map(u32::to_be_bytes).concat();
    assert_eq!(raw.call(&other_version), expected);
    assert_eq!(client(&server).call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert_eq!(server.counters().badfmt, 1);
}

#[test]
fn a_server_that_cannot_work_says_why_at_once() {
    let twice = builder()
        .service(Probe::new().0)
        .serve(Probe::new().0)
        .unwrap_err();
    assert_eq!(
        twice.to_string(),
        "program 536870914 version 3 is served twice, by Probe and Probe: remove one of them"
    );
    let nowhere = Server::builder().serve(Probe::new().0).unwrap_err();
    assert!(matches!(nowhere, ServeError::Config(_)), "{nowhere}");
    let nothing = builder().start().unwrap_err();
    assert!(matches!(nothing, ServeError::Config(_)), "{nothing}");
    let server = start();
    let taken = Server::builder()
        .udp(server.addr())
        .serve(Probe::new().0)
        .unwrap_err();
    assert!(matches!(taken, ServeError::Bind { .. }), "{taken}");
}
