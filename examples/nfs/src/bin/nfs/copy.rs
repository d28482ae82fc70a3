//! Copies between a file here and one at a server.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use nfs::client::{ClientError, Found, Location, Remote};
use nfs::nfs::FileType;
use sha2::{Digest, Sha256};

use crate::progress::Progress;
use crate::text::to_hex;

/// The permission bits of a file.
const MODE_MASK: u32 = 0o777;

/// Bytes read at a time of a file here.
const READ_BLOCK: usize = 256 << 10;

/// How to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copy {
    /// How many calls are under way at a time.
    pub(crate) at_once: usize,
    /// Whether the copy is read back.
    pub(crate) verifies: bool,
}

/// Copies from a server; says the digest of both, if the copy was read back.
pub(crate) fn download(
    copy: Copy,
    from: &Location,
    to: &Path,
) -> Result<Option<String>, Box<dyn Error>> {
    let (remote, path) = Remote::connect(from)?;
    let source = remote.find(&path)?;
    let target = if to.is_dir() {
        to.join(last_name(&path)?)
    } else {
        to.to_owned()
    };
    let mut file = File::create(&target).map_err(|error| named(&target, &error))?;
    let progress = Progress::new("reading", source.attributes.size);
    let mut digest = Sha256::new();
    remote.read_file(&source, &path, copy.at_once, |data| {
        file.write_all(data)?;
        if copy.verifies {
            digest.update(data);
        }
        progress.advance(data.len());
        Ok(())
    })?;
    file.sync_all()?;
    drop(file);
    progress.finish();
    if !copy.verifies {
        return Ok(None);
    }
    same(digest, digest_of(File::open(&target)?)?)
}

/// Copies to a server; says the digest of both, if the copy was read back.
pub(crate) fn upload(
    copy: Copy,
    from: &Path,
    to: &Location,
) -> Result<Option<String>, Box<dyn Error>> {
    let mut file = File::open(from).map_err(|error| named(from, &error))?;
    let known = file.metadata()?;
    let (remote, path) = Remote::connect(to)?;
    let path = with_name(&remote, path, from)?;
    let place = remote.place(&path)?;
    let progress = Progress::new("writing", known.len());
    let mut digest = Sha256::new();
    remote.write_file(&place, mode(&known), copy.at_once, &mut file, |at, data| {
        if at == 0 {
            digest.reset();
            progress.begin_anew();
        }
        if copy.verifies {
            digest.update(data);
        }
        progress.advance(data.len());
    })?;
    progress.finish();
    if !copy.verifies {
        return Ok(None);
    }
    let written = remote.find(&path)?;
    let progress = Progress::new("reading back", known.len());
    let mut read_back = Sha256::new();
    remote.read_file(&written, &path, copy.at_once, |data| {
        read_back.update(data);
        progress.advance(data.len());
        Ok(())
    })?;
    progress.finish();
    same(digest, read_back)
}

/// The path of the copy: within a folder, the name of what is copied.
fn with_name(remote: &Remote, mut path: Vec<u8>, from: &Path) -> Result<Vec<u8>, ClientError> {
    let is_folder = match remote.find(&path) {
        Ok(Found { attributes, .. }) => attributes.kind == FileType::Dir,
        // It is not there yet, or what is wrong is said where it is made.
        Err(ClientError::Refused { .. }) => false,
        Err(error) => return Err(error),
    };
    if is_folder && let Some(name) = from.file_name() {
        path.push(b'/');
        path.extend_from_slice(name.as_encoded_bytes());
    }
    Ok(path)
}

fn last_name(path: &[u8]) -> Result<PathBuf, Box<dyn Error>> {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    Ok(PathBuf::from(str::from_utf8(name).map_err(
        |_| "the file's name is not text: say how the copy is to be called",
    )?))
}

fn same(one: Sha256, other: Sha256) -> Result<Option<String>, Box<dyn Error>> {
    let (one, other) = (to_hex(&one.finalize()), to_hex(&other.finalize()));
    if one != other {
        return Err(format!("the copy differs: sent {one}, read back {other}").into());
    }
    Ok(Some(one))
}

fn digest_of(mut file: File) -> io::Result<Sha256> {
    let mut digest = Sha256::new();
    let mut block = vec![0; READ_BLOCK];
    loop {
        let count = file.read(&mut block)?;
        let Some(read) = block.get(..count).filter(|read| !read.is_empty()) else {
            return Ok(digest);
        };
        digest.update(read);
    }
}

fn named(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(unix)]
fn mode(known: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;

    known.permissions().mode() & MODE_MASK
}

#[cfg(not(unix))]
fn mode(_known: &std::fs::Metadata) -> u32 {
    0o644 & MODE_MASK
}
