//! GETATTR, SETATTR, ACCESS, FSSTAT, FSINFO, PATHCONF, and who may do what.

use nfs::nfs::{
    ACCESS3_DELETE, ACCESS3_EXECUTE, ACCESS3_EXTEND, ACCESS3_LOOKUP, ACCESS3_MODIFY, ACCESS3_READ,
    AccessRes, FsinfoRes, FsstatRes, NfsFh, NfsTime, PathconfRes, ReadRes, Sattr, SetTime,
    SetattrRes, Stat, WccData,
};
use nfs::server::Rules;

use crate::world::{ALICE, BOB, ROOT, User, World, mode, sattr};

fn set(user: &User, file: &NfsFh, new: &Sattr, guard: Option<NfsTime>) -> Result<WccData, Stat> {
    match user.nfs.setattr(file, new, guard).unwrap() {
        SetattrRes::Ok(changed) => Ok(changed),
        SetattrRes::Default(stat, _) => Err(stat),
    }
}

fn may(user: &User, file: &NfsFh) -> u32 {
    match user.nfs.access(file, u32::MAX).unwrap() {
        AccessRes::Ok(granted) => granted.access,
        AccessRes::Default(stat, _) => panic!("{stat:?}"),
    }
}

#[test]
fn a_guard_that_has_changed_prevents_the_change() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let seen = user.attributes(&file).unwrap().ctime;
    let changed = set(&user, &file, &mode(0o600), Some(seen)).unwrap();
    assert_eq!(changed.before.unwrap().ctime, seen);
    assert_eq!(changed.after.unwrap().mode, 0o600);
    let late = set(&user, &file, &mode(0o777), Some(seen));
    assert_eq!(late, Err(Stat::NotSync));
    assert_eq!(user.attributes(&file).unwrap().mode, 0o600);
}

#[test]
fn a_file_is_cut_and_grows_by_a_hole() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    user.write(&file, 0, b"abcdef").unwrap();
    for size in [2, 1 << 30] {
        let new = Sattr {
            size: Some(size),
            ..sattr()
        };
        let after = set(&user, &file, &new, None).unwrap().after.unwrap();
        assert_eq!((after.size, after.used), (size, 16 << 10));
    }
    let ReadRes::Ok(read) = user.nfs.read(&file, 0, 4).unwrap() else {
        panic!("not read");
    };
    assert_eq!(read.data, b"ab\0\0");
    let endless = Sattr {
        size: Some(u64::MAX),
        ..sattr()
    };
    assert_eq!(set(&user, &file, &endless, None), Err(Stat::Fbig));
}

#[test]
fn times_are_set_as_told() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let told = NfsTime {
        seconds: 1_000_000_000,
        nseconds: 5,
    };
    let new = Sattr {
        mtime: SetTime::SetToClientTime(told),
        atime: SetTime::SetToServerTime,
        ..sattr()
    };
    let after = set(&user, &file, &new, None).unwrap().after.unwrap();
    assert_eq!(after.mtime, told);
    assert!(after.atime > told && after.ctime > told);
    let impossible = Sattr {
        mtime: SetTime::SetToClientTime(NfsTime {
            seconds: 0,
            nseconds: 1_000_000_000,
        }),
        ..sattr()
    };
    assert_eq!(set(&user, &file, &impossible, None), Err(Stat::Inval));
}

#[test]
fn only_the_owner_changes_permissions_and_only_root_gives_files_away() {
    let world = World::new();
    let (alice, bob, root) = (world.user(ALICE), world.user(BOB), world.user(ROOT));
    let file = alice.file("a");
    let to_bob = Sattr {
        uid: Some(BOB),
        ..sattr()
    };
    assert_eq!(set(&bob, &file, &mode(0o777), None), Err(Stat::Perm));
    assert_eq!(set(&alice, &file, &to_bob, None), Err(Stat::Perm));
    assert!(set(&root, &file, &to_bob, None).is_ok());
    assert!(set(&bob, &file, &mode(0o600), None).is_ok());
    let touch = Sattr {
        mtime: SetTime::SetToServerTime,
        ..sattr()
    };
    assert_eq!(set(&alice, &file, &touch, None), Err(Stat::Acces));
}

#[test]
fn access_says_what_the_permission_bits_say() {
    let world = World::new();
    let (alice, bob) = (world.user(ALICE), world.user(BOB));
    let change = ACCESS3_MODIFY | ACCESS3_EXTEND;
    let file = alice.file("f");
    assert_eq!(may(&alice, &file), ACCESS3_READ | change);
    assert_eq!(may(&bob, &file), ACCESS3_READ);
    set(&alice, &file, &mode(0o710), None).unwrap();
    assert_eq!(may(&alice, &file), ACCESS3_READ | change | ACCESS3_EXECUTE);
    assert_eq!(may(&bob, &file), 0);
    let folder = alice.folder("d");
    let look = ACCESS3_READ | ACCESS3_LOOKUP;
    assert_eq!(may(&alice, &folder), look | change | ACCESS3_DELETE);
    assert_eq!(may(&bob, &folder), look);
}

#[test]
fn permissions_are_not_only_told_but_kept() {
    let world = World::new();
    let (alice, bob) = (world.user(ALICE), world.user(BOB));
    let file = alice.file("f");
    assert_eq!(bob.write(&file, 0, b"x"), Err(Stat::Acces));
    set(&alice, &file, &mode(0), None).unwrap();
    let read = bob.nfs.read(&file, 0, 1).unwrap();
    assert!(matches!(read, ReadRes::Default(Stat::Acces, Some(_))));
    // Its owner has it open, for all the server knows.
    assert_eq!(alice.write(&file, 0, b"x"), Ok(1));
}

#[test]
fn a_squashed_root_is_nobody() {
    let world = World::with(Rules {
        root_squash: true,
        ..Rules::default()
    });
    let (alice, root) = (world.user(ALICE), world.user(ROOT));
    let file = alice.file("f");
    assert_eq!(root.write(&file, 0, b"x"), Err(Stat::Acces));
    let made = root.file("r");
    assert_eq!(root.attributes(&made).unwrap().uid, 65_534);
}

#[test]
fn handles_of_others_are_told_apart() {
    let world = World::new();
    let user = world.user(ALICE);
    let of_another_life = World::new().user(ALICE).root;
    assert_eq!(user.attributes(&of_another_life), Err(Stat::Stale));
    for bytes in [&b""[..], b"short", &[0; 64]] {
        let handle = NfsFh::try_from(bytes).unwrap();
        assert_eq!(user.attributes(&handle), Err(Stat::Badhandle));
    }
}

#[test]
fn the_file_system_says_what_it_can() {
    let world = World::new();
    let user = world.user(ALICE);
    let (FsstatRes::Ok(room), FsinfoRes::Ok(info), PathconfRes::Ok(limits)) = (
        user.nfs.fsstat(&user.root).unwrap(),
        user.nfs.fsinfo(&user.root).unwrap(),
        user.nfs.pathconf(&user.root).unwrap(),
    ) else {
        panic!("refused");
    };
    assert_eq!((room.tbytes, room.fbytes), (4 << 20, 4 << 20));
    assert_eq!((info.rtmax, info.wtmax), (32 << 10, 32 << 10));
    assert_eq!((limits.name_max, limits.case_preserving), (255, true));
    let file = user.file("a");
    user.write(&file, 0, b"x").unwrap();
    let FsstatRes::Ok(after) = user.nfs.fsstat(&user.root).unwrap() else {
        panic!("refused");
    };
    let taken = room.fbytes - after.fbytes;
    assert!((16 << 10..17 << 10).contains(&taken), "{taken}");
}
