//! A folder with a file to send, and the processes of a transfer.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use idlc_runtime::proto::random::Random;

/// Blocks that a sender has under way.
pub(crate) const AT_ONCE: u64 = 4;

/// The folders of both ends.
pub(crate) struct World {
    folder: PathBuf,
    /// Where the server listens, also after a restart.
    server: String,
}

/// A process that listens somewhere.
pub(crate) struct Listening {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub(crate) address: String,
}

/// A process that sends.
pub(crate) struct Sender(Child);

/// What a sender printed.
pub(crate) struct Report(String);

impl World {
    /// A file of so many random bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("file-transfer-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::create_dir(folder.join("received")).unwrap();
        let mut random = Random::new(number.into());
        let words = bytes.div_ceil(8);
        let mut content: Vec<u8> = (0..words)
            .flat_map(|_| random.next_u64().to_ne_bytes())
            .collect();
        content.truncate(bytes);
        std::fs::write(folder.join("file"), content).unwrap();
        let server = free_address();
        Self { folder, server }
    }

    /// Starts a server at the address of this world, on the folder of this world.
    pub(crate) fn serve(&self, options: &[&str]) -> Listening {
        let mut command = command("serve");
        command.arg(self.folder.join("received")).arg(&self.server);
        Listening::start(command.arg("--verbose").args(options))
    }

    /// Starts a link to the server that loses so much.
    pub(crate) fn link(&self, drop: &str) -> Listening {
        Listening::start(command("link").args(["--drop", drop, "127.0.0.1:0", &self.server]))
    }

    /// Starts to send the file.
    pub(crate) fn send(&self, address: &str) -> Sender {
        let mut command = command("send");
        command.arg(self.folder.join("file")).arg(address);
        command.args(["--block", "64", "--at-once", &AT_ONCE.to_string()]);
        command.args(["--patience", "100"]);
        Sender(command.stdout(Stdio::piped()).spawn().unwrap())
    }

    pub(crate) fn sent(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("file")).unwrap()
    }

    pub(crate) fn received(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("received/file")).unwrap()
    }

    /// Makes the file another one of the same size.
    pub(crate) fn change_the_source(&self) {
        let changed: Vec<u8> = self.sent().iter().map(|byte| !byte).collect();
        std::fs::write(self.folder.join("file"), changed).unwrap();
    }

    /// What the server has of the file so far.
    pub(crate) fn part(&self) -> File {
        let path = self.folder.join("received/.file.part");
        File::options().read(true).write(true).open(path).unwrap()
    }

    /// The first block that the server's journal names.
    pub(crate) fn first_stored_block(&self) -> u64 {
        let path = self.folder.join("received/.file.journal");
        let journal = std::fs::read_to_string(path).unwrap();
        let line = journal.lines().nth(1).unwrap();
        line.split_once(' ').unwrap().0.parse().unwrap()
    }

    pub(crate) fn nothing_else_is_left(&self) -> bool {
        let received = std::fs::read_dir(self.folder.join("received")).unwrap();
        received.count() == 1
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // What is left behind lies among the system's temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Listening {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut listening = Self {
            child,
            lines,
            address: String::new(),
        };
        let line = listening.next_line();
        let address = line.strip_prefix("listening at ").unwrap();
        listening.address.push_str(address);
        listening
    }

    /// Waits until so many more blocks are on the disk.
    pub(crate) fn wait_for_blocks(&mut self, count: usize) {
        let mut seen = 0;
        while seen < count {
            seen += usize::from(self.next_line().ends_with("is on the disk"));
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the process has ended");
        line.trim_end().to_owned()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.end();
    }
}

impl Sender {
    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        let status = self.0.wait().unwrap();
        assert!(!status.success(), "it was killed before it was done");
    }

    /// Waits until the file was sent.
    pub(crate) fn finish(self) -> Report {
        let output = self.0.wait_with_output().unwrap();
        assert!(output.status.success(), "the sender gave up");
        Report(String::from_utf8(output.stdout).unwrap())
    }
}

impl Report {
    /// The number behind these words.
    pub(crate) fn count(&self, words: &str) -> u64 {
        let mut lines = self.0.lines();
        let count = lines.find_map(|line| line.strip_prefix(words)).unwrap();
        count.trim().parse().unwrap()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn command(name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_file-transfer"));
    command.arg(name);
    command
}

/// An address that nobody listens at, to be used by one server after another.
fn free_address() -> String {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap().to_string()
}
