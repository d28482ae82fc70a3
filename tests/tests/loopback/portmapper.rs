//! The registry of our own, asked over sockets, and by callers that no socket
//! of this host can be.

use std::net::SocketAddr;

use idlc_runtime::rpcbind::protocol::{
    Pmap, PmapCall, Rpcb, RpcbRmtcallargs, RpcbindV2, RpcbindV3, RpcbindV4,
};
use idlc_runtime::rpcbind::{Portmapper, PortmapperConfig, Protocol, Registration, Rpcbind};
use idlc_runtime::{
    AuthStat, Client, Context, Credentials, Fault, Procedure, Program, Server, Version, Xid,
};

use super::probe::{PROBE, Probe, builder};

const PROGRAM: Program = Program(0x2000_1833);
const V1: Version = Version(1);

fn entry(protocol: Protocol, address: &str) -> Registration {
    Registration::new(PROGRAM, V1, protocol, address.parse().unwrap())
}

fn start(portmapper: &Portmapper, address: &str) -> (Server, Rpcbind) {
    let server = Server::builder().udp(address).portmapper(portmapper);
    let server = server.start().unwrap();
    let registry = Rpcbind::connect(&server.addr().to_string()).unwrap();
    (server, registry)
}

/// A call from an address.
fn from(address: &str) -> Context {
    let peer: SocketAddr = address.parse().unwrap();
    Context::new(peer, Xid(1), Credentials::None)
}

#[test]
fn it_keeps_what_our_client_sets() {
    for host in ["127.0.0.1", "[::1]"] {
        let portmapper = Portmapper::new();
        let (server, registry) = start(&portmapper, &format!("{host}:0"));
        for (protocol, port) in [(Protocol::Udp, 7001), (Protocol::Tcp, 7002)] {
            let found = || registry.address_of(PROGRAM, V1, protocol).unwrap();
            let address = SocketAddr::new(server.addr().ip(), port);
            assert_eq!(found(), None);
            let entry = entry(protocol, &address.to_string());
            assert!(registry.set(&entry).unwrap());
            assert_eq!(found(), Some(address), "{host}");
            let other = Registration::new(PROGRAM, V1, protocol, server.addr());
            assert!(!registry.set(&other).unwrap());
        }
        let listed = registry.dump().unwrap();
        assert_eq!(listed, portmapper.entries());
        // Itself in three versions, and those two.
        assert_eq!(listed.len(), 5, "{listed:?}");
        assert!(registry.unset(PROGRAM, V1, "").unwrap());
        assert!(!registry.unset(PROGRAM, V1, "").unwrap());
        assert_eq!(portmapper.entries().len(), 3);
        let now = std::time::SystemTime::now();
        let seconds = now
            .duration_since(registry.time().unwrap())
            .unwrap()
            .as_secs();
        assert!(seconds < 60, "{seconds}");
    }
}

#[test]
fn a_server_registers_with_it_and_is_found() {
    let (_registry, registry) = start(&Portmapper::new(), "127.0.0.1:0");
    let server = builder()
        .register_with(registry.clone())
        .serve(Probe::new().0)
        .unwrap();
    let address = || {
        registry
            .address_of(PROBE.program, PROBE.version, Protocol::Udp)
            .unwrap()
    };
    let found = address().unwrap();
    assert_eq!(found, server.addr());
    let client = Client::connect(&PROBE, format!("udp://{found}")).unwrap();
    client.call::<()>(Procedure::NULL, &()).unwrap();
    drop(server);
    assert_eq!(address(), None);
}

#[test]
fn a_server_that_is_its_own_registry_lists_itself_and_its_services() {
    let portmapper = Portmapper::new();
    let any_host = SocketAddr::from(([0, 0, 0, 0], 7001));
    assert!(portmapper.set(Registration::new(PROGRAM, V1, Protocol::Udp, any_host)));
    let (server, registry) = start(&portmapper, "127.0.0.1:0");
    let own = registry.address_of(Program(100_000), Version(4), Protocol::Udp);
    assert_eq!(own.unwrap(), Some(server.addr()));
    // An address that says only the port becomes that of the host asked.
    let found = registry.address_of(PROGRAM, V1, Protocol::Udp).unwrap();
    assert_eq!(found, Some("127.0.0.1:7001".parse().unwrap()));
    // What the host registers itself, no caller removes.
    assert!(!registry.unset(PROGRAM, V1, "").unwrap());
    assert!(!registry.unset(Program(100_000), Version(4), "").unwrap());
    assert_eq!(portmapper.entries().len(), 4);
}

#[test]
fn callers_on_other_hosts_may_ask_for_a_program_and_nothing_else() {
    let portmapper = Portmapper::new();
    assert!(portmapper.set(entry(Protocol::Udp, "192.0.2.1:7001")));
    let refused = Fault::Auth(AuthStat::TOOWEAK);
    let pmap = Pmap {
        prog: PROGRAM.0,
        vers: V1.0,
        prot: 17,
        port: 7002,
    };
    let rpcb = Rpcb {
        r_prog: PROGRAM.0,
        r_vers: V1.0,
        r_netid: "udp".to_owned(),
        r_addr: "192.0.2.1.1.2".to_owned(),
        r_owner: "superuser".to_owned(),
    };
    for peer in [
        "192.0.2.9:1023",
        "[2001:db8::9]:1023",
        "[::ffff:192.0.2.9]:1023",
    ] {
        let cx = &from(peer);
        assert_eq!(RpcbindV2::pmapproc_getport(&portmapper, cx, pmap), Ok(7001));
        for address in [
            RpcbindV3::rpcbproc_getaddr(&portmapper, cx, rpcb.clone()),
            RpcbindV4::rpcbproc_getaddr(&portmapper, cx, rpcb.clone()),
            RpcbindV4::rpcbproc_getversaddr(&portmapper, cx, rpcb.clone()),
        ] {
            assert_eq!(address.as_deref(), Ok("192.0.2.1.27.89"), "{peer}");
        }
        for answer in [
            RpcbindV2::pmapproc_set(&portmapper, cx, pmap),
            RpcbindV2::pmapproc_unset(&portmapper, cx, pmap),
            RpcbindV3::rpcbproc_set(&portmapper, cx, rpcb.clone()),
            RpcbindV3::rpcbproc_unset(&portmapper, cx, rpcb.clone()),
            RpcbindV4::rpcbproc_set(&portmapper, cx, rpcb.clone()),
            RpcbindV4::rpcbproc_unset(&portmapper, cx, rpcb.clone()),
        ] {
            assert_eq!(answer, Err(refused), "{peer}");
        }
        assert_eq!(RpcbindV2::pmapproc_dump(&portmapper, cx), Err(refused));
        assert_eq!(RpcbindV3::rpcbproc_dump(&portmapper, cx), Err(refused));
        assert_eq!(RpcbindV4::rpcbproc_dump(&portmapper, cx), Err(refused));
    }
    assert_eq!(portmapper.entries().len(), 1);
}

#[test]
fn it_makes_no_calls_for_anybody() {
    let portmapper = Portmapper::new();
    let cx = &from("127.0.0.1:1023");
    let never = Fault::ProcedureUnavailable;
    let call = RpcbRmtcallargs::default;
    let in_v2 = PmapCall::default();
    assert_eq!(
        RpcbindV2::pmapproc_callit(&portmapper, cx, in_v2),
        Err(never)
    );
    assert_eq!(
        RpcbindV3::rpcbproc_callit(&portmapper, cx, call()),
        Err(never)
    );
    assert_eq!(
        RpcbindV4::rpcbproc_bcast(&portmapper, cx, call()),
        Err(never)
    );
    assert_eq!(
        RpcbindV4::rpcbproc_indirect(&portmapper, cx, call()),
        Err(never)
    );
}

#[test]
fn it_lists_for_all_where_that_is_wanted_and_keeps_to_its_limit() {
    let portmapper = Portmapper::with_config(PortmapperConfig {
        lists_for_all: true,
        entries_max: 1,
    });
    assert!(portmapper.set(entry(Protocol::Udp, "192.0.2.1:7001")));
    assert!(!portmapper.set(entry(Protocol::Tcp, "192.0.2.1:7001")));
    let listed = RpcbindV4::rpcbproc_dump(&portmapper, &from("192.0.2.9:1023")).unwrap();
    assert_eq!(listed.len(), 1);
}
