//! The journal's server as a process of its own, to be killed and restarted.

use std::io::{BufRead, BufReader, Lines};
use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use idlc_tests::journal::Journal;

/// The process, the address at which it comes back, and its journal.
#[derive(Debug)]
pub(crate) struct Served {
    address: SocketAddr,
    journal: PathBuf,
    process: Child,
    output: Lines<BufReader<ChildStdout>>,
}

impl Served {
    /// Starts the server with a journal of that name, which is emptied.
    pub(crate) fn start(name: &str) -> Self {
        let journal = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{name}-{}.journal", std::process::id()));
        std::fs::write(&journal, []).unwrap();
        let address = free_address();
        let (process, output) = launch(address, &journal);
        Self {
            address,
            journal,
            process,
            output,
        }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What was executed, by all processes so far.
    pub(crate) fn journal(&self) -> Vec<u64> {
        Journal::read(&self.journal).unwrap()
    }

    /// Waits until the server says something.
    pub(crate) fn next_line(&mut self) -> String {
        self.output.next().unwrap().unwrap()
    }

    /// Ends the process with `SIGKILL`.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Stops the process with `SIGSTOP`: it lives, and does nothing.
    pub(crate) fn freeze(&self) {
        let process = self.process.id().to_string();
        let done = Command::new("kill").args(["-STOP", &process]).status();
        assert!(done.unwrap().success());
    }

    /// Starts it anew after it was killed.
    pub(crate) fn restart(&mut self) {
        (self.process, self.output) = launch(self.address, &self.journal);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
        std::fs::remove_file(&self.journal).unwrap();
    }
}

/// Returns once the server listens.
fn launch(address: SocketAddr, journal: &PathBuf) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_journal"))
        .arg(address.to_string())
        .arg(journal)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
    let listens = output.next().expect("the server starts").unwrap();
    assert_eq!(listens, address.to_string());
    (process, output)
}

/// A port below those that the system gives to whoever asks for none, so that
/// nobody has it while the server is restarted.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let first = 10_000 + std::process::id() % 10_000;
    std::iter::from_fn(|| Some(first + NEXT.fetch_add(1, Ordering::SeqCst)))
        .map(|port| SocketAddr::from(([127, 0, 0, 1], u16::try_from(port).unwrap())))
        .find(|address| UdpSocket::bind(address).is_ok())
        .expect("a port is free")
}
