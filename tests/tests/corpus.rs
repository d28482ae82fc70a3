//! Interface files that nobody here wrote: those of Debian's source packages,
//! through the compiler and, what it accepts, through rustc.
//!
//! It needs the network once, so it runs only when it is asked for:
//!
//! ```sh
//! cargo test -p idlc-tests --test corpus -- --ignored --nocapture
//! ```
//!
//! `CORPUS=DIR` takes the files below that folder instead of fetching some.
//! No file of theirs is part of the repository.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests may be as blunt as tests"
)]

mod corpus {
    pub(crate) mod flags;
    pub(crate) mod rustc;
    pub(crate) mod table;
    pub(crate) mod verdict;
}

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use corpus::verdict::Verdict;
use corpus::{rustc, table};

/// How many of a hundred files in XDR must be accepted, by themselves or with
/// what a user would give in addition.
const ACCEPTED_PERCENT_MIN: usize = 98;

#[test]
#[ignore = "fetches source packages; see the top of the file"]
fn what_is_accepted_of_the_corpus_compiles() {
    let corpus = folder();
    let files = interfaces(&corpus);
    assert!(!files.is_empty(), "no .x file in `{}`", corpus.display());
    let mut verdicts: Vec<(String, Verdict)> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&corpus).unwrap().display().to_string();
            let verdict = Verdict::of(file, &name);
            (name, verdict)
        })
        .collect();
    rustc::check(&mut verdicts);
    print!("{}", table::table(&verdicts));
    let bad: Vec<&str> = verdicts
        .iter()
        .filter(|(_, verdict)| verdict.is_a_defect())
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(bad.is_empty(), "accepted, but not compiled: {bad:?}");
    let xdr = verdicts.iter().filter(|(_, verdict)| !verdict.is_foreign());
    let count = xdr.clone().count();
    let accepted = xdr.filter(|(_, verdict)| verdict.is_accepted()).count();
    println!("{accepted} of {count} files in XDR are accepted, with flags or without");
    assert!(
        accepted * 100 >= count * ACCEPTED_PERCENT_MIN,
        "fewer than {ACCEPTED_PERCENT_MIN} % of the files in XDR are accepted"
    );
}

/// Where the files are: the user's, or those that are fetched.
fn folder() -> PathBuf {
    if let Some(folder) = env::var_os("CORPUS") {
        return PathBuf::from(folder).canonicalize().unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/fetch");
    let status = Command::new(script).arg(&folder).status().unwrap();
    assert!(status.success(), "the corpus cannot be fetched: {status}");
    folder
}

/// All interface files below a folder, in order; hidden folders aside.
fn interfaces(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            files.extend(interfaces(&path));
        } else if path.extension().is_some_and(|extension| extension == "x") {
            files.push(path);
        }
    }
    files.sort();
    files
}
