//! NFS clients that nobody here wrote, and our server.

use idlc_runtime::proto::random::Random;
use idlc_runtime::{Client, Server};
use nfs::fs::{FileSystem, Room};
use nfs::mount::{MOUNT, Mount1Server, MountClient, MountServer};
use nfs::nfs::NfsServer;
use nfs::server::{FileServer, Rules};

use super::foreign::{all_installed, command, run};
use super::world::{RealRpcbind, in_private_world};

/// A file of 100 MB.
pub(crate) const LARGE: usize = 100_000_000;

pub(crate) fn random_bytes(count: usize) -> Vec<u8> {
    let mut random = Random::new(5);
    let words = (0..count.div_ceil(8)).flat_map(|_| random.next_u64().to_ne_bytes());
    words.take(count).collect()
}

/// Our server, at the port of NFS and known to rpcbind, with a file and a folder.
fn with_server(name: &str, programs: &[&str], test: impl FnOnce(&Server)) {
    if !all_installed(programs) {
        return;
    }
    in_private_world(name, || {
        let _rpcbind = RealRpcbind::start();
        let server = serve();
        test(&server);
        server.shutdown().unwrap();
    });
}

fn serve() -> Server {
    let files = FileServer::new(FileSystem::new(Room::new(1 << 30)), Rules::default());
    let server = Server::builder()
        .udp("127.0.0.1:2049")
        .register()
        .service(MountServer::new(files.clone()))
        .service(Mount1Server::new(files.clone()))
        .serve(NfsServer::new(files))
        .unwrap();
    let place = |path| format!("nfs://127.0.0.1{path}?mountport=2049");
    let (remote, path) = nfs::client::Remote::connect(&place("/folder").parse().unwrap()).unwrap();
    remote
        .make_folder(&remote.place(&path).unwrap(), 0o751)
        .unwrap();
    let file = remote.place(b"/greeting").unwrap();
    let mut data = std::io::Cursor::new(b"hello\n");
    remote
        .write_file(&file, 0o640, 1, &mut data, |_, _| ())
        .unwrap();
    server
}

#[test]
fn showmount_sees_exports_and_mounts() {
    let name = "interop::nfs_server::showmount_sees_exports_and_mounts";
    with_server(name, &["showmount"], |server| {
        let exports = run(command("showmount").args(["--no-headers", "-e", "127.0.0.1"]));
        assert_eq!(exports.trim_end(), "/ (everyone)");
        let client = Client::connect(&MOUNT, format!("udp://{}", server.addr()));
        MountClient::new(client.unwrap()).mnt(b"/folder").unwrap();
        let mounts = run(command("showmount").args(["--no-headers", "-a", "127.0.0.1"]));
        assert_eq!(mounts, "127.0.0.1:/\n127.0.0.1:/folder\n");
    });
}

#[test]
fn nmap_lists_files_room_and_exports() {
    let name = "interop::nfs_server::nmap_lists_files_room_and_exports";
    with_server(name, &["nmap"], |_server| {
        let scripts = "rpcinfo,nfs-showmount,nfs-ls,nfs-statfs";
        for scan in ["-sU", "-sT"] {
            let arguments = ["-n", "-Pn", scan, "-p", "111", "--script", scripts];
            let said = run(command("nmap").args(arguments).arg("127.0.0.1"));
            for line in [
                "|   100003  3           2049/udp   nfs",
                "nfs-ls: Volume /",
                "access: Read Lookup Modify Extend Delete NoExecute",
                "| nfs-showmount: \n|_  / \n",
                "1048576.0",
            ] {
                assert!(said.contains(line), "{line} in\n{said}");
            }
            let listed = |name: &str, wanted: &str| {
                let line = said.lines().find(|line| line.ends_with(name));
                assert!(line.is_some_and(|line| line.contains(wanted)), "{said}");
            };
            listed(" folder", "rwxr-x--x");
            listed(" greeting", "rw-r-----");
        }
    });
}
