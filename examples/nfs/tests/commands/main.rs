//! The commands as people use them: `nfs` and `nfs-serve`, and what they print.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may be as blunt as tests"
)]

mod world;

use world::World;

#[test]
fn a_file_goes_there_and_back() {
    let world = World::new();
    let file = world.file("a file", 1_000_003);
    for there in [world.place("/by tcp"), world.place_by_udp("/by udp")] {
        let sent = world.nfs(&["cp", "--digest", &file, &there]);
        let got = world.nfs(&["cp", "--digest", &there, &world.path("back")]);
        assert_eq!(sent, got);
        assert!(sent.starts_with("sha256 here and there  "), "{sent}");
        assert_eq!(world.read("back"), world.read("a file"));
        assert_eq!(world.nfs_bytes(&["cat", &there]), world.read("a file"));
    }
}

#[test]
fn an_empty_file_is_a_file() {
    let world = World::new();
    let file = world.file("empty", 0);
    world.nfs(&["cp", "--digest", &file, &world.place("/e")]);
    world.nfs(&["cp", "--digest", &world.place("/e"), &world.path("back")]);
    assert_eq!(world.read("back"), b"");
}

#[test]
fn a_copy_into_a_folder_keeps_its_name() {
    let world = World::new();
    let file = world.file("name", 10);
    world.nfs(&["mkdir", &world.place("/d")]);
    world.nfs(&["cp", &file, &world.place("/d")]);
    assert_eq!(world.nfs(&["ls", &world.place("/d")]), "name\n");
    world.nfs(&["mkdir", &world.place("/d/e")]);
    std::fs::create_dir(world.path("here")).unwrap();
    world.nfs(&["cp", &world.place("/d/name"), &world.path("here")]);
    assert_eq!(world.read("here/name"), world.read("name"));
}

#[test]
fn a_shorter_file_leaves_nothing_of_a_longer_one() {
    let world = World::new();
    let (long, short) = (world.file("long", 100_000), world.file("short", 100));
    for file in [long, short] {
        world.nfs(&["cp", "--digest", &file, &world.place("/f")]);
    }
    assert_eq!(
        world.nfs_bytes(&["cat", &world.place("/f")]),
        world.read("short")
    );
}

#[test]
fn a_long_listing_says_what_things_are() {
    let world = World::new();
    let file = world.file("f", 1_234);
    world.nfs(&["cp", &file, &world.place("/f")]);
    world.nfs(&["mkdir", &world.place("/d")]);
    let listing = world.nfs(&["ls", "-l", &world.place("/")]);
    let lines: Vec<_> = listing.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("drwxr-xr-x   2 "), "{listing}");
    assert!(lines[1].starts_with("-rw"), "{listing}");
    assert!(
        lines[1].contains(" 1234 ") && lines[1].ends_with(" f"),
        "{listing}"
    );
    let details = world.nfs(&["stat", &world.place("/f")]);
    assert!(details.contains("\nsize      1234\n"), "{details}");
    assert!(details.starts_with("type      file\n"), "{details}");
}

#[test]
fn what_goes_wrong_is_said() {
    let world = World::new();
    let file = world.file("f", 1);
    world.nfs(&["mkdir", &world.place("/d")]);
    world.nfs(&["cp", &file, &world.place("/d/f")]);
    for (arguments, said) in [
        (
            vec!["cat", "/x"],
            "error: LOOKUP of x: no such file or folder (NFS3ERR_NOENT)",
        ),
        (
            vec!["rm", "-d", "/d"],
            "error: RMDIR of d: the folder is not empty (NFS3ERR_NOTEMPTY)",
        ),
        (
            vec!["rm", "/d"],
            "error: REMOVE of d: it is a folder (NFS3ERR_ISDIR)",
        ),
        (
            vec!["mkdir", "/d"],
            "error: MKDIR of d: it is there already (NFS3ERR_EXIST)",
        ),
        (
            vec!["mkdir", "/"],
            "error: there is no name at the end of the path",
        ),
    ] {
        let (path, words) = arguments.split_last().unwrap();
        let place = world.place(path);
        let words: Vec<_> = words.iter().copied().chain([&*place]).collect();
        assert_eq!(world.nfs_fails(&words).trim_end(), said);
    }
}

#[test]
fn what_was_removed_is_gone() {
    let world = World::new();
    let file = world.file("f", 1);
    world.nfs(&["cp", &file, &world.place("/f")]);
    world.nfs(&["rm", &world.place("/f")]);
    assert_eq!(world.nfs(&["ls", &world.place("/")]), "");
}
