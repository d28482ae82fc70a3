//! Our NFS client and nfs-ganesha.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Cursor;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use idlc_runtime::{AuthStat, CallError, Client, NotExecuted};
use nfs::client::{ClientError, Remote};
use nfs::nfs::{DirOpArgs, FileType, NFS, NfsClient, Stat};

use super::ganesha::{NFS_PORT, with_ganesha};
use super::nfs_server::{LARGE, random_bytes};

const TRANSPORTS: [&str; 2] = ["transport=udp", "transport=tcp"];

/// Calls under way at a time.
const AT_ONCE: usize = 16;

fn refused<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Stat {
    match result {
        Err(ClientError::Refused { stat, .. }) => stat,
        other => panic!("{other:?}"),
    }
}

fn write(remote: &Remote, place: &DirOpArgs, data: &[u8]) -> Result<u64, ClientError> {
    remote.write_file(place, 0o640, AT_ONCE, &mut Cursor::new(data), |_, _| ())
}

#[test]
fn three_hundred_files_are_listed() {
    with_ganesha(
        "interop::nfs_client::three_hundred_files_are_listed",
        |ganesha| {
            for number in 0..300 {
                let file = ganesha.folder.join(format!("file-{number}"));
                fs::write(file, vec![0; number]).unwrap();
            }
            for transport in TRANSPORTS {
                let remote = ganesha.mounted(transport);
                let listed = remote.list(&remote.find(b"/").unwrap().handle).unwrap();
                assert_eq!(listed.len(), 300, "{transport}");
                let sizes: BTreeSet<_> = listed
                    .into_iter()
                    .map(|file| (file.name, file.attributes.unwrap().size))
                    .collect();
                let expected =
                    (0..300).map(|number| (format!("file-{number}").into_bytes(), number));
                assert_eq!(sizes, expected.collect(), "{transport}");
            }
        },
    );
}

#[test]
fn a_large_file_goes_there_and_back() {
    with_ganesha(
        "interop::nfs_client::a_large_file_goes_there_and_back",
        |ganesha| {
            let data = random_bytes(LARGE);
            for transport in TRANSPORTS {
                let remote = ganesha.mounted(transport);
                let place = remote.place(b"/large").unwrap();
                let written = write(&remote, &place, &data).unwrap();
                assert_eq!(written, LARGE as u64, "{transport}");
                let on_disk = fs::read(ganesha.folder.join("large")).unwrap();
                assert!(on_disk == data, "{transport}: it differs on the disk");
                let mut received = Vec::with_capacity(LARGE);
                let file = remote.find(b"/large").unwrap();
                let take = |data: &[u8]| {
                    received.extend_from_slice(data);
                    Ok(())
                };
                let read = remote.read_file(&file, b"large", AT_ONCE, take).unwrap();
                assert_eq!(read, LARGE as u64, "{transport}");
                assert!(received == data, "{transport}: it differs when read");
                remote.remove(&place).unwrap();
                assert!(!ganesha.folder.join("large").exists());
            }
        },
    );
}

#[test]
fn files_and_folders_are_made_found_and_removed() {
    let name = "interop::nfs_client::files_and_folders_are_made_found_and_removed";
    with_ganesha(name, |ganesha| {
        for transport in TRANSPORTS {
            let remote = ganesha.mounted(transport);
            let folder = remote.place(b"/d").unwrap();
            remote.make_folder(&folder, 0o750).unwrap();
            let file = remote.place(b"/d/f").unwrap();
            write(&remote, &file, b"hello").unwrap();
            let on_disk = ganesha.folder.join("d/f");
            assert_eq!(fs::read(&on_disk).unwrap(), b"hello");
            assert_eq!(
                File::open(&on_disk).unwrap().metadata().unwrap().mode() & 0o777,
                0o640
            );
            std::os::unix::fs::symlink("d/f", ganesha.folder.join("link")).unwrap();
            let found = remote.find(b"/link").unwrap().attributes;
            assert_eq!((found.kind, found.size), (FileType::Reg, 5));
            let itself = remote.find_itself(b"/link").unwrap();
            assert_eq!(remote.target(&itself.handle, b"link").unwrap(), b"d/f");
            assert_eq!(refused(remote.make_folder(&folder, 0o750)), Stat::Exist);
            assert_eq!(refused(remote.remove_folder(&folder)), Stat::Notempty);
            assert_eq!(refused(remote.find(b"/d/x")), Stat::Noent);
            remote.remove(&file).unwrap();
            remote.remove(&remote.place(b"/link").unwrap()).unwrap();
            remote.remove_folder(&folder).unwrap();
            assert_eq!(fs::read_dir(&ganesha.folder).unwrap().count(), 0);
        }
    });
}

#[test]
fn who_we_say_we_are_counts() {
    with_ganesha("interop::nfs_client::who_we_say_we_are_counts", |ganesha| {
        let everybody = PermissionsExt::from_mode(0o777);
        fs::set_permissions(&ganesha.folder, everybody).unwrap();
        for transport in TRANSPORTS {
            let user = |number| ganesha.mounted(&format!("{transport}&uid={number}&gid={number}"));
            let (alice, bob) = (user(1001), user(1002));
            let place = alice.place(b"/hers").unwrap();
            write(&alice, &place, b"hers").unwrap();
            let on_disk = fs::metadata(ganesha.folder.join("hers")).unwrap();
            assert_eq!((on_disk.uid(), on_disk.gid()), (1001, 1001));
            assert_eq!(refused(write(&bob, &place, b"his")), Stat::Acces);
            alice.remove(&place).unwrap();
        }
    });
}

#[test]
fn nobody_is_denied() {
    with_ganesha("interop::nfs_client::nobody_is_denied", |ganesha| {
        for (transport, scheme) in TRANSPORTS.into_iter().zip(["udp", "tcp"]) {
            let root = ganesha.mounted(transport).find(b"/").unwrap().handle;
            let client = Client::connect(&NFS, format!("{scheme}://127.0.0.1:{NFS_PORT}"));
            let denied = NfsClient::new(client.unwrap()).getattr(&root);
            let Err(CallError::NotExecuted {
                why: NotExecuted::Denied(why),
            }) = denied
            else {
                panic!("{denied:?}");
            };
            assert!(
                why.to_string().contains(&AuthStat::TOOWEAK.to_string()),
                "{why}"
            );
        }
    });
}
