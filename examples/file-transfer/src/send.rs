//! Sends a file: the end at which it is decided whether it has arrived.
//!
//! ```text
//!  sender                                       server
//!    │ begin(parcel) ────────────────────────────▶ │ makes .NAME.part
//!    │ inspect(first, count) ────────────────────▶ │ reads back what it has
//!    │ ◀──────────────────────────────── digests   │
//!    │ compares them with those of its own file    │
//!    │ write(index, digest, data) ───────────────▶ │ write, fsync, read back,
//!    │   several at once, for each that differs    │ digest, journal
//!    │ read_back() ──────────────────────────────▶ │ the whole, from the disk
//!    │ ◀───────────────────────────────── digest   │
//!    │ reads its own file once more, compares      │
//!    │ keep() ───────────────────────────────────▶ │ rename to NAME
//! ```
//!
//! Where the last digests differ, it begins again with `inspect`. All before
//! the last comparison makes success likely and failure cheap; that comparison
//! alone says that the file is there.

use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;

use thiserror::Error;

use crate::layout::to_hex;
use crate::persist::{CallFailed, Persistent};
use crate::progress::{Progress, add};
use crate::source::Source;
use crate::transfer::{BLOCKS_AT_ONCE, Block, Digest, Reason, Stage};

/// How often a block, or the whole, is sent again because it is not what was
/// sent. Chance does not do that so often: something is broken.
const ATTEMPTS_MAX: u32 = 5;

/// Why a file was not sent.
#[derive(Debug, Error)]
pub(crate) enum SendFailed {
    /// The sender's own file.
    #[error("this end's file cannot be read: {0}")]
    Source(#[from] io::Error),
    /// The other end.
    #[error("{0}")]
    Call(#[from] CallFailed),
    /// A block never arrives as it is.
    #[error(
        "block {index} was damaged {ATTEMPTS_MAX} times on its way to the other end's disk: \
         the memory or the disk of one of the machines is broken"
    )]
    BlockDamaged { index: u32 },
    /// The whole never does.
    #[error(
        "the file that was read back is not the one that was sent, {ATTEMPTS_MAX} times: \
         its digest is {there} there and {here} here. Is the file being changed? \
         If not, the memory or the disk of one of the machines is broken"
    )]
    Damaged { here: String, there: String },
}

/// A transfer that is going on.
pub(crate) struct Sending<'a> {
    pub(crate) source: &'a Source,
    pub(crate) server: &'a Persistent<'a>,
    pub(crate) progress: &'a Progress,
    /// How many calls are under way at a time.
    pub(crate) calls_at_once: usize,
}

/// Blocks one after another.
type Span = std::ops::Range<u32>;

impl Sending<'_> {
    /// Sends the file, and returns the digest that both ends have of it.
    ///
    /// # Errors
    ///
    /// [`SendFailed`]. What arrived stays, for the next attempt.
    pub(crate) fn run(&self) -> Result<Digest, SendFailed> {
        let what = self.source.parcel();
        let stage = self.server.call(|server| server.begin(what, false))?;
        if stage == Stage::Complete {
            let (here, there) = self.read_back()?;
            if here == there {
                return Ok(here);
            }
            self.server.call(|server| server.begin(what, true))?;
        }
        let mut last = None;
        for _ in 0..ATTEMPTS_MAX {
            let missing = self.compare()?;
            self.send(&missing)?;
            let (here, there) = self.read_back()?;
            if here == there {
                self.server.call(|server| server.keep(what))?;
                return Ok(here);
            }
            self.progress
                .say("what was read back is not what was sent: comparing the blocks");
            last = Some((here, there));
        }
        let (here, there) = last.unwrap_or_default();
        let [here, there] = [here, there].map(|digest| to_hex(&digest));
        Err(SendFailed::Damaged { here, there })
    }

    /// The blocks that the server does not have as they are here.
    fn compare(&self) -> Result<Vec<u32>, SendFailed> {
        let layout = self.source.layout();
        self.progress.start("comparing", layout.size());
        let count = layout.count();
        let step = BLOCKS_AT_ONCE as usize;
        let spans = (0..count)
            .step_by(step)
            .map(|first| first..count.min(first + BLOCKS_AT_ONCE));
        let missing = Mutex::new(Vec::new());
        self.in_parallel(spans, |span: Span| {
            let found = self.compare_span(&span)?;
            let mut missing = missing.lock().unwrap_or_else(PoisonError::into_inner);
            missing.extend(found);
            Ok(())
        })?;
        let mut missing = missing.into_inner().unwrap_or_else(PoisonError::into_inner);
        missing.sort_unstable();
        Ok(missing)
    }

    fn compare_span(&self, span: &Span) -> Result<Vec<u32>, SendFailed> {
        let what = self.source.parcel();
        let count = span.end - span.start;
        let blocks = self
            .server
            .call(|server| server.inspect(what, span.start, count))?;
        let counts = self.progress.counts();
        let mut missing = Vec::new();
        // Of what the server does not speak, it has nothing.
        let blocks = blocks
            .iter()
            .copied()
            .chain(std::iter::repeat(Block::BlockAbsent));
        for (index, block) in span.clone().zip(blocks) {
            self.progress.advance(self.source.block_bytes(index));
            let place = match block {
                Block::BlockAbsent => None,
                Block::BlockDamaged => {
                    self.progress
                        .say(&format!("block {index} was damaged on the server's disk"));
                    Some(&counts.damaged)
                }
                Block::BlockPresent(digest) if digest == self.source.block(index)?.1 => {
                    add(&counts.found);
                    continue;
                }
                Block::BlockPresent(_) => Some(&counts.differing),
            };
            if let Some(count) = place {
                add(count);
            }
            missing.push(index);
        }
        Ok(missing)
    }

    fn send(&self, missing: &[u32]) -> Result<(), SendFailed> {
        let bytes = missing.iter().map(|index| self.source.block_bytes(*index));
        self.progress.start("sending", bytes.sum());
        self.in_parallel(missing.iter().copied(), |index| self.send_block(index))
    }

    /// Sends a block until the other end has read from its disk what this end
    /// has read from its own.
    fn send_block(&self, index: u32) -> Result<(), SendFailed> {
        let what = self.source.parcel();
        for _ in 0..ATTEMPTS_MAX {
            // Read anew each time: it may have been damaged in this memory.
            let (data, digest) = self.source.block(index)?;
            let written = self
                .server
                .call(|server| server.write(what, index, &digest, &data));
            match written {
                Ok(()) => {
                    add(&self.progress.counts().sent);
                    self.progress.advance(self.source.block_bytes(index));
                    return Ok(());
                }
                Err(error) if error.is_refused_as(Reason::NotAsSent) => {
                    add(&self.progress.counts().not_as_sent);
                    self.progress.say(&format!("sent again: {error}"));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(SendFailed::BlockDamaged { index })
    }

    /// The digests of the file as it is on the disk here, and there. Both ends
    /// read at the same time.
    fn read_back(&self) -> Result<(Digest, Digest), SendFailed> {
        let what = self.source.parcel();
        self.progress.start("reading back", what.size);
        let (here, there) = std::thread::scope(|scope| {
            let on_read = |bytes| self.progress.advance(bytes);
            let here = scope.spawn(move || self.source.read_back(on_read));
            let there = self.server.call(|server| server.read_back(what));
            let died = |_| Err(io::Error::other("the thread that read it has panicked"));
            (here.join().unwrap_or_else(died), there)
        });
        Ok((here?, there?))
    }

    /// Does something with each item, on several threads, until one fails.
    fn in_parallel<T: Send>(
        &self,
        items: impl Iterator<Item = T> + Send,
        act: impl Fn(T) -> Result<(), SendFailed> + Sync,
    ) -> Result<(), SendFailed> {
        let items = Mutex::new(items.fuse());
        let failed = Mutex::new(None);
        let next = || {
            let failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
            if failed.is_some() { None } else { items.next() }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.calls_at_once {
                scope.spawn(|| {
                    while let Some(item) = next() {
                        if let Err(error) = act(item) {
                            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                            failed.get_or_insert(error);
                        }
                    }
                });
            }
        });
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.map_or(Ok(()), Err)
    }
}
