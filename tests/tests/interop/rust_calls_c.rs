//! Our client calls a C server, made by rpcgen from the same file.

use idlc_runtime::{
    AuthSys, CallError, Client, Credentials, Interface, NotExecuted, Procedure, Program, Server,
    Version,
};

use super::c::{self, CServer};
use super::sample::{sample, serve};
use crate::types::{Color, Reading, TYPES_PROG_V1, TypesProgV1Client};

#[test]
fn our_client_calls_every_procedure_of_a_c_server() {
    let Some(programs) = c::programs() else {
        return;
    };
    let server = CServer::start(programs);
    for address in server.addresses() {
        call_every_procedure(&address);
    }
}

/// The same calls to our own server, so that they are right where there is no C.
#[test]
fn our_client_calls_every_procedure_of_our_server() {
    let server: Server = serve();
    call_every_procedure(&format!("udp://{}", server.addr()));
    call_every_procedure(&server.addrs()[1].to_string());
}

fn call_every_procedure(server: &str) {
    let client = TypesProgV1Client::connect(server).unwrap();
    client.nothing().unwrap();
    assert_eq!(client.echo(&sample()).unwrap(), sample());
    assert_eq!(client.add(2_000_000_000, -3).unwrap(), 1_999_999_997);
    for count in [0, 1, 100] {
        let nodes = client.list(count).unwrap();
        let serials: Vec<_> = nodes.iter().map(|node| node.serial).collect();
        assert_eq!(serials, (0..u64::from(count)).collect::<Vec<_>>());
    }
    assert_eq!(client.divide(42, 6).unwrap(), Reading::Case0(7));
    assert_eq!(
        client.divide(42, 0).unwrap(),
        Reading::Case1("by zero".to_owned())
    );
    assert_eq!(client.greet("world").unwrap(), "hello, world");
    assert!(!client.negate(true).unwrap());
    assert_eq!(client.next(Color::Green).unwrap(), Color::Blue);
    // A megabyte comes back in fragments of 65,532 bytes.
    let large = if server.starts_with("tcp") {
        1 << 20
    } else {
        8_000
    };
    for size in [0, 1, 8_000, large] {
        let sent: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0] ^ 0x5a).collect();
        let mirrored = client.mirror(&sent).unwrap();
        assert!(mirrored.iter().rev().eq(&sent), "{size} bytes");
    }
}

#[test]
fn a_c_server_turns_calls_away_in_the_words_we_know() {
    let Some(programs) = c::programs() else {
        return;
    };
    let server = CServer::start(programs);
    for address in server.addresses() {
        is_turned_away(&address);
    }
}

fn is_turned_away(address: &str) {
    static ELSEWHERE: Interface = Interface {
        program: Program(0x2000_0077),
        ..TYPES_PROG_V1
    };
    static LATER: Interface = Interface {
        version: Version(7),
        ..TYPES_PROG_V1
    };
    let refused = |interface, procedure| {
        let client = Client::connect(interface, address).unwrap();
        match client.call::<()>(procedure, &()).unwrap_err() {
            CallError::NotExecuted { why } => why,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(
        refused(&ELSEWHERE, Procedure(1)),
        NotExecuted::ProgramUnavailable { .. }
    ));
    assert!(matches!(
        refused(&LATER, Procedure(1)),
        NotExecuted::ProgramMismatch {
            low: Version(1),
            high: Version(1),
            ..
        }
    ));
    assert!(matches!(
        refused(&TYPES_PROG_V1, Procedure(77)),
        NotExecuted::ProcedureUnavailable { .. }
    ));
}

#[test]
fn a_c_server_takes_our_auth_sys() {
    let Some(programs) = c::programs() else {
        return;
    };
    let server = CServer::start(programs);
    let who = AuthSys {
        machine_name: "interop".parse().unwrap(),
        uid: 12,
        gid: 34,
        gids: vec![5; 16].try_into().unwrap(),
        ..AuthSys::default()
    };
    for address in server.addresses() {
        let client = Client::builder(&TYPES_PROG_V1)
            .credentials(Credentials::Sys(who.clone()))
            .connect(address)
            .unwrap();
        let client = TypesProgV1Client::new(client);
        assert_eq!(client.add(1, 2).unwrap(), 3);
    }
}
