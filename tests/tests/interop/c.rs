//! Builds the C client and the C server with rpcgen, cc and libtirpc.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use super::foreign::{all_installed, command, run};

/// What building the C programs needs.
const TOOLS: [&str; 3] = ["rpcgen", "cc", "pkg-config"];

/// Folder of the built programs; `None` where they cannot be built.
pub(crate) fn programs() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    BUILT
        .get_or_init(|| all_installed(&TOOLS).then(build))
        .as_deref()
}

fn build() -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/interop");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
    // rpcgen refuses to overwrite.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["types.x", "sample.h", "sample.c", "client.c", "server.c"] {
        std::fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    for (what, file) in [
        ("-h", "types.h"),
        ("-c", "types_xdr.c"),
        ("-l", "types_clnt.c"),
        ("-m", "types_svc.c"),
    ] {
        let arguments = ["-C", "-N", what, "-o", file, "types.x"];
        run(command("rpcgen").args(arguments).current_dir(&folder));
    }
    let flags = run(command("pkg-config").args(["--cflags", "--libs", "libtirpc"]));
    for (program, stubs) in [("client", "types_clnt.c"), ("server", "types_svc.c")] {
        let main = format!("{program}.c");
        run(command("cc")
            .args(["-w", "-o", program, &main, "sample.c", "types_xdr.c", stubs])
            .args(flags.split_whitespace())
            .current_dir(&folder));
    }
    folder
}

/// A running C server; it ends with this value.
#[derive(Debug)]
pub(crate) struct CServer {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl CServer {
    /// Starts the server, which prints its port once it can be called.
    pub(crate) fn start(programs: &Path) -> Self {
        let mut process = std::process::Command::new(programs.join("server"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let printed = process.stdout.take().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let port: u16 = line
            .trim()
            .parse()
            .unwrap_or_else(|e| panic!("{line:?}: {e}"));
        Self {
            process,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }
}

impl Drop for CServer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
