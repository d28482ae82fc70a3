//! Reading what the disk has: at a place, and past the page cache as far as
//! the system lets us.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::transfer::Digest;

/// How much is read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// The bytes of a part of a file.
///
/// # Errors
///
/// Those of the system, and where the file ends before the part does.
pub(crate) fn read_range(file: &File, range: &Range<u64>) -> io::Result<Vec<u8>> {
    let len = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut bytes = vec![0; len];
    read_exact_at(file, &mut bytes, range.start)?;
    Ok(bytes)
}

/// The digest of a whole file as it is read from the disk. What was written
/// before is on the disk first, and the system is asked to forget its copy of
/// it; a disk may still answer from a cache of its own. `keep_on` hears how many
/// bytes were read, now and then, and says whether to go on.
///
/// # Errors
///
/// Those of the system, and [`io::ErrorKind::Interrupted`] where `keep_on` says
/// no.
pub(crate) fn digest_of_file(path: &Path, keep_on: impl Fn(u64) -> bool) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    file.sync_all()?;
    let all = 0..file.metadata()?.len();
    forget_cached(&file, &all);
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut is_wanted = true;
    while is_wanted {
        let len = file.read(&mut chunk)?;
        if len == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(chunk.get(..len).unwrap_or_default());
        is_wanted = keep_on(len as u64);
    }
    Err(io::ErrorKind::Interrupted.into())
}

/// Asks the system to forget its copy of a part of a file that is on the disk
/// already, so that the next read is one of the disk. It need not comply.
#[cfg(target_os = "linux")]
pub(crate) fn forget_cached(file: &File, range: &Range<u64>) {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    let start = i64::try_from(range.start);
    let len = i64::try_from(range.end - range.start);
    if let (Ok(start), Ok(len)) = (start, len) {
        // It is advice: where it cannot be given, the cached copy is read.
        let _ = posix_fadvise(file, start, len, PosixFadviseAdvice::POSIX_FADV_DONTNEED);
    }
}

/// There is no portable way.
#[cfg(not(target_os = "linux"))]
pub(crate) fn forget_cached(_: &File, _: &Range<u64>) {}

/// Makes the names in a folder survive a loss of power.
///
/// # Errors
///
/// Those of the system.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
pub(crate) fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            len => {
                bytes = bytes.get_mut(len..).unwrap_or_default();
                at += len as u64;
            }
        }
    }
    Ok(())
}

#[cfg(windows)]
pub(crate) fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, at)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            len => {
                bytes = bytes.get(len..).unwrap_or_default();
                at += len as u64;
            }
        }
    }
    Ok(())
}
