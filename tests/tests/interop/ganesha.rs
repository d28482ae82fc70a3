//! nfs-ganesha in a private world, with a folder to serve.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use idlc_runtime::Client;
use idlc_runtime::rpcbind::{Protocol, Rpcbind};
use nfs::client::{Location, Remote};
use nfs::mount::MOUNT;
use nfs::nfs::{NFS, NfsClient};

use super::c::empty_folder;
use super::foreign::{all_installed, command};
use super::world::{RealRpcbind, in_private_world};

pub(crate) const NFS_PORT: u16 = 2049;
const MOUNT_PORT: u16 = 4050;

/// A running server; it ends with this value.
#[derive(Debug)]
pub(crate) struct Ganesha {
    process: Child,
    /// What it serves, as we see it here.
    pub(crate) folder: PathBuf,
}

/// Runs the test of this name in a world with ganesha.
pub(crate) fn with_ganesha(name: &str, test: impl FnOnce(&Ganesha)) {
    if !all_installed(&["ganesha.nfsd"]) {
        return;
    }
    in_private_world(name, || {
        // Ganesha does not start where it cannot register itself.
        let _rpcbind = RealRpcbind::start();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name.replace("::", "-"));
        test(&Ganesha::start(&empty_folder(&folder)));
        fs::remove_dir_all(folder).unwrap();
    });
}

impl Ganesha {
    fn start(folder: &Path) -> Self {
        // Run-time state of the world, which is a new one.
        let state = Path::new("/run/ganesha");
        fs::create_dir_all(state).unwrap();
        let exported = folder.join("exported");
        fs::create_dir(&exported).unwrap();
        let settings = state.join("vfs.conf");
        fs::write(&settings, configuration(&exported, state)).unwrap();
        let process = command("ganesha.nfsd")
            .arg("-F")
            .args([Path::new("-L"), &state.join("log")])
            .args([Path::new("-f"), &settings])
            .args([Path::new("-p"), &state.join("pid")])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Killed also where it never answers.
        let started = Self {
            process,
            folder: exported,
        };
        wait_until_it_answers(state);
        started
    }

    /// A path in the folder, as our client calls it.
    pub(crate) fn place(&self, path: &str, options: &str) -> Location {
        let folder = self.folder.to_str().unwrap();
        format!("nfs://127.0.0.1{folder}{path}?{options}")
            .parse()
            .unwrap()
    }

    /// The folder as our client has mounted it.
    pub(crate) fn mounted(&self, options: &str) -> Remote {
        Remote::connect(&self.place("", options)).unwrap().0
    }
}

impl Drop for Ganesha {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// It answers before it has registered itself, and MOUNT over TCP is what it
/// registers last.
fn wait_until_it_answers(state: &Path) {
    let nfs = Client::connect(&NFS, format!("udp://127.0.0.1:{NFS_PORT}"));
    let nfs = NfsClient::new(nfs.unwrap());
    let registry = Rpcbind::local().unwrap();
    let is_registered = || {
        let mount = registry.port_of(MOUNT.program, MOUNT.version, Protocol::Tcp);
        mount.unwrap() == Some(MOUNT_PORT)
    };
    let began = Instant::now();
    while nfs.null().is_err() || !is_registered() {
        let log = || fs::read_to_string(state.join("log")).unwrap_or_default();
        assert!(began.elapsed() < Duration::from_secs(60), "{}", log());
        std::thread::yield_now();
    }
}

fn configuration(exported: &Path, state: &Path) -> String {
    let (exported, state) = (exported.display(), state.display());
    format!(
        "NFS_CORE_PARAM {{
            Protocols = 3;
            NFS_Port = {NFS_PORT};
            MNT_Port = {MOUNT_PORT};
            Enable_UDP = true;
            Enable_NLM = false;
            Enable_RQUOTA = false;
        }}
        NFSv4 {{ Graceless = true; RecoveryRoot = {state}; }}
        EXPORT {{
            Export_Id = 1;
            Path = {exported};
            Pseudo = /exported;
            Protocols = 3;
            Transports = UDP, TCP;
            Access_Type = RW;
            Squash = No_Root_Squash;
            SecType = sys;
            FSAL {{ Name = VFS; }}
        }}
        "
    )
}
