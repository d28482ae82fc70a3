//! The nodes, and what every operation needs of them.

use std::collections::HashMap;
use std::time::SystemTime;

use crate::fs::caller::{Caller, Permissions};
use crate::fs::error::FsError;
use crate::fs::folder::{Folder, Named};
use crate::fs::node::{Attributes, Body, Node, NodeId};
use crate::fs::room::Room;

/// What keeping a node costs beside its content, about.
pub(crate) const NODE_COST: u64 = 256;

/// The root folder's permissions: whoever comes may use it, and remove only what
/// is its own.
const ROOT_MODE: u32 = 0o1777;

/// A file system.
#[derive(Debug)]
pub struct FileSystem {
    pub(crate) nodes: HashMap<NodeId, Node>,
    pub(crate) room: Room,
    root: NodeId,
    last: NodeId,
}

impl FileSystem {
    /// An empty one, whose files take at most this room.
    #[must_use]
    pub fn new(room: Room) -> Self {
        let first = NodeId(1);
        let now = SystemTime::now();
        let node = Node {
            mode: ROOT_MODE,
            links: 2,
            uid: 0,
            gid: 0,
            accessed: now,
            modified: now,
            changed: now,
            made_by: None,
            body: Body::Folder(Folder::new(first)),
        };
        Self {
            nodes: HashMap::from([(first, node)]),
            room,
            root: first,
            last: first,
        }
    }

    /// The folder in which all others are.
    #[must_use]
    pub const fn root(&self) -> NodeId {
        self.root
    }

    /// How much room there is.
    #[must_use]
    pub const fn room(&self) -> Room {
        self.room
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> u64 {
        self.nodes.len() as u64
    }

    /// How many more nodes there is room for.
    #[must_use]
    pub const fn nodes_free(&self) -> u64 {
        self.room.free() / NODE_COST
    }

    /// What is known of a node.
    ///
    /// # Errors
    ///
    /// [`FsError::Stale`] where it is gone.
    pub fn attributes(&self, id: NodeId) -> Result<Attributes, FsError> {
        Ok(self.node(id)?.attributes(id))
    }

    /// The names of a folder behind that of a cookie; all where it is 0.
    ///
    /// # Errors
    ///
    /// [`FsError::NotAFolder`], [`FsError::AccessDenied`], [`FsError::Stale`].
    pub fn names(
        &self,
        caller: &Caller,
        folder: NodeId,
        cookie: u64,
    ) -> Result<impl Iterator<Item = Named<'_>>, FsError> {
        self.demand(caller, Permissions::READ, folder)?;
        Ok(self.folder(folder)?.names_behind(folder, cookie))
    }

    pub(crate) fn node(&self, id: NodeId) -> Result<&Node, FsError> {
        self.nodes.get(&id).ok_or(FsError::Stale)
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> Result<&mut Node, FsError> {
        self.nodes.get_mut(&id).ok_or(FsError::Stale)
    }

    pub(crate) fn folder(&self, id: NodeId) -> Result<&Folder, FsError> {
        match &self.node(id)?.body {
            Body::Folder(folder) => Ok(folder),
            Body::File(_) | Body::SymbolicLink(_) => Err(FsError::NotAFolder),
        }
    }

    pub(crate) fn folder_mut(&mut self, id: NodeId) -> Result<&mut Folder, FsError> {
        match &mut self.node_mut(id)?.body {
            Body::Folder(folder) => Ok(folder),
            Body::File(_) | Body::SymbolicLink(_) => Err(FsError::NotAFolder),
        }
    }

    /// Refuses a caller to whom the permission bits do not grant this.
    pub(crate) fn demand(
        &self,
        caller: &Caller,
        wanted: Permissions,
        id: NodeId,
    ) -> Result<(), FsError> {
        if caller.may(wanted, &self.attributes(id)?) {
            return Ok(());
        }
        Err(FsError::AccessDenied)
    }

    /// Keeps a node, for whose cost there is room.
    pub(crate) fn insert(&mut self, node: Node) -> NodeId {
        self.last = NodeId(self.last.0 + 1);
        self.nodes.insert(self.last, node);
        self.last
    }
}
