//! What is done with a node whatever it is called: reading, writing, attributes.

use std::time::SystemTime;

use crate::fs::caller::{Caller, Permissions};
use crate::fs::content::Content;
use crate::fs::error::FsError;
use crate::fs::node::{Attributes, Body, Changes, NewTime, NodeId};
use crate::fs::system::FileSystem;

/// The permission bits that there are: three digits, and the set-id and sticky bits.
const MODE_MASK: u32 = 0o7777;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The bytes.
    pub data: Vec<u8>,
    /// Whether the file ends with them.
    pub is_end: bool,
}

impl FileSystem {
    /// The most bytes that a file can have: 1 TiB, most of it holes.
    pub const FILE_BYTES_MAX: u64 = 1 << 40;

    /// At most so many bytes of a file.
    ///
    /// The owner may read its file whatever its permissions are, since it could
    /// give them to itself; and a file that may be executed is read to do so
    /// (RFC 1813 §4.4).
    ///
    /// # Errors
    ///
    /// [`FsError::IsAFolder`], [`FsError::Invalid`] for a symbolic link,
    /// [`FsError::AccessDenied`], [`FsError::Stale`].
    pub fn read(
        &mut self,
        caller: &Caller,
        id: NodeId,
        offset: u64,
        count: usize,
    ) -> Result<Read, FsError> {
        let file = self.attributes(id)?;
        let may = |wanted| caller.may(wanted, &file);
        if !caller.owns(&file) && !may(Permissions::READ) && !may(Permissions::EXECUTE) {
            return Err(FsError::AccessDenied);
        }
        let data = self.content_mut(id)?.read(offset, count);
        let end = offset.saturating_add(data.len() as u64);
        self.node_mut(id)?.accessed = SystemTime::now();
        Ok(Read {
            is_end: end >= file.size,
            data,
        })
    }

    /// Puts bytes into a file. The owner may do that whatever its permissions are.
    ///
    /// # Errors
    ///
    /// [`FsError::TooLarge`], [`FsError::NoRoom`], and as for
    /// [`read`](Self::read).
    pub fn write(
        &mut self,
        caller: &Caller,
        id: NodeId,
        offset: u64,
        data: &[u8],
    ) -> Result<(), FsError> {
        let file = self.attributes(id)?;
        if !caller.owns(&file) && !caller.may(Permissions::WRITE, &file) {
            return Err(FsError::AccessDenied);
        }
        let end = offset.checked_add(data.len() as u64);
        if end.is_none_or(|end| end > Self::FILE_BYTES_MAX) {
            return Err(FsError::TooLarge);
        }
        let needed = self.content_mut(id)?.needed(offset, data.len());
        self.room.take(needed)?;
        self.content_mut(id)?.write(offset, data);
        self.node_mut(id)?.touch(SystemTime::now());
        Ok(())
    }

    /// Where a symbolic link leads.
    ///
    /// # Errors
    ///
    /// [`FsError::Invalid`] where it is none; [`FsError::Stale`].
    pub fn target(&self, id: NodeId) -> Result<&[u8], FsError> {
        match &self.node(id)?.body {
            Body::SymbolicLink(target) => Ok(target),
            Body::File(_) | Body::Folder(_) => Err(FsError::Invalid),
        }
    }

    /// Changes attributes: all of them, or none where one must not be changed.
    ///
    /// # Errors
    ///
    /// [`FsError::NotPermitted`], [`FsError::AccessDenied`], and for the length
    /// as for [`write`](Self::write).
    pub fn change(
        &mut self,
        caller: &Caller,
        id: NodeId,
        changes: &Changes,
    ) -> Result<(), FsError> {
        let file = self.attributes(id)?;
        check(caller, &file, changes)?;
        self.apply(id, changes)
    }

    /// Changes attributes, whoever asks.
    pub(crate) fn apply(&mut self, id: NodeId, changes: &Changes) -> Result<(), FsError> {
        let now = SystemTime::now();
        if let Some(size) = changes.size {
            self.set_size(id, size)?;
        }
        let node = self.node_mut(id)?;
        if changes.size.is_some() {
            node.modified = now;
        }
        let time = |new, old| match new {
            NewTime::Kept => old,
            NewTime::Now => now,
            NewTime::At(time) => time,
        };
        node.mode = changes.mode.unwrap_or(node.mode) & MODE_MASK;
        node.uid = changes.uid.unwrap_or(node.uid);
        node.gid = changes.gid.unwrap_or(node.gid);
        node.accessed = time(changes.accessed, node.accessed);
        node.modified = time(changes.modified, node.modified);
        node.changed = now;
        Ok(())
    }

    fn set_size(&mut self, id: NodeId, size: u64) -> Result<(), FsError> {
        let content = self.content_mut(id)?;
        let before = content.used();
        content.set_size(size);
        let freed = before - content.used();
        self.room.give_back(freed);
        Ok(())
    }

    fn content_mut(&mut self, id: NodeId) -> Result<&mut Content, FsError> {
        match &mut self.node_mut(id)?.body {
            Body::File(content) => Ok(content),
            Body::Folder(_) => Err(FsError::IsAFolder),
            Body::SymbolicLink(_) => Err(FsError::Invalid),
        }
    }
}

/// Whether the caller may make all these changes.
pub(crate) fn check(caller: &Caller, file: &Attributes, changes: &Changes) -> Result<(), FsError> {
    let owns = caller.owns(file);
    let may_write = owns || caller.may(Permissions::WRITE, file);
    if changes.mode.is_some() && !owns {
        return Err(FsError::NotPermitted);
    }
    // A file cannot be given away, or its owner would not pay for it.
    if changes.uid.is_some_and(|uid| uid != file.uid) && !caller.is_root() {
        return Err(FsError::NotPermitted);
    }
    let other_group = changes.gid.filter(|gid| *gid != file.gid);
    if other_group.is_some_and(|gid| !(caller.is_root() || owns && caller.is_in(gid))) {
        return Err(FsError::NotPermitted);
    }
    if let Some(size) = changes.size {
        if !may_write {
            return Err(FsError::AccessDenied);
        }
        if size > FileSystem::FILE_BYTES_MAX {
            return Err(FsError::TooLarge);
        }
    }
    for time in [changes.accessed, changes.modified] {
        match time {
            NewTime::At(_) if !owns => return Err(FsError::NotPermitted),
            NewTime::Now if !may_write => return Err(FsError::AccessDenied),
            NewTime::Kept | NewTime::Now | NewTime::At(_) => {}
        }
    }
    Ok(())
}
