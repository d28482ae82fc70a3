//! What is in a file system: nodes with their attributes.

use std::time::SystemTime;

use crate::fs::content::Content;
use crate::fs::folder::Folder;

/// The number of a node. None is ever used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u64);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bytes.
    File,
    /// Names of nodes.
    Folder,
    /// A path.
    SymbolicLink,
}

/// What is known of a node beside its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes {
    /// Its number.
    pub id: NodeId,
    /// What it is.
    pub kind: Kind,
    /// The permission bits.
    pub mode: u32,
    /// How many names it has.
    pub links: u32,
    /// The owner.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// Its length in bytes.
    pub size: u64,
    /// The bytes of memory that its content takes.
    pub used: u64,
    /// When it was last read.
    pub accessed: SystemTime,
    /// When its content last changed.
    pub modified: SystemTime,
    /// When its content or attributes last changed.
    pub changed: SystemTime,
}

/// Attributes to be changed; `None` leaves one as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// The permission bits.
    pub mode: Option<u32>,
    /// The owner.
    pub uid: Option<u32>,
    /// The group.
    pub gid: Option<u32>,
    /// The length.
    pub size: Option<u64>,
    /// When it was last read.
    pub accessed: NewTime,
    /// When its content last changed.
    pub modified: NewTime,
}

/// What a time becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NewTime {
    /// What it is.
    #[default]
    Kept,
    /// That of the change.
    Now,
    /// Another one.
    At(SystemTime),
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) mode: u32,
    pub(crate) links: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) accessed: SystemTime,
    pub(crate) modified: SystemTime,
    pub(crate) changed: SystemTime,
    /// By which a client knows the file that it has just made.
    pub(crate) made_by: Option<[u8; 8]>,
    pub(crate) body: Body,
}

/// What a node consists of.
#[derive(Debug)]
pub(crate) enum Body {
    File(Content),
    Folder(Folder),
    SymbolicLink(Vec<u8>),
}

impl Node {
    pub(crate) fn attributes(&self, id: NodeId) -> Attributes {
        let (kind, size, used) = match &self.body {
            Body::File(content) => (Kind::File, content.size(), content.used()),
            Body::Folder(folder) => (Kind::Folder, folder.cost(), folder.cost()),
            Body::SymbolicLink(target) => {
                let length = target.len() as u64;
                (Kind::SymbolicLink, length, length)
            }
        };
        Attributes {
            id,
            kind,
            mode: self.mode,
            links: self.links,
            uid: self.uid,
            gid: self.gid,
            size,
            used,
            accessed: self.accessed,
            modified: self.modified,
            changed: self.changed,
        }
    }

    /// Its content, or its names, changed at this time.
    pub(crate) const fn touch(&mut self, now: SystemTime) {
        self.modified = now;
        self.changed = now;
    }
}
