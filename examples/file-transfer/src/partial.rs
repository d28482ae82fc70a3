//! A file of which some blocks have come: `.NAME.part` beside `.NAME.journal`.
//!
//! It may be dropped, or its process killed, at any time. What it says of a
//! block it has read from the file a moment ago.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::disk;
use crate::journal::Journal;
use crate::layout::{BlockLayout, digest_of};
use crate::transfer::{Block, Digest};

/// Where the parts of a file lie.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) part: PathBuf,
    pub(crate) journal: PathBuf,
}

impl Places {
    /// Those of a file of this name; dots in front keep them apart from files.
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        Self {
            part: folder.join(format!(".{name}.part")),
            journal: folder.join(format!(".{name}.journal")),
        }
    }
}

/// A file that is being received.
#[derive(Debug)]
pub(crate) struct Partial {
    layout: BlockLayout,
    places: Places,
    file: File,
    journal: Mutex<Journal>,
}

impl Partial {
    /// An empty file of this layout, whatever was there before.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn create(places: Places, layout: BlockLayout) -> io::Result<Self> {
        let journal = Journal::create(&places.journal, &layout)?;
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&places.part)?;
        file.set_len(layout.size())?;
        Ok(Self::new(places, layout, file, journal))
    }

    /// What was left of a file of this layout; `None` where nothing was.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn open(places: Places, layout: BlockLayout) -> io::Result<Option<Self>> {
        let file = match OpenOptions::new().read(true).write(true).open(&places.part) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if file.metadata()?.len() != layout.size() {
            return Ok(None);
        }
        let journal = Journal::open(&places.journal, &layout)?;
        Ok(journal.map(|journal| Self::new(places, layout, file, journal)))
    }

    fn new(places: Places, layout: BlockLayout, file: File, journal: Journal) -> Self {
        Self {
            layout,
            places,
            file,
            journal: Mutex::new(journal),
        }
    }

    pub(crate) const fn layout(&self) -> &BlockLayout {
        &self.layout
    }

    pub(crate) const fn places(&self) -> &Places {
        &self.places
    }

    /// How many blocks were stored.
    pub(crate) fn stored(&self) -> usize {
        self.journal().stored()
    }

    /// Writes a block to the disk, and reads it back: its digest as it is there.
    /// What is read is the system's copy, most likely, so a disk that damages is
    /// found later, by [`inspect`](Self::inspect) or when the whole is read back.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn write(&self, index: u32, data: &[u8]) -> io::Result<Digest> {
        let range = self.layout.range(index).ok_or(io::ErrorKind::NotFound)?;
        disk::write_all_at(&self.file, data, range.start)?;
        self.file.sync_data()?;
        Ok(digest_of(&disk::read_range(&self.file, &range)?))
    }

    /// Notes that a block is on the disk as its sender has it.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn note(&self, index: u32, digest: &Digest) -> io::Result<()> {
        self.journal().note(index, digest)
    }

    /// What the disk has of a block, if it was ever stored.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn inspect(&self, index: u32) -> io::Result<Block> {
        let noted = self.journal().digest(index);
        let (Some(noted), Some(range)) = (noted, self.layout.range(index)) else {
            return Ok(Block::BlockAbsent);
        };
        disk::forget_cached(&self.file, &range);
        let found = digest_of(&disk::read_range(&self.file, &range)?);
        Ok(if found == noted {
            Block::BlockPresent(found)
        } else {
            Block::BlockDamaged
        })
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    fn places(folder: &Folder) -> Places {
        Places::new(folder.path(), "file")
    }

    fn layout() -> BlockLayout {
        BlockLayout::new(25, 10).unwrap()
    }

    /// A file whose blocks 0 and 2 were stored.
    fn two_blocks(folder: &Folder) -> Partial {
        let partial = Partial::create(places(folder), layout()).unwrap();
        for (index, data) in [(0, &b"0123456789"[..]), (2, b"abcde")] {
            let digest = partial.write(index, data).unwrap();
            assert_eq!(digest, digest_of(data));
            partial.note(index, &digest).unwrap();
        }
        partial
    }

    #[test]
    fn blocks_are_found_after_a_restart() {
        let folder = Folder::new();
        drop(two_blocks(&folder));
        let partial = Partial::open(places(&folder), layout()).unwrap().unwrap();
        let found = [0, 1, 2].map(|index| partial.inspect(index).unwrap());
        let present = |data| Block::BlockPresent(digest_of(data));
        let expected = [
            present(b"0123456789"),
            Block::BlockAbsent,
            present(b"abcde"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_bit_flipped_on_the_disk_is_found() {
        let folder = Folder::new();
        let partial = two_blocks(&folder);
        let file = File::options()
            .write(true)
            .open(&partial.places.part)
            .unwrap();
        disk::write_all_at(&file, b"e", 20).unwrap();
        assert_eq!(partial.inspect(2).unwrap(), Block::BlockDamaged);
    }

    #[test]
    fn a_block_that_was_written_but_not_noted_is_absent() {
        let folder = Folder::new();
        let partial = two_blocks(&folder);
        partial.write(1, b"9876543210").unwrap();
        drop(partial);
        let partial = Partial::open(places(&folder), layout()).unwrap().unwrap();
        assert_eq!(partial.inspect(1).unwrap(), Block::BlockAbsent);
    }

    #[test]
    fn what_is_left_of_another_file_is_not_this_one() {
        let folder = Folder::new();
        drop(two_blocks(&folder));
        let larger = BlockLayout::new(26, 10).unwrap();
        assert!(Partial::open(places(&folder), larger).unwrap().is_none());
    }
}
