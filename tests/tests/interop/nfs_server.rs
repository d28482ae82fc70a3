//! NFS clients that nobody here wrote, and our server.

use std::fs;

use idlc_runtime::proto::random::Random;
use idlc_runtime::{Client, Server};
use nfs::fs::{FileSystem, Room};
use nfs::mount::{MOUNT, Mount1Server, MountClient, MountServer};
use nfs::nfs::NfsServer;
use nfs::server::{FileServer, Rules};

use super::foreign::{all_installed, command, output, run};
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
        .tcp("127.0.0.1:2049")
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

/// As libnfs calls a place. It mounts the folder that a file is in, and says that
/// `/` cannot be that.
fn place(path: &str) -> String {
    format!("nfs://127.0.0.1/folder{path}")
}

#[test]
fn libnfs_copies_a_large_file_there_and_back() {
    let name = "interop::nfs_server::libnfs_copies_a_large_file_there_and_back";
    with_server(name, &["nfs-ls", "nfs-cat", "nfs-cp"], |_server| {
        // The world's run-time state is kept in memory, and ends with it.
        let [sent, received] = ["sent", "received"].map(|name| format!("/run/{name}"));
        let data = random_bytes(LARGE);
        fs::write(&sent, &data).unwrap();
        run(command("nfs-cp").args([&sent, &place("/large")]));
        let listed = run(command("nfs-ls").arg(place("")));
        let words: Vec<_> = listed.split_whitespace().collect();
        assert_eq!(words[4..], ["100000000", "large"], "{listed}");
        run(command("nfs-cp").args([&place("/large"), &received]));
        let is_same = |bytes: &[u8]| bytes == data;
        assert!(is_same(&fs::read(received).unwrap()));
        let printed = output(command("nfs-cat").arg(place("/large"))).stdout;
        assert!(is_same(&printed));
    });
}

#[test]
fn qemu_makes_a_disk_and_reads_it() {
    let name = "interop::nfs_server::qemu_makes_a_disk_and_reads_it";
    with_server(name, &["qemu-img"], |_server| {
        let [sent, received] = ["sent.raw", "received.raw"].map(|name| format!("/run/{name}"));
        let mut data = random_bytes(3 << 20);
        // Something is left out, as of most disks.
        data.resize(64 << 20, 0);
        fs::write(&sent, &data).unwrap();
        let disk = place("/disk.qcow2");
        let convert = |arguments: &[&str]| {
            run(command("qemu-img").arg("convert").args(arguments));
        };
        convert(&["-f", "raw", "-O", "qcow2", &sent, &disk]);
        let said = run(command("qemu-img").args(["info", &disk]));
        assert!(said.contains("file format: qcow2"), "{said}");
        assert!(said.contains("virtual size: 64 MiB"), "{said}");
        convert(&["-f", "qcow2", "-O", "raw", &disk, &received]);
        assert!(fs::read(received).unwrap() == data, "it differs when read");
    });
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
                "100003  3           2049/tcp   nfs",
                "100003  3           2049/udp   nfs",
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
