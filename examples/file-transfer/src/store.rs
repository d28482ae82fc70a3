//! The folder that a server receives files into, and the five procedures.
//!
//! Nothing is remembered here that could not be read from the folder again: the
//! files that are open are only open.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use idlc_runtime::{Context, Fault};

use crate::damage::Damage;
use crate::disk;
use crate::layout::{BlockLayout, digest_of};
use crate::partial::{Partial, Places};
use crate::transfer::{
    BLOCKS_AT_ONCE, Block, Blocks, Digest, Parcel, Reason, Refusal, Stage, Transfer,
};

/// Hears of what happens to blocks.
pub(crate) type Observer = dyn Fn(&str) + Send + Sync;

/// A folder of files.
pub(crate) struct Store {
    folder: PathBuf,
    open: Mutex<HashMap<String, Arc<Partial>>>,
    damage: Damage,
    observer: Box<Observer>,
}

/// The answer of a procedure.
type Answer<T> = Result<Result<T, Refusal>, Fault>;

impl Store {
    pub(crate) fn new(folder: &Path, damage: Damage, observer: Box<Observer>) -> Self {
        Self {
            folder: folder.to_owned(),
            open: Mutex::new(HashMap::new()),
            damage,
            observer,
        }
    }

    fn do_begin(&self, what: &Parcel, replace: bool) -> Result<Stage, Refusal> {
        let layout = check(what)?;
        let mut open = self.open();
        if let Some(partial) = self.find(&mut open, what, layout)? {
            return Ok(match partial.stored() {
                0 => Stage::New,
                _ => Stage::Partial,
            });
        }
        if !replace && self.is_complete(what) {
            return Ok(Stage::Complete);
        }
        let partial = Partial::create(self.places(what), layout)?;
        open.insert(what.name.to_string(), Arc::new(partial));
        Ok(Stage::New)
    }

    fn do_inspect(&self, what: &Parcel, first: u32, count: u32) -> Result<Blocks, Refusal> {
        let partial = self.partial(what)?;
        let end = first.checked_add(count.min(BLOCKS_AT_ONCE));
        let end = end.filter(|end| *end <= partial.layout().count());
        let end = end.ok_or_else(|| invalid("there are not so many blocks"))?;
        let mut blocks = Blocks::default();
        for index in first..end {
            let block = partial.inspect(index)?;
            if block == Block::BlockDamaged {
                (self.observer)(&format!("block {index} of {} is damaged", what.name));
            }
            let too_many = |_| invalid("more blocks than one answer holds");
            blocks.push(block).map_err(too_many)?;
        }
        Ok(blocks)
    }

    fn do_write(
        &self,
        what: &Parcel,
        index: u32,
        sha256: &Digest,
        data: &[u8],
    ) -> Result<(), Refusal> {
        let partial = self.partial(what)?;
        let range = partial.layout().range(index);
        if range.is_none_or(|range| range.end - range.start != data.len() as u64) {
            return Err(invalid("there is no such block"));
        }
        let found = match self.damage.apply(index, data) {
            Some(damaged) => partial.write(index, &damaged)?,
            None => partial.write(index, data)?,
        };
        if found != *sha256 {
            (self.observer)(&format!("block {index} of {} is not as sent", what.name));
            // Where the damage was done, its sender need not know; that it was,
            // only these two digests can show.
            let on_the_way = digest_of(data) != *sha256;
            let place = if on_the_way { "before" } else { "after" };
            let text = format!("block {index} was damaged {place} it reached the handler");
            return Err(refusal(Reason::NotAsSent, &text));
        }
        partial.note(index, sha256)?;
        (self.observer)(&format!("block {index} of {} is on the disk", what.name));
        Ok(())
    }

    fn do_read_back(&self, cx: &Context, what: &Parcel) -> Result<Digest, Refusal> {
        check(what)?;
        let keep_on = |_bytes| !cx.is_cancelled();
        match self.partial(what) {
            Ok(partial) => Ok(disk::digest_of_file(&partial.places().part, keep_on)?),
            Err(_) if self.is_complete(what) => {
                Ok(disk::digest_of_file(&self.finished(what), keep_on)?)
            }
            Err(refusal) => Err(refusal),
        }
    }

    fn do_keep(&self, what: &Parcel) -> Result<(), Refusal> {
        let layout = check(what)?;
        let mut open = self.open();
        let Some(partial) = self.find(&mut open, what, layout)? else {
            // It ran before, and its answer did not arrive.
            return self.is_complete(what).then_some(()).ok_or_else(not_begun);
        };
        std::fs::rename(&partial.places().part, self.finished(what))?;
        disk::sync_folder(&self.folder)?;
        open.remove(what.name.as_str());
        drop(open);
        (self.observer)(&format!("{} is complete", what.name));
        Ok(std::fs::remove_file(&partial.places().journal)?)
    }

    fn partial(&self, what: &Parcel) -> Result<Arc<Partial>, Refusal> {
        let layout = check(what)?;
        let partial = self.find(&mut self.open(), what, layout)?;
        partial.ok_or_else(not_begun)
    }

    /// The file that is being received under this name, opened anew after a
    /// restart.
    fn find(
        &self,
        open: &mut HashMap<String, Arc<Partial>>,
        what: &Parcel,
        layout: BlockLayout,
    ) -> io::Result<Option<Arc<Partial>>> {
        if let Some(partial) = open.get(what.name.as_str()) {
            return Ok((*partial.layout() == layout).then(|| Arc::clone(partial)));
        }
        let partial = Partial::open(self.places(what), layout)?.map(Arc::new);
        if let Some(partial) = &partial {
            open.insert(what.name.to_string(), Arc::clone(partial));
        }
        Ok(partial)
    }

    fn places(&self, what: &Parcel) -> Places {
        Places::new(&self.folder, what.name.as_str())
    }

    fn finished(&self, what: &Parcel) -> PathBuf {
        self.folder.join(what.name.as_str())
    }

    fn is_complete(&self, what: &Parcel) -> bool {
        let metadata = std::fs::metadata(self.finished(what));
        metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() == what.size)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Arc<Partial>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transfer for Store {
    fn begin(&self, _cx: &Context, what: Parcel, replace: bool) -> Answer<Stage> {
        Ok(self.do_begin(&what, replace))
    }

    fn inspect(&self, _cx: &Context, what: Parcel, first: u32, count: u32) -> Answer<Blocks> {
        Ok(self.do_inspect(&what, first, count))
    }

    fn write(
        &self,
        _cx: &Context,
        what: Parcel,
        index: u32,
        sha256: &Digest,
        data: &[u8],
    ) -> Answer<()> {
        Ok(self.do_write(&what, index, sha256, data))
    }

    fn read_back(&self, cx: &Context, what: Parcel) -> Answer<Digest> {
        Ok(self.do_read_back(cx, &what))
    }

    fn keep(&self, _cx: &Context, what: Parcel) -> Answer<()> {
        Ok(self.do_keep(&what))
    }
}

/// A name comes from whoever calls, and must not lead out of the folder, or to
/// the parts of another file.
fn check(what: &Parcel) -> Result<BlockLayout, Refusal> {
    let name = what.name.as_str();
    let is_plain = !name.contains(['/', '\\', ':', '\0']);
    if name.is_empty() || name.starts_with('.') || !is_plain {
        return Err(invalid("this is not the plain name of a file"));
    }
    let layout = BlockLayout::new(what.size, what.block_bytes);
    layout.ok_or_else(|| invalid("the blocks are too large, or too many"))
}

fn invalid(text: &str) -> Refusal {
    refusal(Reason::Invalid, text)
}

fn not_begun() -> Refusal {
    refusal(Reason::NotBegun, "nothing of this file was begun here")
}

fn refusal(why: Reason, text: &str) -> Refusal {
    let text = text.try_into().unwrap_or_default();
    Refusal { why, text }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        refusal(Reason::System, &error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Folder;

    fn parcel(name: &str) -> Parcel {
        Parcel {
            name: name.try_into().unwrap(),
            size: 15,
            block_bytes: 10,
        }
    }

    fn store(folder: &Folder, damage: Damage) -> Store {
        Store::new(folder.path(), damage, Box::new(|_| {}))
    }

    fn write(store: &Store, index: u32, data: &[u8]) -> Result<(), Reason> {
        let written = store.do_write(&parcel("file"), index, &digest_of(data), data);
        written.map_err(|refusal| refusal.why)
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let folder = Folder::new();
        let store = store(&folder, Damage::new(None));
        for name in [
            "",
            ".",
            "..",
            "../file",
            "a/b",
            "/etc/passwd",
            ".file.part",
            "a\0b",
        ] {
            let refused = store.do_begin(&parcel(name), false).unwrap_err();
            assert_eq!(refused.why, Reason::Invalid, "{name:?}");
        }
    }

    #[test]
    fn every_procedure_may_run_twice() {
        let folder = Folder::new();
        let store = store(&folder, Damage::new(None));
        let file = parcel("file");
        assert_eq!(store.do_begin(&file, false), Ok(Stage::New));
        assert_eq!(store.do_begin(&file, false), Ok(Stage::New));
        for _ in 0..2 {
            assert_eq!(write(&store, 0, b"0123456789"), Ok(()));
            assert_eq!(write(&store, 1, b"abcde"), Ok(()));
        }
        assert_eq!(store.do_begin(&file, true), Ok(Stage::Partial));
        assert_eq!(store.do_keep(&file), Ok(()));
        assert_eq!(store.do_keep(&file), Ok(()));
        assert_eq!(store.do_begin(&file, false), Ok(Stage::Complete));
        let kept = std::fs::read(folder.file("file")).unwrap();
        assert_eq!(kept, b"0123456789abcde");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "the file alone");
    }

    #[test]
    fn a_late_copy_of_a_write_begins_nothing() {
        let folder = Folder::new();
        let store = store(&folder, Damage::new(None));
        assert_eq!(write(&store, 0, b"0123456789"), Err(Reason::NotBegun));
    }

    #[test]
    fn a_bit_flipped_on_the_way_to_the_disk_is_found() {
        let folder = Folder::new();
        let store = store(&folder, Damage::new(Some(1)));
        store.do_begin(&parcel("file"), false).unwrap();
        assert_eq!(write(&store, 1, b"abcde"), Err(Reason::NotAsSent));
        let blocks = store.do_inspect(&parcel("file"), 0, 2).unwrap();
        assert_eq!(blocks, [Block::BlockAbsent, Block::BlockAbsent]);
        assert_eq!(write(&store, 1, b"abcde"), Ok(()), "it was damaged once");
    }

    #[test]
    fn blocks_beyond_the_end_are_refused() {
        let folder = Folder::new();
        let store = store(&folder, Damage::new(None));
        store.do_begin(&parcel("file"), false).unwrap();
        assert_eq!(write(&store, 2, b"abcde"), Err(Reason::Invalid));
        assert_eq!(write(&store, 0, b"abcde"), Err(Reason::Invalid));
        for (first, count) in [(0, 3), (2, 1), (u32::MAX, 2)] {
            let refused = store.do_inspect(&parcel("file"), first, count).unwrap_err();
            assert_eq!(refused.why, Reason::Invalid);
        }
    }
}
