//! The bound on the memory that all files take together.

use crate::fs::error::FsError;

/// Memory in bytes, as it is charged: contents by the block, and for each node and
/// each name what keeping it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    total: u64,
    used: u64,
}

impl Room {
    /// So many bytes, none of them used.
    #[must_use]
    pub const fn new(total: u64) -> Self {
        Self { total, used: 0 }
    }

    /// All bytes, used or not.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// What is left of them.
    #[must_use]
    pub const fn free(&self) -> u64 {
        self.total.saturating_sub(self.used)
    }

    /// Takes some.
    pub(crate) const fn take(&mut self, bytes: u64) -> Result<(), FsError> {
        if bytes > self.free() {
            return Err(FsError::NoRoom);
        }
        self.used += bytes;
        Ok(())
    }

    /// Gives back what was taken.
    pub(crate) const fn give_back(&mut self, bytes: u64) {
        self.used = self.used.saturating_sub(bytes);
    }
}
