//! An instrument of ours, its own registry at port 111, and lxi-tools.

use idlc_runtime::Server;
use idlc_runtime::rpcbind::{Portmapper, Rpcbind};
use vxi11::vxi11::{DeviceAsyncV1Server, DeviceCoreV1Server};
use vxi11::{InstrumentServer, Link, Multimeter};

use super::foreign::{all_installed, command, run};
use super::world::in_private_world;

#[test]
fn lxi_asks_our_instrument_who_it_is() {
    if !all_installed(&["lxi"]) {
        return;
    }
    let name = "interop::vxi11::lxi_asks_our_instrument_who_it_is";
    in_private_world(name, || {
        let registry = Server::builder()
            .udp("127.0.0.1:111")
            .tcp("127.0.0.1:111")
            .portmapper(&Portmapper::new())
            .start()
            .unwrap();
        let instrument = InstrumentServer::new(Multimeter::new(2.5));
        let server = Server::builder()
            .tcp("127.0.0.1:0")
            .register_with(Rpcbind::connect("127.0.0.1").unwrap())
            .service(DeviceAsyncV1Server::new(instrument.clone()))
            .serve(DeviceCoreV1Server::new(instrument))
            .unwrap();
        let asked = run(command("lxi").args(["scpi", "-a", "127.0.0.1", "*IDN?"]));
        assert!(asked.starts_with("idlc,Simulated Multimeter,0,"), "{asked}");
        let asked = run(command("lxi").args(["scpi", "-a", "127.0.0.1", "MEAS:VOLT?"]));
        assert_eq!(asked.trim_end(), "+2.500000E0");
        // Our client finds it in the same way.
        let link = Link::open("127.0.0.1", "inst0").unwrap();
        link.write(b"*OPC?").unwrap();
        assert_eq!(link.read().unwrap(), b"1\n");
        link.close().unwrap();
        drop((server, registry));
    });
}
