//! What is left of the limits of one decode.
//!
//! It is small, because readers of blocks carry a copy.

use crate::error::DecodeErrorKind;
use crate::limits::Limits;

/// The accounts of a decode: each charge comes before its cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    memory: usize,
    elements: u32,
    elements_max: u32,
    depth: u32,
    depth_max: u32,
}

/// A value larger than this counts as several levels of depth.
const BYTES_PER_LEVEL: usize = 1024;

impl Budget {
    #[inline]
    pub(super) const fn new(len: usize, limits: Limits) -> Self {
        Self {
            memory: limits.max_memory(len),
            elements: limits.max_elements(),
            elements_max: limits.max_elements(),
            depth: limits.max_depth(),
            depth_max: limits.max_depth(),
        }
    }

    /// How many levels a value of `size` bytes of Rust counts.
    #[inline]
    pub(super) fn levels(size: usize) -> u32 {
        u32::try_from(1 + size / BYTES_PER_LEVEL).unwrap_or(u32::MAX)
    }

    #[inline]
    pub(super) const fn descend(&mut self, levels: u32) -> Result<(), DecodeErrorKind> {
        let Some(left) = self.depth.checked_sub(levels) else {
            let max = self.depth_max;
            return Err(DecodeErrorKind::DepthExceeded { max });
        };
        self.depth = left;
        Ok(())
    }

    #[inline]
    pub(super) const fn ascend(&mut self, levels: u32) {
        self.depth += levels;
    }

    #[inline]
    pub(super) fn elements(&mut self, count: usize) -> Result<(), DecodeErrorKind> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let Some(left) = self.elements.checked_sub(count) else {
            let max = self.elements_max;
            return Err(DecodeErrorKind::TooManyElements { max });
        };
        self.elements = left;
        Ok(())
    }

    #[inline]
    pub(super) const fn memory(&mut self, bytes: usize) -> Result<(), DecodeErrorKind> {
        let Some(left) = self.memory.checked_sub(bytes) else {
            let (needed, remaining) = (bytes, self.memory);
            return Err(DecodeErrorKind::TooMuchMemory { needed, remaining });
        };
        self.memory = left;
        Ok(())
    }
}
