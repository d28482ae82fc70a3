//! What handlers see of their callers, and who executes what.

use std::sync::Arc;

use idlc_runtime::{Client, Context, Interface, Peer, Procedure, Refusal, Server, ServerConfig};
use idlc_runtime::{Service, xdr};

use super::probe::{builder, client, socket_path};
use crate::loopback::probe::{ADD, BLOCK, PROBE, Probe};

/// Answers with who calls, as text.
struct Whom;

impl Service for Whom {
    fn interface(&self) -> &'static Interface {
        &PROBE
    }

    fn dispatch(
        &self,
        cx: &Context,
        _: Procedure,
        arguments: &mut xdr::Reader<'_>,
        result: &mut xdr::Writer,
    ) -> Result<(), Refusal> {
        arguments.finish()?;
        let kind = match cx.peer() {
            Peer::Ip(address) => format!("{} over IP", address.ip()),
            Peer::Unix(Some(who)) => format!("process {} by unix socket", who.pid),
            other => format!("{other}"),
        };
        xdr::Encode::encode(&kind, result);
        Ok(())
    }
}

#[test]
fn a_handler_knows_who_calls() {
    let server = Server::builder().tcp("127.0.0.1:0").unix(socket_path());
    let server = server.serve(Whom).unwrap();
    let by_unix = if cfg!(target_os = "linux") {
        format!("process {} by unix socket", std::process::id())
    } else {
        "a process of this machine".to_owned()
    };
    for (address, expected) in server.addrs().iter().zip(["127.0.0.1 over IP", &by_unix]) {
        let client = Client::connect(&PROBE, address).unwrap();
        let whom: String = client.call(ADD, &()).unwrap();
        assert_eq!(whom, expected);
    }
}

#[test]
fn calls_beyond_the_queue_wait_and_none_is_lost() {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let config = ServerConfig {
        workers_max: 1,
        queue_max: 1,
        ..ServerConfig::default()
    };
    let server = builder().config(config);
    let server = server.serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    let slow: Vec<_> = (0..20).map(|_| client.begin::<()>(BLOCK, &())).collect();
    gate.wait_for_handler();
    client.call::<()>(Procedure::NULL, &()).unwrap();
    for _ in &slow {
        gate.open();
    }
    for call in slow {
        call.wait().unwrap();
    }
    assert_eq!((probe.executions(), server.counters().dropped), (20, 0));
}

#[test]
fn calls_whose_client_has_gone_are_not_executed() {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let config = ServerConfig {
        workers_max: 1,
        ..ServerConfig::default()
    };
    let server = builder().config(config);
    let server = server.serve(Arc::clone(&probe)).unwrap();
    let mut gone = super::probe::Raw::connect(server.addr());
    for xid in 0..5 {
        gone.send_record(crate::loopback::probe::message(xid, BLOCK, &()));
    }
    gate.wait_for_handler();
    // What follows is no record, so that the connection ends.
    gone.send(&[0; 4]);
    assert_eq!(gone.receive(), None);
    for _ in 0..5 {
        gate.open();
    }
    server.shutdown().unwrap();
    assert_eq!(probe.executions(), 1);
}
