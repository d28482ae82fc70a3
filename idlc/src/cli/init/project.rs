//! The files of a project, and how they get to the disk: all of them, or none
//! if one is there already.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder, and what is to be in it.
pub(super) struct Project {
    folder: PathBuf,
    files: Vec<(PathBuf, String)>,
}

impl Project {
    pub(super) fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            files: Vec::new(),
        }
    }

    /// Adds a file, at a path within the project; the first at a path stays.
    pub(super) fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        let path = path.into();
        if self.files.iter().all(|(present, _)| *present != path) {
            self.files.push((path, text.into()));
        }
    }

    /// A file that is there already, if any is: nothing is overwritten.
    pub(super) fn present(&self) -> Option<PathBuf> {
        let mut paths = self.files.iter().map(|(path, _)| self.folder.join(path));
        paths.find(|path| path.symlink_metadata().is_ok())
    }

    /// Writes all files; says which could not be.
    pub(super) fn write(&self) -> Result<(), (PathBuf, io::Error)> {
        for (path, text) in &self.files {
            let path = self.folder.join(path);
            write_new(&path, text).map_err(|error| (path, error))?;
        }
        Ok(())
    }
}

/// Also if somebody else has just made it, it is not overwritten.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
