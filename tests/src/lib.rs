//! What the whole-system tests share: where fixtures lie, and how a text is
//! compared with the file that holds what it should be.

use std::path::{Path, PathBuf};
use std::{env, fs};

pub mod journal;

/// A file or folder of `fixtures/`.
#[must_use]
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures")
        .join(path)
}

/// The names of the interface files in `fixtures/ok`, in order.
///
/// # Panics
///
/// When the folder cannot be read.
#[must_use]
pub fn fixtures() -> Vec<String> {
    let files = fs::read_dir(fixture("ok")).unwrap_or_else(|error| panic!("fixtures/ok: {error}"));
    let mut names: Vec<String> = files
        .filter_map(|file| {
            file.ok()?
                .file_name()
                .to_str()?
                .strip_suffix(".x")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    names
}

/// Compares a text with a golden file. With `UPDATE_GOLDEN=1` the file becomes
/// the text; nothing else writes it.
///
/// # Panics
///
/// When they differ, or when there is no such file.
pub fn assert_golden(path: &Path, text: &str) {
    if env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let golden = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_GOLDEN=1 makes it", path.display()));
    if let Some((line, (is, golden))) = text
        .lines()
        .chain(["(end)"])
        .zip(golden.lines().chain(["(end)"]))
        .enumerate()
        .find(|(_, (is, golden))| is != golden)
    {
        panic!(
            "{}:{}: the golden file has\n    {golden}\nand the output\n    {is}",
            path.display(),
            line + 1
        );
    }
    assert_eq!(text, golden, "{}: the ends of lines differ", path.display());
}
