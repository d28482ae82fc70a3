//! MOUNT, in both versions.

use idlc_runtime::Client;
use nfs::mount::{MOUNT1, Mount1Client, Mount1Res, MountRes, MountStat};

use crate::world::{ALICE, World};

#[test]
fn any_folder_can_be_mounted_and_nothing_else() {
    let world = World::new();
    let user = world.user(ALICE);
    let folder = user.folder("d");
    user.file("f");
    let mount = |path: &[u8]| match user.mount.mnt(path).unwrap() {
        MountRes::Ok(mounted) => Ok(mounted),
        MountRes::Default(stat) => Err(stat),
    };
    let mounted = mount(b"/d/").unwrap();
    assert_eq!(mounted.handle, folder);
    assert_eq!(mounted.auth_flavors, [1, 0]);
    assert_eq!(mount(b"/f"), Err(MountStat::Notdir));
    assert_eq!(mount(b"/d/x"), Err(MountStat::Noent));
}

#[test]
fn who_mounted_what_is_remembered_until_it_is_unmounted() {
    let world = World::new();
    let user = world.user(ALICE);
    user.folder("d");
    let mounted = || {
        let list = user.mount.dump().unwrap();
        let text = |it: &[u8]| String::from_utf8(it.to_vec()).unwrap();
        let line = |it: &nfs::mount::MountList| text(&it.hostname) + ":" + &text(&it.directory);
        list.iter().map(line).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        user.mount.mnt(b"/d").unwrap();
    }
    assert_eq!(mounted(), ["127.0.0.1:/", "127.0.0.1:/d"]);
    user.mount.umnt(b"/").unwrap();
    assert_eq!(mounted(), ["127.0.0.1:/d"]);
    user.mount.umntall().unwrap();
    assert!(mounted().is_empty());
}

#[test]
fn everything_is_exported_to_everybody() {
    let world = World::new();
    let exports = world.user(ALICE).mount.export().unwrap();
    assert_eq!(exports.len(), 1);
    assert_eq!(*exports[0].directory, *b"/");
    assert!(exports[0].allowed.is_empty());
}

#[test]
fn version_1_gives_the_same_handle_with_zeros_behind_it() {
    let world = World::new();
    let client = Client::connect(&MOUNT1, world.address()).unwrap();
    let client = Mount1Client::new(client);
    let Mount1Res::Case0(handle) = client.mnt(b"/").unwrap() else {
        panic!("refused");
    };
    let root = world.user(ALICE).root;
    assert_eq!(handle[..16], *root);
    assert_eq!(handle[16..], [0; 16]);
    assert_eq!(client.mnt(b"/x").unwrap(), Mount1Res::Default(2));
    assert_eq!(client.export().unwrap().len(), 1);
}
