//! Who asks, and what the permission bits say to that: those of the owner to the
//! owner, else those of the group to its members, else those of all others. The
//! user 0 may do everything.

use crate::fs::node::{Attributes, Kind};

/// The user who may do everything.
const ROOT: u32 = 0;

/// A user and its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user's number.
    pub uid: u32,
    /// The number of its group, which becomes that of what it makes.
    pub gid: u32,
    /// Its further groups.
    pub gids: Vec<u32>,
}

/// What may be done with a file, or is wanted: the three bits of a digit of its
/// mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// To read a file, or the names of a folder.
    pub const READ: Self = Self(4);
    /// To change a file, or the names of a folder.
    pub const WRITE: Self = Self(2);
    /// To execute a file, or to look a name up in a folder.
    pub const EXECUTE: Self = Self(1);
    /// Both that change the names of a folder need.
    pub const CHANGE_NAMES: Self = Self(3);

    /// Whether these are among what is granted.
    #[must_use]
    pub const fn are_within(self, granted: Self) -> bool {
        self.0 & granted.0 == self.0
    }
}

impl Caller {
    /// The superuser.
    #[must_use]
    pub const fn root() -> Self {
        Self {
            uid: ROOT,
            gid: ROOT,
            gids: Vec::new(),
        }
    }

    /// Whether nothing is denied to it.
    #[must_use]
    pub const fn is_root(&self) -> bool {
        self.uid == ROOT
    }

    /// Whether it may change permissions and times of the file.
    #[must_use]
    pub const fn owns(&self, file: &Attributes) -> bool {
        self.is_root() || self.uid == file.uid
    }

    /// Whether it is in this group.
    #[must_use]
    pub fn is_in(&self, gid: u32) -> bool {
        self.gid == gid || self.gids.contains(&gid)
    }

    /// What the permission bits of the file grant.
    #[must_use]
    pub fn permissions(&self, file: &Attributes) -> Permissions {
        if self.is_root() {
            // What nobody can execute, root cannot either.
            let executable = file.kind == Kind::Folder || file.mode & 0o111 != 0;
            return Permissions(if executable { 7 } else { 6 });
        }
        let digit = if self.uid == file.uid {
            file.mode >> 6
        } else if self.is_in(file.gid) {
            file.mode >> 3
        } else {
            file.mode
        };
        Permissions(digit & 7)
    }

    /// Whether the permission bits grant all of this.
    #[must_use]
    pub fn may(&self, wanted: Permissions, file: &Attributes) -> bool {
        wanted.are_within(self.permissions(file))
    }
}
