//! The registry of our own, as rpcinfo and libtirpc use it.

use idlc_runtime::Server;
use idlc_runtime::rpcbind::Portmapper;

use super::foreign::{command, output, printed, run};
use super::sample::builder;
use super::world::in_private_world;
use crate::types::TYPES_PROG_V1;

#[test]
fn c_finds_our_server_by_way_of_our_registry() {
    in_private_world(
        "interop::portmapper::c_finds_our_server_by_way_of_our_registry",
        || {
            let registry = Server::builder()
                .udp("[::]:111")
                .tcp("[::]:111")
                .unix("/run/rpcbind.sock")
                .portmapper(&Portmapper::new())
                .start()
                .unwrap();
            let both = builder().udp("[::]:0").tcp("[::]:0");
            let server = both.register().start().unwrap();
            let program = TYPES_PROG_V1.program.to_string();
            let ask = |host, transport| {
                let mut rpcinfo = command("rpcinfo");
                let output = output(rpcinfo.args(["-T", transport, host, &program, "1"]));
                (output.status.success(), printed(&output))
            };
            for (host, transport) in [
                ("127.0.0.1", "udp"),
                ("127.0.0.1", "tcp"),
                ("::1", "udp6"),
                ("::1", "tcp6"),
            ] {
                let (found, said) = ask(host, transport);
                assert!(found && said.contains("ready and waiting"), "{said}");
            }
            // Over its unix socket, as rpcinfo asks without a host, and over TCP.
            for arguments in [
                &["-p"][..],
                &["-p", "127.0.0.1"],
                &["-s"],
                &["-s", "127.0.0.1"],
            ] {
                let said = run(command("rpcinfo").args(arguments));
                let lines = said.lines().filter(|line| line.contains(&program));
                let expected = if arguments[0] == "-p" { 2 } else { 1 };
                assert_eq!(lines.count(), expected, "{said}");
                assert!(said.contains("100000"), "{said}");
            }
            drop(server);
            let (found, said) = ask("127.0.0.1", "udp");
            assert!(!found && said.contains("Program not registered"), "{said}");
            drop(registry);
        },
    );
}
