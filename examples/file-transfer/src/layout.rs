//! How a file is cut into blocks, and the digest of bytes. Knows no file.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

use crate::transfer::{BLOCK_BYTES_MAX, Digest};

/// The most blocks of a file: what is remembered of each takes 33 bytes.
const BLOCKS_MAX: u32 = 1 << 22;

/// The blocks of a file, counted from 0; the last may be shorter than the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockLayout {
    size: u64,
    block_bytes: u32,
    count: u32,
}

impl BlockLayout {
    /// The blocks of a file of `size` bytes; `None` where blocks cannot be so
    /// large, or where there would be too many of them.
    pub(crate) fn new(size: u64, block_bytes: u32) -> Option<Self> {
        if block_bytes == 0 || block_bytes > BLOCK_BYTES_MAX {
            return None;
        }
        let count = u32::try_from(size.div_ceil(u64::from(block_bytes))).ok()?;
        (count <= BLOCKS_MAX).then_some(Self {
            size,
            block_bytes,
            count,
        })
    }

    /// The size of the file in bytes.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// The size of all blocks but the last, in bytes.
    pub(crate) const fn block_bytes(&self) -> u32 {
        self.block_bytes
    }

    /// How many blocks there are.
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    /// Where a block lies in the file, if there is such a block.
    pub(crate) fn range(&self, index: u32) -> Option<Range<u64>> {
        let start = u64::from(index) * u64::from(self.block_bytes);
        let end = (start + u64::from(self.block_bytes)).min(self.size);
        (index < self.count).then_some(start..end)
    }
}

/// The SHA-256 digest of these bytes.
pub(crate) fn digest_of(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// A digest in hexadecimal, as `sha256sum` writes it.
pub(crate) fn to_hex(digest: &Digest) -> String {
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Reads what [`to_hex`] wrote.
pub(crate) fn from_hex(text: &str) -> Option<Digest> {
    let mut digest = Digest::default();
    if text.len() != 2 * digest.len() {
        return None;
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_is_what_is_left() {
        let layout = BlockLayout::new(25, 10).unwrap();
        let ranges: Vec<_> = (0..4).map(|index| layout.range(index)).collect();
        assert_eq!(ranges, [Some(0..10), Some(10..20), Some(20..25), None]);
    }

    #[test]
    fn an_empty_file_has_no_blocks() {
        let layout = BlockLayout::new(0, 10).unwrap();
        assert_eq!((layout.count(), layout.range(0)), (0, None));
    }

    #[test]
    fn blocks_that_cannot_be_sent_are_refused() {
        assert_eq!(BlockLayout::new(1, 0), None);
        assert_eq!(BlockLayout::new(1, BLOCK_BYTES_MAX + 1), None);
        assert_eq!(BlockLayout::new(u64::MAX, 1), None);
        assert_eq!(BlockLayout::new(u64::from(BLOCKS_MAX) + 1, 1), None);
    }

    #[test]
    fn a_digest_is_written_as_sha256sum_does_and_read_again() {
        let digest = digest_of(b"abc");
        let hex = to_hex(&digest);
        assert_eq!(
            hex,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(from_hex(&hex), Some(digest));
        assert_eq!(from_hex(&hex[1..]), None);
    }
}
