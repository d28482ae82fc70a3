//! From a path to a handle: one LOOKUP for each name, and symbolic links followed.

use crate::client::error::ClientError;
use crate::client::remote::{Remote, asked};
use crate::nfs::{DirOpArgs, Fattr, FileType, NfsFh};

/// How many symbolic links a path may lead through.
const LINKS_MAX: u32 = 40;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its handle.
    pub handle: NfsFh,
    /// What is known of it.
    pub attributes: Fattr,
}

impl Remote {
    /// What is at a path, a symbolic link at its end followed.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn find(&self, path: &[u8]) -> Result<Found, ClientError> {
        self.walk(path, true)
    }

    /// The same, a symbolic link at its end not followed.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn find_itself(&self, path: &[u8]) -> Result<Found, ClientError> {
        self.walk(path, false)
    }

    /// The folder in which a path's last name is, or would be, and that name.
    ///
    /// # Errors
    ///
    /// [`ClientError::NoName`] where there is none, as in `/`.
    pub fn place(&self, path: &[u8]) -> Result<DirOpArgs, ClientError> {
        let names: Vec<&[u8]> = names(path).collect();
        let Some((name, folders)) = names.split_last() else {
            return Err(ClientError::NoName);
        };
        let folder = self.find(&folders.join(&b'/'))?;
        Ok(DirOpArgs {
            dir: folder.handle,
            name: name.to_vec(),
        })
    }

    /// Where a symbolic link leads.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn target(&self, link: &NfsFh, name: &[u8]) -> Result<Vec<u8>, ClientError> {
        Ok(asked("READLINK", name, || self.nfs.readlink(link))?.target)
    }

    fn walk(&self, path: &[u8], follows_last: bool) -> Result<Found, ClientError> {
        let mut at = self.found_root()?;
        // What is left to walk, the next name last.
        let mut left: Vec<Vec<u8>> = names(path).map(<[u8]>::to_vec).collect();
        left.reverse();
        let mut links = 0;
        while let Some(name) = left.pop() {
            let next = self.step(&at.handle, &name)?;
            let is_link = next.attributes.kind == FileType::Lnk;
            if !is_link || (left.is_empty() && !follows_last) {
                at = next;
                continue;
            }
            links += 1;
            if links > LINKS_MAX {
                let path = ClientError::text(path);
                return Err(ClientError::TooManyLinks { path });
            }
            let target = self.target(&next.handle, &name)?;
            if target.first() == Some(&b'/') {
                // The best that can be done: what is above the mounted folder, we
                // do not see.
                at = self.found_root()?;
            }
            let of_target: Vec<Vec<u8>> = names(&target).map(<[u8]>::to_vec).collect();
            left.extend(of_target.into_iter().rev());
        }
        Ok(at)
    }

    fn found_root(&self) -> Result<Found, ClientError> {
        Ok(Found {
            handle: self.root.clone(),
            attributes: self.attributes(&self.root, b"/")?,
        })
    }

    fn step(&self, folder: &NfsFh, name: &[u8]) -> Result<Found, ClientError> {
        let what = DirOpArgs {
            dir: folder.clone(),
            name: name.to_vec(),
        };
        let found = asked("LOOKUP", name, || self.nfs.lookup(&what))?;
        let attributes = match found.attributes {
            Some(attributes) => attributes,
            None => self.attributes(&found.object, name)?,
        };
        Ok(Found {
            handle: found.object,
            attributes,
        })
    }
}

fn names(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|byte| *byte == b'/')
        .filter(|name| !matches!(*name, b"" | b"."))
}
