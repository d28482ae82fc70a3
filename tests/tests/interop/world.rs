//! A private world for a test: its own network with nothing but loopback, its
//! own processes, its own run-time state. So a test may start an rpcbind at
//! port 111, and nothing outlives it.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use idlc_runtime::rpcbind::Rpcbind;

use super::foreign::{all_installed, command, only_if, output, printed, run};

/// Says to a test that it is in its world already.
const INSIDE: &str = "IDLC_PRIVATE_WORLD";

/// What becomes process 1 of the world: it makes the world ready, then it is
/// the test.
const SETUP: &str = r#"ip link set lo up && mount -t tmpfs tmpfs /run && exec "$0" "$@""#;

/// How a new world is begun.
const UNSHARE: [&str; 6] = [
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
];

/// Runs the test of this name, whose body `test` is, in a world of its own:
/// this program is started again there.
pub(crate) fn in_private_world(name: &str, test: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return test();
    }
    if !all_installed(&["unshare", "ip", "mount", "rpcbind", "rpcinfo"]) || !may_unshare() {
        return;
    }
    let this = std::env::current_exe().unwrap();
    let mut inside = command("unshare");
    inside
        .args(UNSHARE)
        .args(["sh", "-c", SETUP])
        .arg(this)
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1");
    let output = output(&mut inside);
    let said = printed(&output);
    let passed = output.status.success() && said.contains("1 passed");
    assert!(passed, "{name} in its world: {}\n{said}", output.status);
}

fn may_unshare() -> bool {
    let mut nothing = command("unshare");
    let allowed = output(nothing.args(UNSHARE).arg("true")).status.success();
    only_if(allowed, "the right to a private world (root)")
}

/// A real rpcbind, which ends with this value.
#[derive(Debug)]
pub(crate) struct RealRpcbind(Child);

impl RealRpcbind {
    /// Starts it in the foreground, ready for indirect calls, and returns once
    /// it answers.
    pub(crate) fn start() -> Self {
        let process = command("rpcbind")
            .args(["-f", "-w", "-r"])
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let started = Self(process);
        let (registry, began) = (Rpcbind::local().unwrap(), Instant::now());
        while let Err(error) = registry.ping() {
            assert!(began.elapsed() < Duration::from_secs(20), "{error}");
            std::thread::yield_now();
        }
        started
    }
}

impl Drop for RealRpcbind {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Gives the world a network beside loopback, in which it is the only host, and
/// returns its address there.
pub(crate) fn begin_network() -> &'static str {
    for step in [
        "link add net0 type veth peer name net1",
        "address add 192.0.2.1/24 broadcast + dev net0",
        "link set net1 up",
        "link set net0 up",
    ] {
        run(command("ip").args(step.split(' ')));
    }
    "192.0.2.1"
}
