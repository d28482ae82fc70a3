//! What is done with the names of nodes: looking up, making, removing, renaming.

use std::time::SystemTime;

use crate::fs::caller::{Caller, Permissions};
use crate::fs::content::Content;
use crate::fs::error::FsError;
use crate::fs::files::check;
use crate::fs::folder::{Folder, cost};
use crate::fs::node::{Body, Changes, Kind, Node, NodeId};
use crate::fs::system::{FileSystem, NODE_COST};

/// The most bytes of a path in a symbolic link.
const TARGET_BYTES_MAX: usize = 4_096;

/// In a folder of these permissions only the owner of a thing removes it.
const STICKY: u32 = 0o1000;

/// What is to become of a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewFile {
    /// It is as good.
    OrExisting,
    /// It must not be there.
    Guarded,
    /// It must not be there, unless it was made with the same mark.
    Exclusive([u8; 8]),
}

impl FileSystem {
    /// The most bytes of a name.
    pub const NAME_BYTES_MAX: usize = 255;

    /// The most names of a file.
    pub const LINKS_MAX: u32 = 65_000;

    /// What has this name in the folder.
    ///
    /// # Errors
    ///
    /// [`FsError::NotFound`], [`FsError::NotAFolder`], [`FsError::AccessDenied`],
    /// [`FsError::NameTooLong`], [`FsError::Stale`].
    pub fn look_up(&self, caller: &Caller, folder: NodeId, name: &[u8]) -> Result<NodeId, FsError> {
        let names = self.folder(folder)?;
        self.demand(caller, Permissions::EXECUTE, folder)?;
        if name.len() > Self::NAME_BYTES_MAX {
            return Err(FsError::NameTooLong);
        }
        match name {
            b"." => Ok(folder),
            b".." => Ok(names.parent),
            _ => names.get(name).ok_or(FsError::NotFound),
        }
    }

    /// Makes a file, with some attributes set.
    ///
    /// # Errors
    ///
    /// [`FsError::Exists`], [`FsError::NoRoom`], and as for
    /// [`look_up`](Self::look_up) and [`change`](Self::change).
    pub fn make_file(
        &mut self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
        how: NewFile,
        changes: &Changes,
    ) -> Result<NodeId, FsError> {
        let made_by = match how {
            NewFile::Exclusive(mark) => Some(mark),
            NewFile::OrExisting | NewFile::Guarded => None,
        };
        let existing = match self.look_up(caller, folder, name) {
            Ok(id) => id,
            Err(FsError::NotFound) => {
                let body = Body::File(Content::default());
                let id = self.make(caller, folder, name, body, 0o644, changes)?;
                self.node_mut(id)?.made_by = made_by;
                return Ok(id);
            }
            Err(error) => return Err(error),
        };
        let node = self.node(existing)?;
        let is_good = match how {
            NewFile::OrExisting => matches!(node.body, Body::File(_)),
            NewFile::Guarded => false,
            NewFile::Exclusive(_) => node.made_by == made_by,
        };
        if !is_good {
            return Err(FsError::Exists);
        }
        // Of a file that is there, only the length is changed: what `creat` does.
        let size = changes.size;
        if size.is_some() {
            let cut = Changes {
                size,
                ..Changes::default()
            };
            self.change(caller, existing, &cut)?;
        }
        Ok(existing)
    }

    /// Makes a folder.
    ///
    /// # Errors
    ///
    /// As for [`make_file`](Self::make_file).
    pub fn make_folder(
        &mut self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
        changes: &Changes,
    ) -> Result<NodeId, FsError> {
        let body = Body::Folder(Folder::new(folder));
        let id = self.make(caller, folder, name, body, 0o755, changes)?;
        self.node_mut(folder)?.links += 1;
        Ok(id)
    }

    /// Makes a symbolic link.
    ///
    /// # Errors
    ///
    /// As for [`make_file`](Self::make_file).
    pub fn make_symbolic_link(
        &mut self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
        target: &[u8],
        changes: &Changes,
    ) -> Result<NodeId, FsError> {
        if target.len() > TARGET_BYTES_MAX {
            return Err(FsError::NameTooLong);
        }
        let body = Body::SymbolicLink(target.to_vec());
        self.make(caller, folder, name, body, 0o777, changes)
    }

    /// Gives a file another name.
    ///
    /// # Errors
    ///
    /// [`FsError::IsAFolder`], [`FsError::TooManyLinks`], and as for
    /// [`make_file`](Self::make_file).
    pub fn link(
        &mut self,
        caller: &Caller,
        id: NodeId,
        folder: NodeId,
        name: &[u8],
    ) -> Result<(), FsError> {
        let file = self.attributes(id)?;
        if file.kind == Kind::Folder {
            return Err(FsError::IsAFolder);
        }
        self.demand_free(caller, folder, name)?;
        if file.links >= Self::LINKS_MAX {
            return Err(FsError::TooManyLinks);
        }
        self.room.take(cost(name))?;
        let node = self.node_mut(id)?;
        node.links += 1;
        node.changed = SystemTime::now();
        self.enter(folder, name, id)
    }

    /// Removes a name that is not a folder's, and with its last name the file.
    ///
    /// # Errors
    ///
    /// [`FsError::IsAFolder`], [`FsError::NotPermitted`] and as for
    /// [`look_up`](Self::look_up).
    pub fn remove(&mut self, caller: &Caller, folder: NodeId, name: &[u8]) -> Result<(), FsError> {
        let id = self.demand_removable(caller, folder, name)?;
        if self.folder(id).is_ok() {
            return Err(FsError::IsAFolder);
        }
        self.leave(folder, name)?;
        self.unlink(id)
    }

    /// Removes a folder with nothing in it.
    ///
    /// # Errors
    ///
    /// [`FsError::NotEmpty`], [`FsError::NotAFolder`], [`FsError::NotPermitted`]
    /// and as for [`look_up`](Self::look_up).
    pub fn remove_folder(
        &mut self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
    ) -> Result<(), FsError> {
        let id = self.demand_removable(caller, folder, name)?;
        if !self.folder(id)?.is_empty() {
            return Err(FsError::NotEmpty);
        }
        self.leave(folder, name)?;
        self.node_mut(folder)?.links -= 1;
        self.forget(id);
        Ok(())
    }

    /// Gives what is called `from` in one folder the name `to` in another, or in
    /// the same. What is called so is removed, if it is of the same sort.
    ///
    /// # Errors
    ///
    /// [`FsError::Exists`] where it is not, [`FsError::Invalid`] for a folder that
    /// is to go into itself, and as for removing and making.
    pub fn rename(
        &mut self,
        caller: &Caller,
        (from_folder, from): (NodeId, &[u8]),
        (to_folder, to): (NodeId, &[u8]),
    ) -> Result<(), FsError> {
        let id = self.demand_removable(caller, from_folder, from)?;
        let moves_folder = self.folder(id).is_ok();
        match self.demand_free(caller, to_folder, to) {
            Ok(()) => {}
            Err(FsError::Exists) => {
                let target = self.demand_removable(caller, to_folder, to)?;
                if target == id {
                    return Ok(());
                }
                if self.folder(target).is_ok() != moves_folder {
                    return Err(FsError::Exists);
                }
                self.check_not_within(to_folder, id)?;
                if moves_folder {
                    self.remove_folder(caller, to_folder, to)?;
                } else {
                    self.remove(caller, to_folder, to)?;
                }
            }
            Err(error) => return Err(error),
        }
        self.check_not_within(to_folder, id)?;
        self.room.take(cost(to))?;
        self.leave(from_folder, from)?;
        self.enter(to_folder, to, id)?;
        self.node_mut(id)?.changed = SystemTime::now();
        if moves_folder {
            self.folder_mut(id)?.parent = to_folder;
            self.node_mut(from_folder)?.links -= 1;
            self.node_mut(to_folder)?.links += 1;
        }
        Ok(())
    }

    fn make(
        &mut self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
        body: Body,
        mode: u32,
        changes: &Changes,
    ) -> Result<NodeId, FsError> {
        self.demand_free(caller, folder, name)?;
        let now = SystemTime::now();
        let node = Node {
            mode,
            links: if matches!(body, Body::Folder(_)) {
                2
            } else {
                1
            },
            uid: caller.uid,
            gid: caller.gid,
            accessed: now,
            modified: now,
            changed: now,
            made_by: None,
            body,
        };
        check(caller, &node.attributes(folder), changes)?;
        self.room.take(cost(name) + node_cost(&node))?;
        let id = self.insert(node);
        self.enter(folder, name, id)?;
        self.apply(id, changes)?;
        Ok(id)
    }

    /// Refuses where the caller may not give something this name in the folder.
    fn demand_free(&self, caller: &Caller, folder: NodeId, name: &[u8]) -> Result<(), FsError> {
        match self.look_up(caller, folder, name) {
            Ok(_) => return Err(FsError::Exists),
            Err(FsError::NotFound) => {}
            Err(error) => return Err(error),
        }
        if name.is_empty() || name.iter().any(|byte| matches!(byte, b'/' | 0)) {
            return Err(FsError::Invalid);
        }
        self.demand(caller, Permissions::CHANGE_NAMES, folder)
    }

    /// What has the name; refuses where the caller may not take it away.
    fn demand_removable(
        &self,
        caller: &Caller,
        folder: NodeId,
        name: &[u8],
    ) -> Result<NodeId, FsError> {
        let id = self.look_up(caller, folder, name)?;
        if matches!(name, b"." | b"..") {
            return Err(FsError::Invalid);
        }
        self.demand(caller, Permissions::CHANGE_NAMES, folder)?;
        let place = self.attributes(folder)?;
        let is_sticky = place.mode & STICKY != 0;
        if is_sticky && !caller.owns(&place) && !caller.owns(&self.attributes(id)?) {
            return Err(FsError::NotPermitted);
        }
        Ok(id)
    }

    /// Refuses where the folder is `id`, or within it.
    fn check_not_within(&self, mut folder: NodeId, id: NodeId) -> Result<(), FsError> {
        loop {
            if folder == id {
                return Err(FsError::Invalid);
            }
            let parent = self.folder(folder)?.parent;
            if parent == folder {
                return Ok(());
            }
            folder = parent;
        }
    }

    /// Puts a name, whose cost is paid, into a folder.
    fn enter(&mut self, folder: NodeId, name: &[u8], id: NodeId) -> Result<(), FsError> {
        self.folder_mut(folder)?.insert(name, id);
        self.node_mut(folder)?.touch(SystemTime::now());
        Ok(())
    }

    /// Takes a name out of a folder.
    fn leave(&mut self, folder: NodeId, name: &[u8]) -> Result<(), FsError> {
        self.folder_mut(folder)?
            .remove(name)
            .ok_or(FsError::NotFound)?;
        self.node_mut(folder)?.touch(SystemTime::now());
        self.room.give_back(cost(name));
        Ok(())
    }

    /// One name less; a file without a name is gone.
    fn unlink(&mut self, id: NodeId) -> Result<(), FsError> {
        let node = self.node_mut(id)?;
        node.links = node.links.saturating_sub(1);
        node.changed = SystemTime::now();
        if node.links == 0 {
            self.forget(id);
        }
        Ok(())
    }

    fn forget(&mut self, id: NodeId) {
        if let Some(node) = self.nodes.remove(&id) {
            self.room.give_back(node_cost(&node));
        }
    }
}

/// What keeping the node costs, its names not counted.
fn node_cost(node: &Node) -> u64 {
    NODE_COST
        + match &node.body {
            Body::File(content) => content.used(),
            Body::Folder(_) => 0,
            Body::SymbolicLink(target) => target.len() as u64,
        }
}
