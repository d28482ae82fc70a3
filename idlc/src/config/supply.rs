//! The files that a compilation may include.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::files::read_bytes;
use crate::source::Files;

/// Texts of the caller, then, unless they are all there is, the file system.
#[derive(Debug)]
pub(super) struct Supply<'a> {
    texts: &'a BTreeMap<PathBuf, String>,
    texts_only: bool,
    read: Vec<PathBuf>,
}

impl<'a> Supply<'a> {
    pub(super) fn new(texts: &'a BTreeMap<PathBuf, String>) -> Self {
        Self {
            texts,
            texts_only: false,
            read: Vec::new(),
        }
    }

    /// Leaves the file system alone.
    pub(super) fn texts_only(texts: &'a BTreeMap<PathBuf, String>) -> Self {
        Self {
            texts_only: true,
            ..Self::new(texts)
        }
    }

    /// What was read from the file system, in order.
    pub(super) fn read(&self) -> &[PathBuf] {
        &self.read
    }
}

impl Files for Supply<'_> {
    fn read(&mut self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        if let Some(text) = self.texts.get(&plain(path)) {
            return Ok(Some(text.clone().into_bytes()));
        }
        if self.texts_only || !path.is_file() {
            return Ok(None);
        }
        self.read.push(path.to_owned());
        read_bytes(path).map(Some)
    }
}

/// The path without `.` and without `folder/..`: what is not in a file system
/// has no links, and one name.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_name() {
        for (path, expected) in [
            ("a/./b/../c.x", "a/c.x"),
            ("./a.x", "a.x"),
            ("../a.x", "../a.x"),
            ("a/../../b.x", "../b.x"),
            ("/a/../b.x", "/b.x"),
        ] {
            assert_eq!(plain(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
