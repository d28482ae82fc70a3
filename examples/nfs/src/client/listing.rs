//! What is in a folder: by READDIRPLUS, which also says what the files are, or by
//! READDIR where a server cannot do that.

use idlc_runtime::{CallError, NotExecuted};

use crate::client::error::ClientError;
use crate::client::remote::{Remote, asked};
use crate::nfs::{CookieVerf, DirOpArgs, Entry, EntryPlus, Fattr, NfsFh, Stat};

/// How often a listing begins anew because the folder changed under it.
const ATTEMPTS: u32 = 5;

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: Vec<u8>,
    /// What is known of it, where the server told.
    pub attributes: Option<Fattr>,
}

/// Some names, and where to go on.
struct Page {
    names: Vec<Listed>,
    next: (u64, CookieVerf),
    is_end: bool,
}

impl Remote {
    /// All names in a folder but `.` and `..`, as the server has them in order.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn list(&self, folder: &NfsFh) -> Result<Vec<Listed>, ClientError> {
        let plus = |at| self.page_plus(folder, at);
        match all(plus) {
            Err(error) if cannot(&error) => all(|at| self.page(folder, at)),
            result => result,
        }
    }

    /// What a listing did not tell of a file.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn look_up(&self, folder: &NfsFh, name: &[u8]) -> Result<Fattr, ClientError> {
        let what = DirOpArgs {
            dir: folder.clone(),
            name: name.to_vec(),
        };
        let found = asked("LOOKUP", name, || self.nfs.lookup(&what))?;
        match found.attributes {
            Some(attributes) => Ok(attributes),
            None => self.attributes(&found.object, name),
        }
    }

    fn page_plus(
        &self,
        folder: &NfsFh,
        (cookie, verf): (u64, CookieVerf),
    ) -> Result<Page, ClientError> {
        let (dircount, maxcount) = (self.sizes.list / 4, self.sizes.list);
        let listing = asked("READDIRPLUS", b"the folder", || {
            self.nfs
                .readdirplus(folder, cookie, verf, dircount, maxcount)
        })?;
        let last = listing.entries.last().map(|entry| entry.cookie);
        let listed = |entry: EntryPlus| Listed {
            name: entry.name,
            attributes: entry.attributes,
        };
        Ok(Page {
            names: listing.entries.into_iter().map(listed).collect(),
            next: (last.unwrap_or(cookie), listing.verf),
            is_end: listing.eof,
        })
    }

    fn page(&self, folder: &NfsFh, (cookie, verf): (u64, CookieVerf)) -> Result<Page, ClientError> {
        let listing = asked("READDIR", b"the folder", || {
            self.nfs.readdir(folder, cookie, verf, self.sizes.list)
        })?;
        let last = listing.entries.last().map(|entry| entry.cookie);
        let listed = |entry: Entry| Listed {
            name: entry.name,
            attributes: None,
        };
        Ok(Page {
            names: listing.entries.into_iter().map(listed).collect(),
            next: (last.unwrap_or(cookie), listing.verf),
            is_end: listing.eof,
        })
    }
}

/// All pages.
fn all(
    page: impl Fn((u64, CookieVerf)) -> Result<Page, ClientError>,
) -> Result<Vec<Listed>, ClientError> {
    let mut attempts = 1;
    let mut names = Vec::new();
    let mut next = (0, CookieVerf::default());
    loop {
        match page(next) {
            Ok(page) => {
                names.extend(page.names);
                // A page without names leads nowhere.
                if page.is_end || page.next.0 == next.0 {
                    names.retain(|listed| !matches!(&*listed.name, b"." | b".."));
                    return Ok(names);
                }
                next = page.next;
            }
            Err(ClientError::Refused { stat, .. })
                if stat == Stat::BadCookie && attempts < ATTEMPTS =>
            {
                attempts += 1;
                names.clear();
                next = (0, CookieVerf::default());
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether the server does not have the procedure, in one of two ways of saying it.
const fn cannot(error: &ClientError) -> bool {
    match error {
        ClientError::Refused { stat, .. } => stat.0 == Stat::Notsupp.0,
        ClientError::Call { error, .. } => matches!(
            error,
            CallError::NotExecuted {
                why: NotExecuted::ProcedureUnavailable { .. }
            }
        ),
        _ => false,
    }
}
