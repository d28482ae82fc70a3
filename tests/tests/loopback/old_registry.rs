//! Our client of the registry and one that speaks version 2 alone.

use std::net::SocketAddr;
use std::sync::Mutex;

use idlc_runtime::rpcbind::protocol::{
    Pmap, PmapCall, PmapCallResult, PmapList, RpcbindV2, RpcbindV2Server,
};
use idlc_runtime::rpcbind::{Protocol, Registration, Rpcbind};
use idlc_runtime::{Context, Fault, Program, RpcbindError, Server, Version};

/// As the port mapper of a system of the nineties.
#[derive(Default)]
struct Old(Mutex<Vec<Pmap>>);

fn same(a: &Pmap, b: &Pmap) -> bool {
    (a.prog, a.vers, a.prot) == (b.prog, b.vers, b.prot)
}

impl RpcbindV2 for Old {
    fn pmapproc_set(&self, _: &Context, mapping: Pmap) -> Result<bool, Fault> {
        self.0.lock().unwrap().push(mapping);
        Ok(true)
    }

    fn pmapproc_unset(&self, _: &Context, mapping: Pmap) -> Result<bool, Fault> {
        let mut entries = self.0.lock().unwrap();
        entries.retain(|e| (e.prog, e.vers) != (mapping.prog, mapping.vers));
        Ok(true)
    }

    fn pmapproc_getport(&self, _: &Context, mapping: Pmap) -> Result<u32, Fault> {
        let entries = self.0.lock().unwrap();
        Ok(entries
            .iter()
            .find(|e| same(e, &mapping))
            .map_or(0, |e| e.port))
    }

    fn pmapproc_dump(&self, _: &Context) -> Result<Vec<PmapList>, Fault> {
        Ok(self
            .0
            .lock()
            .unwrap()
            .iter()
            .map(|map| PmapList { map: *map })
            .collect())
    }

    fn pmapproc_callit(&self, _: &Context, _: PmapCall) -> Result<PmapCallResult, Fault> {
        Err(Fault::ProcedureUnavailable)
    }
}

const PROGRAM: Program = Program(0x2000_1833);

fn start() -> (Server, Rpcbind) {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(RpcbindV2Server::new(Old::default()))
        .unwrap();
    let registry = Rpcbind::connect(&server.addr().to_string()).unwrap();
    (server, registry)
}

#[test]
fn it_is_asked_in_version_2() {
    let (_server, registry) = start();
    registry.ping().unwrap();
    for (protocol, port) in [(Protocol::Udp, 7001), (Protocol::Tcp, 7002)] {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let found = || registry.address_of(PROGRAM, Version(3), protocol).unwrap();
        assert_eq!(found(), None);
        let entry = Registration::new(PROGRAM, Version(3), protocol, address);
        assert!(registry.set(&entry).unwrap());
        assert_eq!(found(), Some(address));
    }
    let lines: Vec<_> = registry
        .dump()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "536877107 3 udp 0.0.0.0.27.89 ",
            "536877107 3 tcp 0.0.0.0.27.90 "
        ]
    );
    assert!(registry.unset(PROGRAM, Version(3), "").unwrap());
    assert_eq!(registry.dump().unwrap(), []);
}

#[test]
fn what_version_2_cannot_say_is_an_error() {
    let (_server, registry) = start();
    let v6 = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 7001));
    let entry = Registration::new(PROGRAM, Version(3), Protocol::Udp, v6);
    let error = registry.set(&entry).unwrap_err();
    assert!(matches!(error, RpcbindError::TooOld { .. }), "{error:?}");
    assert!(
        error.to_string().contains("UDP and TCP over IPv4"),
        "{error}"
    );
    let error = registry.time().unwrap_err();
    assert!(error.to_string().contains("in versions 2 to 2"), "{error}");
}
