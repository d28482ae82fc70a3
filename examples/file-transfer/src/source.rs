//! The file that is sent, at its sender.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk;
use crate::layout::{BlockLayout, digest_of};
use crate::transfer::{Digest, Parcel};

/// A file to be sent.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    file: File,
    layout: BlockLayout,
    parcel: Parcel,
}

impl Source {
    /// Opens a file, to be sent in blocks of so many bytes.
    ///
    /// # Errors
    ///
    /// Those of the system, and where the file has no name or too many blocks.
    pub(crate) fn open(path: &Path, block_bytes: u32) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let unusable = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, why);
        let layout = BlockLayout::new(size, block_bytes)
            .ok_or_else(|| unusable("it would have too many blocks: choose larger ones"))?;
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.and_then(|name| name.try_into().ok());
        let name = name.ok_or_else(|| unusable("its name is too long or is no text"))?;
        let parcel = Parcel {
            name,
            size,
            block_bytes,
        };
        Ok(Self {
            path: path.to_owned(),
            file,
            layout,
            parcel,
        })
    }

    pub(crate) const fn parcel(&self) -> &Parcel {
        &self.parcel
    }

    pub(crate) const fn layout(&self) -> &BlockLayout {
        &self.layout
    }

    /// The size of a block in bytes; 0 where there is no such block.
    pub(crate) fn block_bytes(&self, index: u32) -> u64 {
        let range = self.layout.range(index);
        range.map_or(0, |range| range.end - range.start)
    }

    /// Reads a block.
    ///
    /// # Errors
    ///
    /// Those of the system, and where the file has become shorter.
    pub(crate) fn block(&self, index: u32) -> io::Result<(Vec<u8>, Digest)> {
        let range = self.layout.range(index).ok_or(io::ErrorKind::NotFound)?;
        let data = disk::read_range(&self.file, &range)?;
        let digest = digest_of(&data);
        Ok((data, digest))
    }

    /// The digest of the whole file, read once more from the disk; `on_read`
    /// hears how many bytes were.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn read_back(&self, on_read: impl Fn(u64)) -> io::Result<Digest> {
        disk::digest_of_file(&self.path, |bytes| {
            on_read(bytes);
            true
        })
    }
}
