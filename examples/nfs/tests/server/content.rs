//! READ, WRITE and COMMIT.

use nfs::nfs::{CommitRes, ReadOk, ReadRes, RemoveRes, StableHow, Stat, WriteOk, WriteRes};

use crate::world::{ALICE, User, World, at};

fn read(user: &User, name: &str, offset: u64, count: u32) -> ReadOk {
    let file = user.lookup(&user.root, name).unwrap();
    match user.nfs.read(&file, offset, count).unwrap() {
        ReadRes::Ok(read) => read,
        ReadRes::Default(stat, _) => panic!("{stat:?}"),
    }
}

fn written(result: WriteRes) -> WriteOk {
    match result {
        WriteRes::Ok(written) => written,
        WriteRes::Default(stat, _) => panic!("{stat:?}"),
    }
}

#[test]
fn what_was_written_is_read_and_the_end_is_said() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    user.write(&file, 3, b"data").unwrap();
    let all = read(&user, "a", 0, 100);
    assert_eq!(
        (&*all.data, all.count, all.eof),
        (&b"\0\0\0data"[..], 7, true)
    );
    assert_eq!(all.attributes.unwrap().size, 7);
    let part = read(&user, "a", 2, 3);
    assert_eq!((&*part.data, part.eof), (&b"\0da"[..], false));
    let behind = read(&user, "a", 7, 1);
    assert_eq!((behind.count, behind.eof), (0, true));
}

#[test]
fn no_more_is_read_at_a_time_than_fits_an_answer() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    for block in 0..3 {
        user.write(&file, block * 30_000, &vec![7; 30_000]).unwrap();
    }
    let much = read(&user, "a", 0, u32::MAX);
    assert_eq!((much.count, much.eof), (32 << 10, false));
}

#[test]
fn a_write_is_as_safe_as_asked_and_its_verifier_stays() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let write = |stable| written(user.nfs.write(&file, 0, 1, stable, b"x").unwrap());
    let unstable = write(StableHow::Unstable);
    assert_eq!(unstable.committed, StableHow::Unstable);
    assert_eq!(write(StableHow::FileSync).committed, StableHow::FileSync);
    let CommitRes::Ok(committed) = user.nfs.commit(&file, 0, 0).unwrap() else {
        panic!("not committed");
    };
    assert_eq!(committed.verf, unstable.verf);
    let (before, after) = (unstable.file.before.unwrap(), unstable.file.after.unwrap());
    assert_eq!((before.size, after.size), (0, 1));
    let other_world = World::new();
    let other = other_world.user(ALICE);
    let file = other.file("a");
    let result = other.nfs.write(&file, 0, 1, StableHow::Unstable, b"x");
    assert_ne!(written(result.unwrap()).verf, unstable.verf);
}

#[test]
fn a_count_that_is_not_the_data_s_is_refused() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let result = user.nfs.write(&file, 0, 2, StableHow::Unstable, b"x");
    assert!(matches!(result.unwrap(), WriteRes::Default(Stat::Inval, _)));
}

#[test]
fn room_ends_and_comes_back() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    let block = vec![7; 32 << 10];
    let blocks = |file| {
        let write = |at: u64| user.write(file, at * (32 << 10), &block);
        (0..).find_map(|at| write(at).err().map(|stat| (at, stat)))
    };
    let (full, stat) = blocks(&file).unwrap();
    assert_eq!((full, stat), (127, Stat::Nospc));
    let removed = user.nfs.remove(&at(&user.root, "a")).unwrap();
    assert!(matches!(removed, RemoveRes::Ok(_)));
    assert_eq!(blocks(&user.file("b")), Some((127, Stat::Nospc)));
}

#[test]
fn offsets_that_files_cannot_have_are_refused() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("a");
    assert_eq!(user.write(&file, u64::MAX, b"x"), Err(Stat::Fbig));
    assert_eq!(user.write(&file, 1 << 40, b"x"), Err(Stat::Fbig));
    assert_eq!(user.write(&file, (1 << 40) - 1, b"x"), Ok(1));
    assert_eq!(user.write(&user.root, 0, b"x"), Err(Stat::Isdir));
}
