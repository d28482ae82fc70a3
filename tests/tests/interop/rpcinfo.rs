//! What rpcinfo says of our server.

use super::foreign::{all_installed, command, output, printed};
use super::sample::serve;
use crate::types::TYPES_PROG_V1;

/// rpcinfo's words on a version of our program at our server, and whether it
/// was content.
fn rpcinfo(transport: &str, version: u32) -> Option<(String, bool)> {
    if !all_installed(&["rpcinfo"]) {
        return None;
    }
    let server = serve();
    let place = usize::from(transport == "tcp");
    let address = server.addrs()[place].socket_addr().unwrap();
    let [high, low] = address.port().to_be_bytes();
    let universal_address = format!("127.0.0.1.{high}.{low}");
    let program = TYPES_PROG_V1.program.to_string();
    let output = output(
        command("rpcinfo")
            .args(["-a", &universal_address, "-T", transport, &program])
            .arg(version.to_string()),
    );
    Some((printed(&output), output.status.success()))
}

#[test]
fn rpcinfo_finds_our_version_ready() {
    for transport in ["udp", "tcp"] {
        let Some((said, content)) = rpcinfo(transport, TYPES_PROG_V1.version.0) else {
            return;
        };
        assert!(content && said.contains("ready and waiting"), "{said}");
    }
}

#[test]
fn rpcinfo_is_told_which_versions_there_are() {
    for transport in ["udp", "tcp"] {
        let Some((said, content)) = rpcinfo(transport, 9) else {
            return;
        };
        let is_told = said.contains("Program/version mismatch");
        assert!(!content && is_told, "{said}");
        assert!(said.contains("low version = 1, high version = 1"), "{said}");
    }
}
