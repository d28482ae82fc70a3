//! Addresses without a port: the host's rpcbind is asked, when a client is made
//! and when its server has gone.

use idlc_runtime::rpcbind::{Portmapper, Rpcbind};
use idlc_runtime::{CallError, Client, ConnectError, NotExecuted, Server, ServerAddress};

use super::probe::{ADD, PROBE, Probe};

/// A registry over UDP and TCP at one port, which is not 111.
fn registry() -> (Server, u16) {
    // A port that is free for UDP is mostly so for TCP; if not, another is.
    loop {
        let portmapper = Portmapper::new();
        let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = udp.local_addr().unwrap();
        drop(udp);
        let both = Server::builder().udp(address).tcp(address.to_string());
        if let Ok(server) = both.portmapper(&portmapper).start() {
            return (server, address.port());
        }
    }
}

fn register(port: u16) -> Server {
    let registry = Rpcbind::connect(&format!("127.0.0.1:{port}")).unwrap();
    Server::builder()
        .udp("127.0.0.1:0")
        .tcp("127.0.0.1:0")
        .register_with(registry)
        .serve(Probe::new().0)
        .unwrap()
}

fn connect(address: &str, port: u16) -> Result<Client, ConnectError> {
    Client::builder(&PROBE).rpcbind_port(port).connect(address)
}

#[test]
fn a_client_finds_its_server_and_finds_it_again_at_another_port() {
    let (_registry, port) = registry();
    for address in ["udp://127.0.0.1", "tcp://127.0.0.1", "udp://localhost"] {
        let first = register(port);
        let client = connect(address, port).unwrap();
        assert_eq!(client.call::<i32>(ADD, &(1, 1)).unwrap(), 2, "{address}");
        assert!(first.addrs().contains(&client.server()));
        // It is still there when the new one has been registered.
        let second = register(port);
        assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3, "{address}");
        assert!(first.addrs().contains(&client.server()));
        drop(first);
        assert_eq!(client.call::<i32>(ADD, &(1, 3)).unwrap(), 4, "{address}");
        assert!(second.addrs().contains(&client.server()), "{address}");
    }
}

#[test]
fn a_program_that_is_not_registered_is_an_error_that_lists_what_is() {
    let (_registry, port) = registry();
    let error = connect("udp://127.0.0.1", port).unwrap_err();
    let ConnectError::NotRegistered { ref rpcbind, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(*rpcbind, ServerAddress::Udp(([127, 0, 0, 1], port).into()));
    let expected = format!(
        "program 536870914 version 3 is not registered for udp \
         with the rpcbind at 127.0.0.1:{port}, which has only others: 100000"
    );
    assert_eq!(error.to_string(), expected);
    // For another transport than the one that is wanted.
    let registry = Rpcbind::connect(&format!("127.0.0.1:{port}")).unwrap();
    let udp_alone = Server::builder()
        .udp("127.0.0.1:0")
        .register_with(registry)
        .serve(Probe::new().0)
        .unwrap();
    let error = connect("tcp://127.0.0.1", port).unwrap_err();
    assert!(
        error.to_string().ends_with("which has version 3 for udp"),
        "{error}"
    );
    drop(udp_alone);
}

#[test]
fn where_no_rpcbind_runs_a_client_says_so() {
    let (registry, port) = registry();
    drop(registry);
    for address in ["udp://127.0.0.1", "tcp://127.0.0.1"] {
        let error = connect(address, port).unwrap_err();
        assert!(matches!(error, ConnectError::Rpcbind(_)), "{error:?}");
        let said = error.to_string();
        assert!(
            said.contains(&format!("127.0.0.1:{port} cannot be asked")),
            "{said}"
        );
        assert!(said.contains("nobody listens"), "{said}");
        assert!(said.contains("name the port"), "{said}");
    }
}

#[test]
fn a_server_that_has_gone_for_good_is_one_that_is_not_registered() {
    let (_registry, port) = registry();
    let server = register(port);
    let client = connect("tcp://127.0.0.1", port).unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 1)).unwrap(), 2);
    drop(server);
    let error = client.call::<i32>(ADD, &(1, 1)).unwrap_err();
    let CallError::NotExecuted {
        why: NotExecuted::NotFound { .. },
    } = error
    else {
        panic!("{error:?}");
    };
    assert!(
        error.to_string().contains("is not registered for tcp"),
        "{error}"
    );
    // A new one is found, by the same client.
    let _server = register(port);
    assert_eq!(client.call::<i32>(ADD, &(1, 1)).unwrap(), 2);
}

#[test]
fn a_registry_that_is_not_there_is_passed_over_for_a_host_that_has_one() {
    let (_registry, port) = registry();
    let _server = register(port);
    // Nobody has an rpcbind at ::1.
    let client = Client::builder(&PROBE)
        .rpcbind_port(port)
        .connect(["udp://[::1]", "udp://127.0.0.1"])
        .unwrap();
    assert_eq!(client.call::<i32>(ADD, &(1, 1)).unwrap(), 2);
}
