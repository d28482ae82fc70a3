//! LOOKUP, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, RENAME, LINK.

use nfs::nfs::{
    CreateHow, FileType, LinkRes, MknodData, ReadlinkRes, RemoveRes, RenameRes, Stat, WccData,
};

use crate::world::{ALICE, BOB, ROOT, User, World, at, made, mode, sattr};

fn remove(user: &User, name: &str) -> Result<WccData, Stat> {
    match user.nfs.remove(&at(&user.root, name)).unwrap() {
        RemoveRes::Ok(dir) => Ok(dir),
        RemoveRes::Default(stat, _) => Err(stat),
    }
}

fn rmdir(user: &User, name: &str) -> Result<(), Stat> {
    match user.nfs.rmdir(&at(&user.root, name)).unwrap() {
        RemoveRes::Ok(_) => Ok(()),
        RemoveRes::Default(stat, _) => Err(stat),
    }
}

fn rename(user: &User, from: &str, to: &str) -> Result<(), Stat> {
    let (from, to) = (at(&user.root, from), at(&user.root, to));
    match user.nfs.rename(&from, &to).unwrap() {
        RenameRes::Ok(_) => Ok(()),
        RenameRes::Default(stat, _) => Err(stat),
    }
}

#[test]
fn a_guarded_name_is_taken_once() {
    let world = World::new();
    let user = world.user(ALICE);
    let how = CreateHow::Guarded(mode(0o600));
    let file = user.create("a", &how).unwrap();
    assert_eq!(user.create("a", &how), Err(Stat::Exist));
    let again = user.create("a", &CreateHow::Unchecked(sattr()));
    assert_eq!(again, Ok(file));
}

#[test]
fn an_unchecked_create_empties_a_file_only_if_asked_to() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    user.write(&file, 0, b"something").unwrap();
    user.create("a", &CreateHow::Unchecked(sattr())).unwrap();
    assert_eq!(user.attributes(&file).unwrap().size, 9);
    let mut empty = sattr();
    empty.size = Some(0);
    user.create("a", &CreateHow::Unchecked(empty)).unwrap();
    assert_eq!(user.attributes(&file).unwrap().size, 0);
}

#[test]
fn an_exclusive_create_knows_its_own_retransmission() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.create("a", &CreateHow::Exclusive(*b"12345678"));
    assert_eq!(user.create("a", &CreateHow::Exclusive(*b"12345678")), file);
    let other = user.create("a", &CreateHow::Exclusive(*b"87654321"));
    assert_eq!(other, Err(Stat::Exist));
}

#[test]
fn names_have_rules() {
    let world = World::new();
    let user = world.user(ALICE);
    let long = "x".repeat(256);
    for (name, stat) in [
        ("", Stat::Inval),
        ("a/b", Stat::Inval),
        ("a\0b", Stat::Inval),
        (".", Stat::Exist),
        ("..", Stat::Exist),
        (long.as_str(), Stat::Nametoolong),
    ] {
        let refused = user.create(name, &CreateHow::Guarded(sattr()));
        assert_eq!(refused, Err(stat), "{name:?}");
    }
    assert!(
        user.create(&"x".repeat(255), &CreateHow::Guarded(sattr()))
            .is_ok()
    );
}

#[test]
fn dots_lead_where_they_should() {
    let world = World::new();
    let user = world.user(ALICE);
    let folder = user.folder("d");
    assert_eq!(user.lookup(&folder, "."), Ok(folder.clone()));
    assert_eq!(user.lookup(&folder, ".."), Ok(user.root.clone()));
    assert_eq!(user.lookup(&user.root, ".."), Ok(user.root.clone()));
    assert_eq!(user.lookup(&folder, "x"), Err(Stat::Noent));
    let file = user.file("f");
    assert_eq!(user.lookup(&file, "x"), Err(Stat::Notdir));
}

#[test]
fn a_removed_file_is_stale_and_its_folder_says_what_changed() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let dir = remove(&user, "a").unwrap();
    let (before, after) = (dir.before.unwrap(), dir.after.unwrap());
    assert!(before.mtime < after.mtime && before.ctime < after.ctime);
    assert_eq!(user.attributes(&file), Err(Stat::Stale));
    assert_eq!(remove(&user, "a"), Err(Stat::Noent));
}

#[test]
fn a_file_lives_as_long_as_it_has_a_name() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let LinkRes::Ok(linked) = user.nfs.link(&file, &at(&user.root, "b")).unwrap() else {
        panic!("not linked");
    };
    assert_eq!(linked.attributes.unwrap().nlink, 2);
    remove(&user, "a").unwrap();
    assert_eq!(user.attributes(&file).unwrap().nlink, 1);
    assert_eq!(user.lookup(&user.root, "b"), Ok(file.clone()));
    remove(&user, "b").unwrap();
    assert_eq!(user.attributes(&file), Err(Stat::Stale));
}

#[test]
fn folders_are_removed_as_folders_and_empty() {
    let world = World::new();
    let user = world.user(ALICE);
    let folder = user.folder("d");
    user.file("f");
    assert_eq!(remove(&user, "d"), Err(Stat::Isdir));
    assert_eq!(rmdir(&user, "f"), Err(Stat::Notdir));
    assert_eq!(rename(&user, "f", "d/f"), Err(Stat::Inval));
    let from = at(&user.root, "f");
    let moved = user.nfs.rename(&from, &at(&folder, "f")).unwrap();
    assert!(matches!(moved, RenameRes::Ok(_)));
    assert_eq!(rmdir(&user, "d"), Err(Stat::Notempty));
    assert_eq!(user.attributes(&user.root).unwrap().nlink, 3);
    let inside = user.nfs.remove(&at(&folder, "f")).unwrap();
    assert!(matches!(inside, RemoveRes::Ok(_)));
    assert_eq!(rmdir(&user, "d"), Ok(()));
    assert_eq!(user.attributes(&user.root).unwrap().nlink, 2);
}

#[test]
fn a_rename_replaces_what_is_of_the_same_sort() {
    let world = World::new();
    let user = world.user(ALICE);
    let (one, other) = (user.file("one"), user.file("other"));
    user.folder("d");
    assert_eq!(rename(&user, "one", "other"), Ok(()));
    assert_eq!(user.lookup(&user.root, "other"), Ok(one));
    assert_eq!(user.attributes(&other), Err(Stat::Stale));
    assert_eq!(rename(&user, "other", "d"), Err(Stat::Exist));
    assert_eq!(rename(&user, "d", "other"), Err(Stat::Exist));
    assert_eq!(rename(&user, "other", "other"), Ok(()));
    assert_eq!(rename(&user, "nothing", "x"), Err(Stat::Noent));
}

#[test]
fn a_folder_does_not_go_into_itself() {
    let world = World::new();
    let user = world.user(ALICE);
    let folder = user.folder("d");
    let inner = made(user.nfs.mkdir(&at(&folder, "e"), &mode(0o755)).unwrap());
    let inner = inner.unwrap().object.unwrap();
    let into = user.nfs.rename(&at(&user.root, "d"), &at(&inner, "d"));
    assert!(matches!(into.unwrap(), RenameRes::Default(Stat::Inval, _)));
    // Out of it is fine, and then it has another folder above it.
    let out = user.nfs.rename(&at(&folder, "e"), &at(&user.root, "e"));
    assert!(matches!(out.unwrap(), RenameRes::Ok(_)));
    assert_eq!(user.lookup(&inner, ".."), Ok(user.root.clone()));
}

#[test]
fn a_symbolic_link_is_read_as_it_was_made() {
    let world = World::new();
    let user = world.user(ALICE);
    let place = at(&user.root, "l");
    let target = b"../\xff somewhere";
    let link = made(user.nfs.symlink(&place, &sattr(), target).unwrap()).unwrap();
    assert_eq!(link.attributes.unwrap().kind, FileType::Lnk);
    let ReadlinkRes::Ok(read) = user.nfs.readlink(&link.object.unwrap()).unwrap() else {
        panic!("not read");
    };
    assert_eq!(read.target, target);
    let file = user.file("f");
    let refused = user.nfs.readlink(&file).unwrap();
    assert!(matches!(
        refused,
        ReadlinkRes::Default(Stat::Inval, Some(_))
    ));
}

#[test]
fn there_are_no_pipes_and_no_other_sorts() {
    let world = World::new();
    let user = world.user(ROOT);
    let make = |what| made(user.nfs.mknod(&at(&user.root, "p"), &what).unwrap());
    assert_eq!(make(MknodData::Fifo(sattr())), Err(Stat::Notsupp));
    assert_eq!(make(MknodData::Default(FileType::Reg)), Err(Stat::Badtype));
}

#[test]
fn in_the_common_folder_each_removes_its_own() {
    let world = World::new();
    let (alice, bob) = (world.user(ALICE), world.user(BOB));
    alice.file("a");
    bob.file("b");
    assert_eq!(remove(&bob, "a"), Err(Stat::Perm));
    assert_eq!(rename(&bob, "b", "a"), Err(Stat::Perm));
    assert_eq!(rename(&bob, "a", "c"), Err(Stat::Perm));
    assert!(remove(&alice, "a").is_ok());
    assert!(remove(&world.user(ROOT), "b").is_ok());
}
