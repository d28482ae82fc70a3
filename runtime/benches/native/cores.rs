//! Where threads run, and who else wants to run there.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

/// The argument that makes this program a busy process.
pub(crate) const BUSY: &str = "--busy-on-core";

/// Pins the calling thread, and the threads that it will start.
pub(crate) fn pin(core: usize) {
    let mut cores = CpuSet::new();
    cores.set(core).unwrap();
    sched_setaffinity(Pid::from_raw(0), &cores)
        .unwrap_or_else(|error| panic!("needs core {core}: {error}"));
}

/// Lets the calling thread run on either of the two cores.
pub(crate) fn unpin() {
    let mut cores = CpuSet::new();
    cores.set(0).unwrap();
    cores.set(1).unwrap();
    sched_setaffinity(Pid::from_raw(0), &cores).unwrap();
}

/// A process that does nothing but want a core, until it is dropped.
pub(crate) struct BusyProcess(Child);

impl BusyProcess {
    pub(crate) fn on(core: usize) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([BUSY, &core.to_string()])
            .stdin(Stdio::piped())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for BusyProcess {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What a busy process does; it ends with the process that started it.
pub(crate) fn be_busy() -> ! {
    let core = std::env::args().nth(2).unwrap();
    pin(core.parse().unwrap());
    thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    loop {
        std::hint::black_box(());
    }
}
