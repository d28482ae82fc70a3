//! READDIR and READDIRPLUS: as many names as fit the answer.

use crate::fs::{FsError, Named, NodeId};
use crate::nfs::{CookieVerf, Entry, EntryPlus, PostOpAttr, ReaddirOk, ReaddirplusOk, Stat};
use crate::server::convert::stat;
use crate::server::handle::HANDLE_BYTES;
use crate::server::request::Request;

/// Bytes as they travel.
mod bytes {
    use super::HANDLE_BYTES;

    /// Attributes that follow.
    const ATTRIBUTES: usize = 88;
    /// A handle that follows, and its length.
    const HANDLE: usize = 8 + HANDLE_BYTES;
    /// An answer without names: attributes of the folder, verifier, end of the
    /// list, end of the folder.
    pub(super) const FRAME: usize = ATTRIBUTES + 8 + 4 + 4;
    /// What READDIRPLUS says of each name beside it.
    pub(super) const PLUS: usize = ATTRIBUTES + HANDLE;

    /// A name with its number and cookie.
    pub(super) const fn directory(name: &[u8]) -> usize {
        8 + 4 + name.len().next_multiple_of(4) + 8
    }

    /// The word that says that there is another entry.
    pub(super) const ANOTHER: usize = 4;
}

/// What may still be said.
struct Budget {
    /// Bytes of names with their numbers and cookies.
    directory: usize,
    /// Bytes of all.
    all: usize,
}

impl Budget {
    fn new(directory: u32, all: u32) -> Self {
        Self {
            directory: directory as usize,
            all: (all as usize).saturating_sub(bytes::FRAME),
        }
    }

    /// Takes what a name needs; `None` where it is not there.
    fn take(&mut self, name: &[u8], plus: usize) -> Option<()> {
        let directory = bytes::directory(name);
        let all = directory + bytes::ANOTHER + plus;
        self.directory = self.directory.checked_sub(directory)?;
        self.all = self.all.checked_sub(all)?;
        Some(())
    }
}

/// Names that fit, and whether they are the last ones.
struct Page<T> {
    entries: Vec<T>,
    is_end: bool,
}

impl Request<'_> {
    pub(crate) fn readdir(
        &mut self,
        dir: &[u8],
        cookie: u64,
        verf: CookieVerf,
        count: u32,
    ) -> Result<ReaddirOk, (Stat, PostOpAttr)> {
        let budget = Budget::new(u32::MAX, count.min(self.rules.io_bytes_max));
        let entry = |_: &Self, named: Named<'_>| Entry {
            fileid: named.id.0,
            name: named.name.to_vec(),
            cookie: named.cookie,
        };
        let (page, dir_attributes) = self.page(dir, (cookie, verf), budget, 0, entry)?;
        Ok(ReaddirOk {
            dir_attributes,
            verf: self.life.verifier(),
            entries: page.entries,
            eof: page.is_end,
        })
    }

    pub(crate) fn readdirplus(
        &mut self,
        dir: &[u8],
        cookie: u64,
        verf: CookieVerf,
        (dircount, maxcount): (u32, u32),
    ) -> Result<ReaddirplusOk, (Stat, PostOpAttr)> {
        let budget = Budget::new(dircount, maxcount.min(self.rules.io_bytes_max));
        let entry = |call: &Self, named: Named<'_>| EntryPlus {
            fileid: named.id.0,
            name: named.name.to_vec(),
            cookie: named.cookie,
            attributes: call.attributes(named.id),
            handle: Some(call.handle(named.id)),
        };
        let (page, dir_attributes) = self.page(dir, (cookie, verf), budget, bytes::PLUS, entry)?;
        Ok(ReaddirplusOk {
            dir_attributes,
            verf: self.life.verifier(),
            entries: page.entries,
            eof: page.is_end,
        })
    }

    fn page<T>(
        &mut self,
        dir: &[u8],
        (cookie, verf): (u64, CookieVerf),
        budget: Budget,
        plus: usize,
        entry: impl Fn(&Self, Named<'_>) -> T,
    ) -> Result<(Page<T>, PostOpAttr), (Stat, PostOpAttr)> {
        let id = self.node(dir).map_err(|stat| (stat, None))?;
        let page = if cookie != 0 && verf != self.life.verifier() {
            // A cookie of a life before.
            Err(Stat::BadCookie)
        } else {
            self.fill(id, cookie, budget, plus, entry)
        };
        let attributes = self.attributes(id);
        match page {
            Ok(page) => Ok((page, attributes)),
            Err(stat) => Err((stat, attributes)),
        }
    }

    fn fill<T>(
        &self,
        dir: NodeId,
        cookie: u64,
        mut budget: Budget,
        plus: usize,
        entry: impl Fn(&Self, Named<'_>) -> T,
    ) -> Result<Page<T>, Stat> {
        let names = self.files.names(&self.caller, dir, cookie);
        let mut entries = Vec::new();
        for named in names.map_err(|error: FsError| stat(error))? {
            if budget.take(named.name, plus).is_none() {
                // An answer without names would be asked for again and again.
                if entries.is_empty() {
                    return Err(Stat::Toosmall);
                }
                return Ok(Page {
                    entries,
                    is_end: false,
                });
            }
            entries.push(entry(self, named));
        }
        Ok(Page {
            entries,
            is_end: true,
        })
    }
}
