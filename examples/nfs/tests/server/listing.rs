//! READDIR and READDIRPLUS.

use std::collections::BTreeSet;

use nfs::nfs::{
    CookieVerf, NfsFh, ReaddirOk, ReaddirRes, ReaddirplusOk, ReaddirplusRes, RemoveRes, Stat,
};

use crate::world::{ALICE, User, World, at};

fn readdir(
    user: &User,
    dir: &NfsFh,
    from: (u64, CookieVerf),
    count: u32,
) -> Result<ReaddirOk, Stat> {
    match user.nfs.readdir(dir, from.0, from.1, count).unwrap() {
        ReaddirRes::Ok(listing) => Ok(listing),
        ReaddirRes::Default(stat, _) => Err(stat),
    }
}

fn readdirplus(user: &User, dir: &NfsFh, counts: (u32, u32)) -> Result<ReaddirplusOk, Stat> {
    let verf = CookieVerf::default();
    match user
        .nfs
        .readdirplus(dir, 0, verf, counts.0, counts.1)
        .unwrap()
    {
        ReaddirplusRes::Ok(listing) => Ok(listing),
        ReaddirplusRes::Default(stat, _) => Err(stat),
    }
}

/// Reads a listing to its end, and does something after each page.
fn all(user: &User, count: u32, mut after: impl FnMut(usize)) -> Vec<String> {
    let mut names = Vec::new();
    let mut from = (0, CookieVerf::default());
    loop {
        let page = readdir(user, &user.root, from, count).unwrap();
        from = (page.entries.last().map_or(0, |last| last.cookie), page.verf);
        let text = |name| String::from_utf8(name).unwrap();
        names.extend(page.entries.into_iter().map(|entry| text(entry.name)));
        if page.eof {
            return names;
        }
        after(names.len());
    }
}

#[test]
fn three_hundred_names_come_in_pages_each_once() {
    let world = World::new();
    let user = world.user(ALICE);
    let made: Vec<_> = (0..300).map(|number| format!("file-{number}")).collect();
    for name in &made {
        user.file(name);
    }
    let names = all(&user, 1_024, |_| ());
    assert_eq!(names.len(), 302);
    let expected: BTreeSet<_> = [".".to_owned(), "..".to_owned()]
        .into_iter()
        .chain(made)
        .collect();
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn what_stays_is_listed_once_whatever_comes_and_goes() {
    let world = World::new();
    let user = world.user(ALICE);
    for number in 0..100 {
        user.file(&format!("stays-{number}"));
        user.file(&format!("goes-{number}"));
    }
    let mut left = 0..100;
    let names = all(&user, 512, |_| {
        for number in left.by_ref().take(10) {
            let gone = user.nfs.remove(&at(&user.root, &format!("goes-{number}")));
            assert!(matches!(gone.unwrap(), RemoveRes::Ok(_)));
            user.file(&format!("new-{number}"));
        }
    });
    let stayed = names.iter().filter(|name| name.starts_with("stays"));
    assert_eq!(stayed.clone().count(), 100);
    assert_eq!(stayed.collect::<BTreeSet<_>>().len(), 100);
}

#[test]
fn no_answer_is_longer_than_asked_for() {
    let world = World::new();
    let user = world.user(ALICE);
    for number in 0..100 {
        user.file(&format!("{number:0>40}"));
    }
    for count in [300, 1_000, 4_000] {
        let page = readdir(&user, &user.root, (0, CookieVerf::default()), count).unwrap();
        let bytes = idlc_runtime::xdr::to_vec(&page).len();
        assert!(
            bytes <= count as usize && bytes + 64 > count as usize,
            "{bytes} of {count}"
        );
        let page = readdirplus(&user, &user.root, (count, 4 * count)).unwrap();
        let bytes = idlc_runtime::xdr::to_vec(&page).len();
        assert!(bytes <= 4 * count as usize, "{bytes} of {count}");
        let names: usize = page.entries.iter().map(|entry| 20 + entry.name.len()).sum();
        assert!(names <= count as usize, "{names} of {count}");
    }
}

#[test]
fn too_small_is_said() {
    let world = World::new();
    let user = world.user(ALICE);
    let from = (0, CookieVerf::default());
    assert_eq!(readdir(&user, &user.root, from, 64), Err(Stat::Toosmall));
    assert_eq!(
        readdirplus(&user, &user.root, (8, 8_192)),
        Err(Stat::Toosmall)
    );
}

#[test]
fn a_cookie_of_another_life_is_bad() {
    let world = World::new();
    let user = world.user(ALICE);
    let bad = readdir(&user, &user.root, (2, CookieVerf::default()), 8_192);
    assert_eq!(bad, Err(Stat::BadCookie));
}

#[test]
fn readdirplus_says_what_lookup_would() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("f");
    let listing = readdirplus(&user, &user.root, (8_192, 8_192)).unwrap();
    assert!(listing.eof);
    let entry = listing
        .entries
        .iter()
        .find(|entry| entry.name == b"f")
        .unwrap();
    assert_eq!(entry.attributes.unwrap(), user.attributes(&file).unwrap());
    assert_eq!(entry.handle.clone().unwrap(), file);
    assert_eq!(entry.fileid, entry.attributes.unwrap().fileid);
}

#[test]
fn only_folders_are_listed() {
    let world = World::new();
    let user = world.user(ALICE);
    let file = user.file("f");
    let from = (0, CookieVerf::default());
    assert_eq!(readdir(&user, &file, from, 8_192), Err(Stat::Notdir));
}
