//! A C client, made by rpcgen from the same file, calls our server.

use std::process::Command;

use super::c;
use super::foreign::run;
use super::sample::serve;

#[test]
fn a_c_client_calls_every_procedure_of_our_server() {
    let Some(programs) = c::programs() else {
        return;
    };
    let server = serve();
    for (address, transport) in server.addrs().iter().zip(["udp", "tcp"]) {
        let port = address.socket_addr().unwrap().port().to_string();
        let printed = run(Command::new(programs.join("client")).args([&port, transport]));
        assert_eq!(printed, "all good\n", "{transport}");
    }
}
