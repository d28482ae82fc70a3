//! Our client of the registry and a real rpcbind.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use idlc_runtime::rpcbind::{Protocol, Registration, Rpcbind};
use idlc_runtime::{CallError, Program, RpcbindError, Version};

use super::foreign::{command, run};
use super::world::{RealRpcbind, in_private_world};

const PROGRAM: Program = Program(0x2000_1833);
const V1: Version = Version(1);

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// The columns of what rpcinfo lists, without its header: as many as every line
/// has, since a service may have no name.
fn listed(arguments: &[&str], columns: &[usize]) -> BTreeSet<Vec<String>> {
    run(command("rpcinfo").args(arguments))
        .lines()
        .skip(1)
        .map(|line| {
            let words: Vec<_> = line.split_whitespace().collect();
            columns.iter().map(|c| words[*c].to_owned()).collect()
        })
        .collect()
}

fn ipv4(entry: &Registration) -> Option<Vec<String>> {
    let address = entry.socket_addr().filter(SocketAddr::is_ipv4)?;
    let columns = [
        entry.program.to_string(),
        entry.version.to_string(),
        entry.protocol()?.to_string(),
        address.port().to_string(),
    ];
    Some(columns.to_vec())
}

#[test]
fn our_client_lists_what_rpcinfo_lists() {
    in_private_world(
        "interop::rpcbind::our_client_lists_what_rpcinfo_lists",
        || {
            let _rpcbind = RealRpcbind::start();
            let registry = Rpcbind::local().unwrap();
            for (version, protocol) in [(1, Protocol::Udp), (1, Protocol::Tcp), (2, Protocol::Tcp)]
            {
                let entry = Registration::new(PROGRAM, Version(version), protocol, at(7001));
                assert!(registry.set(&entry).unwrap());
            }
            let dump = registry.dump().unwrap();
            let ports: BTreeSet<_> = dump.iter().filter_map(ipv4).collect();
            assert_eq!(ports, listed(&["-p"], &[0, 1, 2, 3]));
            assert_eq!(ports.len(), 9);
            let all: BTreeSet<_> = dump
                .iter()
                .map(|entry| {
                    let Registration {
                        program,
                        version,
                        netid,
                        address,
                        ..
                    } = entry;
                    vec![
                        program.to_string(),
                        version.to_string(),
                        netid.clone(),
                        address.clone(),
                    ]
                })
                .collect();
            assert_eq!(all, listed(&[], &[0, 1, 2, 3]));
        },
    );
}

#[test]
fn what_our_client_sets_it_finds_until_it_is_unset() {
    in_private_world(
        "interop::rpcbind::what_our_client_sets_it_finds_until_it_is_unset",
        || {
            let _rpcbind = RealRpcbind::start();
            for host in ["127.0.0.1", "localhost", "[::1]"] {
                let registry = Rpcbind::connect(host).unwrap();
                let server = registry.server().socket_addr().unwrap();
                let v6 = server.is_ipv6();
                let address = |port| SocketAddr::new(server.ip(), port);
                for (protocol, port) in [(Protocol::Udp, 7001), (Protocol::Tcp, 7002)] {
                    let found = || registry.address_of(PROGRAM, V1, protocol).unwrap();
                    assert_eq!(found(), None, "{host}");
                    let entry = Registration::new(PROGRAM, V1, protocol, address(port));
                    assert!(registry.set(&entry).unwrap());
                    assert_eq!(found(), Some(address(port)), "{host}");
                    assert_eq!(registry.port_of(PROGRAM, V1, protocol).unwrap(), Some(port));
                    // The same again is fine, and another address is not.
                    assert!(registry.set(&entry).unwrap());
                    let other = Registration::new(PROGRAM, V1, protocol, address(7003));
                    assert!(!registry.set(&other).unwrap());
                    let netid = if v6 {
                        format!("{protocol}6")
                    } else {
                        protocol.to_string()
                    };
                    assert!(registry.unset(PROGRAM, V1, &netid).unwrap());
                    assert_eq!(found(), None, "{host}");
                }
            }
        },
    );
}

#[test]
fn the_registry_tells_the_time() {
    in_private_world("interop::rpcbind::the_registry_tells_the_time", || {
        let _rpcbind = RealRpcbind::start();
        let registry = Rpcbind::local().unwrap();
        let off = registry.time().unwrap().elapsed().unwrap();
        assert!(off.as_secs() < 60, "{off:?}");
    });
}

#[test]
fn where_no_rpcbind_runs_the_error_says_so() {
    in_private_world(
        "interop::rpcbind::where_no_rpcbind_runs_the_error_says_so",
        || {
            let error = Rpcbind::local().unwrap().dump().unwrap_err();
            let RpcbindError::Call {
                error: ref call, ..
            } = error
            else {
                panic!("{error:?}");
            };
            assert!(matches!(call, CallError::NotExecuted { .. }), "{call:?}");
            assert!(
                error
                    .to_string()
                    .contains("rpcbind at 127.0.0.1:111 cannot be asked")
            );
            assert!(error.to_string().contains("nobody listens"), "{error}");
        },
    );
}
