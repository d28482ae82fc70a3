//! A server process, a folder here, and the command.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use idlc_runtime::proto::random::Random;

pub(crate) struct World {
    folder: PathBuf,
    server: Child,
    /// What the server prints; it must not be closed while it runs.
    _printed: BufReader<ChildStdout>,
    udp: String,
    tcp: String,
}

impl World {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("nfs-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        let mut server = Command::new(env!("CARGO_BIN_EXE_nfs-serve"))
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(server.stdout.take().unwrap());
        let mut address = |start| {
            let mut line = String::new();
            printed.read_line(&mut line).unwrap();
            let address = line.strip_prefix("listening at ").unwrap();
            address.trim_end().strip_prefix(start).unwrap().to_owned()
        };
        Self {
            udp: address(""),
            tcp: address("tcp://"),
            folder,
            server,
            _printed: printed,
        }
    }

    /// A place at the server.
    pub(crate) fn place(&self, path: &str) -> String {
        let (_, port) = self.tcp.rsplit_once(':').unwrap();
        format!("nfs://{}{path}?mountport={port}", self.tcp)
    }

    /// The same over UDP.
    pub(crate) fn place_by_udp(&self, path: &str) -> String {
        let (_, port) = self.udp.rsplit_once(':').unwrap();
        format!("nfs://{}{path}?mountport={port}&transport=udp", self.udp)
    }

    /// A path here.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// A file here of so many random bytes.
    pub(crate) fn file(&self, name: &str, bytes: usize) -> String {
        let mut random = Random::new(bytes as u64);
        let words = (0..bytes.div_ceil(8)).flat_map(|_| random.next_u64().to_ne_bytes());
        fs::write(self.path(name), words.take(bytes).collect::<Vec<_>>()).unwrap();
        self.path(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// What the command prints, which is to succeed.
    pub(crate) fn nfs(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.nfs_bytes(arguments)).unwrap()
    }

    pub(crate) fn nfs_bytes(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        // Without a terminal there is no bar.
        assert_eq!(said, "", "{arguments:?}");
        output.stdout
    }

    /// What the command says that is to fail.
    pub(crate) fn nfs_fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nfs"));
        command.current_dir(&self.folder).args(arguments);
        command.output().unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        fs::remove_dir_all(&self.folder).unwrap();
    }
}
