//! Our server in the registry of a real rpcbind, as rpcinfo sees it.

use std::net::SocketAddr;

use idlc_runtime::rpcbind::{Protocol, Registration, Rpcbind};
use idlc_runtime::{Client, Incident, Procedure, RpcbindError, ServeError, Server};

use super::foreign::{command, output, printed, run};
use super::sample::builder;
use super::world::{RealRpcbind, in_private_world};
use crate::types::TYPES_PROG_V1;

fn register() -> Server {
    builder().udp("127.0.0.1:0").register().start().unwrap()
}

fn rpcinfo(arguments: &[&str]) -> String {
    let program = TYPES_PROG_V1.program.to_string();
    let said = run(command("rpcinfo").args(arguments));
    said.lines()
        .filter(|line| line.split_whitespace().next() == Some(&program))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn address() -> Option<SocketAddr> {
    let registry = Rpcbind::local().unwrap();
    let (program, version) = (TYPES_PROG_V1.program, TYPES_PROG_V1.version);
    registry
        .address_of(program, version, Protocol::Udp)
        .unwrap()
}

#[test]
fn rpcinfo_finds_our_server_until_it_is_shut_down() {
    in_private_world(
        "interop::registration::rpcinfo_finds_our_server_until_it_is_shut_down",
        || {
            let _rpcbind = RealRpcbind::start();
            let server = register();
            let (program, port) = (TYPES_PROG_V1.program, server.addr().port());
            assert_eq!(rpcinfo(&["-p"]), format!("{program} 1 udp {port}"));
            let program = program.to_string();
            let asked = output(command("rpcinfo").args(["-T", "udp", "127.0.0.1", &program, "1"]));
            let said = printed(&asked);
            assert!(
                asked.status.success() && said.contains("ready and waiting"),
                "{said}"
            );
            server.shutdown().unwrap();
            assert_eq!(rpcinfo(&["-p"]), "");
        },
    );
}

#[test]
fn a_server_for_both_families_is_found_in_both() {
    in_private_world(
        "interop::registration::a_server_for_both_families_is_found_in_both",
        || {
            let _rpcbind = RealRpcbind::start();
            let server = builder().udp("[::]:0").register().start().unwrap();
            let [high, low] = server.addr().port().to_be_bytes();
            let program = TYPES_PROG_V1.program;
            let said = rpcinfo(&[]);
            for line in [
                format!("{program} 1 udp6 ::.{high}.{low} "),
                format!("{program} 1 udp 0.0.0.0.{high}.{low} "),
            ] {
                assert!(said.contains(&line), "{said}");
            }
            // Asked by way of loopback, the registry makes them addresses that
            // can be called.
            for host in ["127.0.0.1", "::1"] {
                let registry = Rpcbind::connect(host).unwrap();
                let found = registry
                    .address_of(program, TYPES_PROG_V1.version, Protocol::Udp)
                    .unwrap()
                    .unwrap();
                let asked = registry.server().socket_addr().unwrap();
                assert_eq!(found.ip(), asked.ip());
                let client = Client::connect(&TYPES_PROG_V1, format!("udp://{found}")).unwrap();
                client.call::<()>(Procedure::NULL, &()).unwrap();
            }
        },
    );
}

#[test]
fn what_a_killed_predecessor_left_is_replaced_and_a_successor_is_left_alone() {
    in_private_world(
        "interop::registration::what_a_killed_predecessor_left_is_replaced_and_a_successor_is_left_alone",
        || {
            let _rpcbind = RealRpcbind::start();
            let registry = Rpcbind::local().unwrap();
            let (program, version) = (TYPES_PROG_V1.program, TYPES_PROG_V1.version);
            let dead = SocketAddr::from(([127, 0, 0, 1], 9));
            let stale = Registration::new(program, version, Protocol::Udp, dead);
            assert!(registry.set(&stale).unwrap());
            let first = register();
            assert_eq!(address(), Some(first.addr()));
            let second = register();
            assert_eq!(address(), Some(second.addr()));
            first.shutdown().unwrap();
            assert_eq!(address(), Some(second.addr()));
            drop(second);
            assert_eq!(address(), None);
        },
    );
}

#[test]
fn a_server_that_cannot_be_registered_does_not_start() {
    in_private_world(
        "interop::registration::a_server_that_cannot_be_registered_does_not_start",
        || {
            let error = builder().udp("127.0.0.1:0").register().start().unwrap_err();
            let ServeError::Register(RpcbindError::Call { .. }) = error else {
                panic!("{error:?}");
            };
            assert!(
                error.to_string().contains("cannot be registered"),
                "{error}"
            );
            assert!(error.to_string().contains("nobody listens"), "{error}");
        },
    );
}

#[test]
fn a_registry_that_has_gone_is_an_incident_of_the_shutdown() {
    in_private_world(
        "interop::registration::a_registry_that_has_gone_is_an_incident_of_the_shutdown",
        || {
            let rpcbind = RealRpcbind::start();
            let (tell, told) = std::sync::mpsc::channel();
            let server = builder()
                .udp("127.0.0.1:0")
                .register()
                .on_incident(move |incident| {
                    if let Incident::NotUnregistered { .. } = incident {
                        tell.send(incident.to_string()).unwrap();
                    }
                })
                .start()
                .unwrap();
            drop(rpcbind);
            server.shutdown().unwrap();
            let incident = told.recv().unwrap();
            assert!(
                incident.starts_with("still registered: rpcbind at"),
                "{incident}"
            );
        },
    );
}
