//! Damage done on purpose, to see that it is found: one bit of one block, on
//! its way from the handler to the disk, where no checksum of any network
//! reaches.

use std::sync::{Mutex, PoisonError};

/// Which block is still to be damaged.
#[derive(Debug)]
pub(crate) struct Damage(Mutex<Option<u32>>);

impl Damage {
    /// The first time that this block is written, if any.
    pub(crate) const fn new(index: Option<u32>) -> Self {
        Self(Mutex::new(index))
    }

    /// The block with one bit flipped, if it is its turn.
    pub(crate) fn apply(&self, index: u32, data: &[u8]) -> Option<Vec<u8>> {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        next.take_if(|next| *next == index)?;
        drop(next);
        let mut damaged = data.to_vec();
        if let Some(byte) = damaged.get_mut(data.len() / 2) {
            *byte ^= 1;
        }
        Some(damaged)
    }
}
