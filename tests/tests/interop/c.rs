//! Builds the C client and the C server with rpcgen, cc and libtirpc.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;

use super::foreign::{all_installed, command, run};

/// What building the C programs needs.
pub(crate) const C_TOOLS: [&str; 3] = ["rpcgen", "cc", "pkg-config"];

/// Whether C has the types of a fixture: no union holds itself there, though
/// rpcgen takes its description.
pub(crate) fn exists_in_c(fixture: &str) -> bool {
    fixture != "recursive_unions"
}

/// Folder of the built programs; `None` where they cannot be built.
pub(crate) fn programs() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<PathBuf>> = OnceLock::new();
    BUILT
        .get_or_init(|| all_installed(&C_TOOLS).then(build))
        .as_deref()
}

fn build() -> PathBuf {
    let folder = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop"));
    copy_sources(
        &folder,
        &[
            "types.x", "caller.h", "sample.h", "sample.c", "client.c", "server.c",
        ],
    );
    rpcgen(&folder, "types");
    for (program, stubs) in [("client", "types_clnt.c"), ("server", "types_svc.c")] {
        let main = format!("{program}.c");
        compile(&folder, program, &[&main, "sample.c", "types_xdr.c", stubs]);
    }
    folder
}

/// Builds a client in a folder of its own: from the text of NAME.x, and its
/// `main`, which may include `caller.h`.
pub(crate) fn build_client(folder: &Path, name: &str, interface: &str, main: &str) -> PathBuf {
    let folder = empty_folder(folder);
    copy_sources(&folder, &["caller.h"]);
    std::fs::write(folder.join(format!("{name}.x")), interface).unwrap();
    std::fs::write(folder.join("main.c"), main).unwrap();
    rpcgen(&folder, name);
    let [xdr, stubs] = ["xdr", "clnt"].map(|what| format!("{name}_{what}.c"));
    compile(&folder, "client", &["main.c", &xdr, &stubs]);
    folder.join("client")
}

/// A folder with nothing in it: rpcgen refuses to overwrite.
pub(crate) fn empty_folder(folder: &Path) -> PathBuf {
    if folder.exists() {
        std::fs::remove_dir_all(folder).unwrap();
    }
    std::fs::create_dir_all(folder).unwrap();
    folder.to_owned()
}

fn copy_sources(folder: &Path, files: &[&str]) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/interop");
    for file in files {
        std::fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
}

/// `NAME.x` becomes `NAME.h`, `NAME_xdr.c`, `NAME_clnt.c` and `NAME_svc.c`.
pub(crate) fn rpcgen(folder: &Path, name: &str) {
    for (what, ending) in [
        ("-h", ".h"),
        ("-c", "_xdr.c"),
        ("-l", "_clnt.c"),
        ("-m", "_svc.c"),
    ] {
        let (from, to) = (format!("{name}.x"), format!("{name}{ending}"));
        let arguments = ["-C", "-N", what, "-o", &to, &from];
        run(command("rpcgen").args(arguments).current_dir(folder));
    }
}

/// Compiles files that are no program.
pub(crate) fn compile_only(folder: &Path, files: &[String]) {
    run(command("cc")
        .args(["-w", "-c"])
        .args(files)
        .args(flags().split_whitespace())
        .current_dir(folder));
}

pub(crate) fn compile(folder: &Path, program: &str, files: &[&str]) {
    run(command("cc")
        .args(["-w", "-o", program])
        .args(files)
        .args(flags().split_whitespace())
        .current_dir(folder));
}

/// What the compiler needs to know to find libtirpc.
fn flags() -> &'static str {
    static FLAGS: OnceLock<String> = OnceLock::new();
    FLAGS.get_or_init(|| run(command("pkg-config").args(["--cflags", "--libs", "libtirpc"])))
}

/// A running C server; it ends with this value.
#[derive(Debug)]
pub(crate) struct CServer {
    process: Child,
    pub(crate) address: SocketAddr,
    pub(crate) tcp: SocketAddr,
}

impl CServer {
    /// Starts the server, which prints its ports once it can be called.
    pub(crate) fn start(programs: &Path) -> Self {
        let mut process = std::process::Command::new(programs.join("server"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let printed = process.stdout.take().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let ports: Vec<u16> = line.split_whitespace().flat_map(str::parse).collect();
        let [udp, tcp] = ports[..] else {
            panic!("{line:?}");
        };
        Self {
            process,
            address: SocketAddr::from(([127, 0, 0, 1], udp)),
            tcp: SocketAddr::from(([127, 0, 0, 1], tcp)),
        }
    }

    /// How it is called, in each way.
    pub(crate) fn addresses(&self) -> [String; 2] {
        [
            format!("udp://{}", self.address),
            format!("tcp://{}", self.tcp),
        ]
    }
}

impl Drop for CServer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
