//! Broadcasts through a real rpcbind and past it, in a network of one host.

use std::ops::ControlFlow;
use std::time::Duration;

use idlc_runtime::{Broadcast, Procedure};

use super::foreign::{command, run};
use super::sample::builder;
use super::world::{RealRpcbind, begin_network, in_private_world};
use crate::types::TYPES_PROG_V1;

#[test]
fn rpcinfo_hears_our_server_answer_a_broadcast() {
    in_private_world(
        "interop::broadcast::rpcinfo_hears_our_server_answer_a_broadcast",
        || {
            let address = begin_network();
            let _rpcbind = RealRpcbind::start();
            let server = builder().udp("0.0.0.0:0").register().start().unwrap();
            let program = TYPES_PROG_V1.program.to_string();
            // It takes twelve seconds, whoever answers.
            let said = run(command("rpcinfo").args(["-b", &program, "1"]));
            let [high, low] = server.addr().port().to_be_bytes();
            assert!(said.contains(&format!("{address}.{high}.{low}")), "{said}");
        },
    );
}

#[test]
fn we_find_a_server_wherever_it_is_registered_and_at_its_port() {
    in_private_world(
        "interop::broadcast::we_find_a_server_wherever_it_is_registered_and_at_its_port",
        || {
            let address = begin_network();
            let _rpcbind = RealRpcbind::start();
            let server = builder().udp("0.0.0.0:0").register().start().unwrap();
            let port = server.addr().port();
            let add = TYPES_PROG_V1.procedures.iter().find(|p| p.name == "ADD");
            for broadcast in [
                Broadcast::by_rpcbind(&TYPES_PROG_V1),
                Broadcast::at_port(&TYPES_PROG_V1, port),
            ] {
                let mut found = Vec::new();
                let wait = broadcast.wait(Duration::from_secs(20));
                wait.call_each(add.unwrap().number, &(20, 22), |from, sum| {
                    found.push((from.to_string(), sum.unwrap()));
                    ControlFlow::Break(())
                })
                .unwrap();
                assert_eq!(found, [(format!("{address}:{port}"), 42)]);
            }
            // Of a program that is not registered, nobody speaks.
            drop(server);
            let nobody = Broadcast::by_rpcbind(&TYPES_PROG_V1).wait(Duration::from_millis(200));
            let found = nobody.call::<()>(Procedure::NULL, &()).unwrap();
            assert!(found.is_empty(), "{found:?}");
        },
    );
}
