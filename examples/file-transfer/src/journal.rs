//! Which blocks of a file were stored, and with which digest: a line of text
//! for each, appended once the block is on the disk.
//!
//! Nobody trusts it. It says which blocks are worth reading, and a block whose
//! digest is not the one it names was damaged since. So it is not forced to the
//! disk: what a loss of power takes from its end is sent again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::layout::{BlockLayout, from_hex, to_hex};
use crate::transfer::Digest;

/// The journal of one file.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    digests: Vec<Option<Digest>>,
}

impl Journal {
    /// An empty journal.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn create(path: &Path, layout: &BlockLayout) -> io::Result<Self> {
        let mut file = File::create(path)?;
        file.write_all(head(layout).as_bytes())?;
        let digests = vec![None; layout.count() as usize];
        Ok(Self { file, digests })
    }

    /// A journal that was written before; `None` where there is none for a file
    /// of this layout.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn open(path: &Path, layout: &BlockLayout) -> io::Result<Option<Self>> {
        let mut file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // Damage may have left anything in it, which is then no line.
        let text = String::from_utf8_lossy(&text);
        let Some(lines) = text.strip_prefix(&head(layout)) else {
            return Ok(None);
        };
        let mut digests = vec![None; layout.count() as usize];
        for (index, digest) in lines.lines().filter_map(read_line) {
            if let Some(place) = digests.get_mut(index) {
                *place = Some(digest);
            }
        }
        file.seek(SeekFrom::End(0))?;
        if !text.ends_with('\n') {
            // Whoever wrote it was killed within a line.
            file.write_all(b"\n")?;
        }
        Ok(Some(Self { file, digests }))
    }

    /// The digest with which a block was stored.
    pub(crate) fn digest(&self, index: u32) -> Option<Digest> {
        self.digests.get(index as usize).copied().flatten()
    }

    /// How many blocks were stored.
    pub(crate) fn stored(&self) -> usize {
        self.digests.iter().flatten().count()
    }

    /// A block is on the disk.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn note(&mut self, index: u32, digest: &Digest) -> io::Result<()> {
        let line = format!("{index} {}\n", to_hex(digest));
        self.file.write_all(line.as_bytes())?;
        if let Some(place) = self.digests.get_mut(index as usize) {
            *place = Some(*digest);
        }
        Ok(())
    }
}

fn head(layout: &BlockLayout) -> String {
    let (size, block_bytes) = (layout.size(), layout.block_bytes());
    format!("file-transfer journal 1: {size} bytes in blocks of {block_bytes}\n")
}

fn read_line(line: &str) -> Option<(usize, Digest)> {
    let (index, digest) = line.split_once(' ')?;
    Some((index.parse().ok()?, from_hex(digest)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::digest_of;
    use crate::testing::Folder;

    #[test]
    fn what_was_noted_is_known_after_a_restart() {
        let folder = Folder::new();
        let (path, layout) = (folder.file("journal"), BlockLayout::new(25, 10).unwrap());
        let mut journal = Journal::create(&path, &layout).unwrap();
        journal.note(2, &digest_of(b"old")).unwrap();
        journal.note(2, &digest_of(b"new")).unwrap();
        let journal = Journal::open(&path, &layout).unwrap().unwrap();
        assert_eq!(journal.stored(), 1);
        assert_eq!(journal.digest(2), Some(digest_of(b"new")));
    }

    #[test]
    fn a_line_that_was_cut_off_says_nothing_and_spoils_nothing() {
        let folder = Folder::new();
        let (path, layout) = (folder.file("journal"), BlockLayout::new(25, 10).unwrap());
        let mut journal = Journal::create(&path, &layout).unwrap();
        journal.note(0, &digest_of(b"zero")).unwrap();
        journal.file.write_all(b"1 2c26b4").unwrap();
        let mut journal = Journal::open(&path, &layout).unwrap().unwrap();
        assert_eq!((journal.stored(), journal.digest(1)), (1, None));
        journal.note(2, &digest_of(b"two")).unwrap();
        let journal = Journal::open(&path, &layout).unwrap().unwrap();
        assert_eq!(journal.digest(2), Some(digest_of(b"two")));
    }

    #[test]
    fn the_journal_of_another_layout_is_none() {
        let folder = Folder::new();
        let (path, layout) = (folder.file("journal"), BlockLayout::new(25, 10).unwrap());
        Journal::create(&path, &layout).unwrap();
        let other = BlockLayout::new(25, 5).unwrap();
        assert!(Journal::open(&path, &other).unwrap().is_none());
        assert!(
            Journal::open(&folder.file("absent"), &other)
                .unwrap()
                .is_none()
        );
    }
}
