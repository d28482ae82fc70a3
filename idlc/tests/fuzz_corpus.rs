//! What the fuzzer found worth keeping, and all other interface files, held to
//! all that is promised of any input.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a library of its own, when it is fuzzed")]
mod fuzz;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Says which file it was, if a promise is broken.
fn check(files: &[PathBuf]) {
    assert!(!files.is_empty(), "there are no files");
    for file in files {
        let bytes = fs::read(file).unwrap();
        let outcome = std::panic::catch_unwind(|| fuzz::check(&bytes));
        assert!(outcome.is_ok(), "{}", file.display());
    }
}

#[test]
fn what_the_fuzzer_found_keeps_every_promise() {
    check(&files(&fixtures().join("fuzz")));
}

#[test]
fn every_other_interface_file_keeps_every_promise() {
    let mut files = files(&fixtures());
    files.retain(|file| file.extension().is_some_and(|extension| extension == "x"));
    files.retain(|file| !file.starts_with(fixtures().join("fuzz")));
    check(&files);
}
