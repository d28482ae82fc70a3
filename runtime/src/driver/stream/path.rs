//! The file of a unix socket, which its server removes when it stops.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// A file that is there as long as this value, unless somebody has put another
/// in its place.
#[derive(Debug)]
pub(super) struct SocketPath {
    path: PathBuf,
    file: Option<FileNumber>,
}

/// Device and inode.
type FileNumber = (u64, u64);

impl SocketPath {
    /// For a file that was just made.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            file: file_number(path)?,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SocketPath {
    fn drop(&mut self) {
        if file_number(&self.path).is_ok_and(|now| now == self.file) {
            // Who cannot remove it leaves a file at which nobody listens.
            drop(fs::remove_file(&self.path));
        }
    }
}

/// Whether the file is a socket, so that nothing of value is removed with it.
#[cfg(unix)]
pub(super) fn is_socket(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket())
}

/// Nothing portable tells, so that nothing is removed.
#[cfg(not(unix))]
pub(super) const fn is_socket(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn file_number(path: &Path) -> io::Result<Option<FileNumber>> {
    use std::os::unix::fs::MetadataExt;
    let file = fs::symlink_metadata(path)?;
    Ok(Some((file.dev(), file.ino())))
}

/// Nothing portable tells two files apart.
#[cfg(not(unix))]
fn file_number(path: &Path) -> io::Result<Option<FileNumber>> {
    fs::symlink_metadata(path).map(|_| None)
}
