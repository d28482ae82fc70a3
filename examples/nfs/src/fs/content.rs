//! The bytes of a file, in blocks that are there once something was written to
//! them. The rest are holes, and read as zeros.

use std::collections::BTreeMap;

/// The bytes of a block, a small number of pages.
pub(crate) const BLOCK: usize = 16 << 10;

/// A file's bytes.
#[derive(Debug, Default)]
pub(crate) struct Content {
    size: u64,
    /// By their index; each has [`BLOCK`] bytes, zeros behind the end of the file.
    blocks: BTreeMap<u64, Box<[u8]>>,
}

/// A piece of a block: which, and from where to where.
struct Piece {
    block: u64,
    from: usize,
    to: usize,
}

impl Content {
    /// The file's length in bytes.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of memory that its blocks take.
    pub(crate) fn used(&self) -> u64 {
        (self.blocks.len() * BLOCK) as u64
    }

    /// The bytes of memory that would be needed to write there.
    pub(crate) fn needed(&self, offset: u64, length: usize) -> u64 {
        let missing = pieces(offset, length)
            .filter(|piece| !self.blocks.contains_key(&piece.block))
            .count();
        (missing * BLOCK) as u64
    }

    /// At most so many bytes from there on.
    pub(crate) fn read(&self, offset: u64, count: usize) -> Vec<u8> {
        let left = self.size.saturating_sub(offset);
        let count = usize::try_from(left).map_or(count, |left| left.min(count));
        let mut bytes = Vec::with_capacity(count);
        for Piece { block, from, to } in pieces(offset, count) {
            match self
                .blocks
                .get(&block)
                .and_then(|block| block.get(from..to))
            {
                Some(there) => bytes.extend_from_slice(there),
                None => bytes.resize(bytes.len() + (to - from), 0),
            }
        }
        bytes
    }

    /// Puts the bytes there; the file becomes longer where they end behind it.
    pub(crate) fn write(&mut self, offset: u64, mut data: &[u8]) {
        self.size = self.size.max(offset + data.len() as u64);
        for Piece { block, from, to } in pieces(offset, data.len()) {
            let block = self
                .blocks
                .entry(block)
                .or_insert_with(|| vec![0; BLOCK].into_boxed_slice());
            let (now, later) = data.split_at((to - from).min(data.len()));
            if let Some(place) = block.get_mut(from..to) {
                place.copy_from_slice(now);
            }
            data = later;
        }
    }

    /// Cuts the file off, or makes it longer by a hole.
    pub(crate) fn set_size(&mut self, size: u64) {
        self.size = size;
        let (blocks, within) = split(size);
        drop(self.blocks.split_off(&size.div_ceil(BLOCK as u64)));
        // What is cut off must not come back when the file grows again.
        if let Some(cut) = self
            .blocks
            .get_mut(&blocks)
            .and_then(|b| b.get_mut(within..))
        {
            cut.fill(0);
        }
    }
}

/// In which block a byte is, and where in it.
const fn split(offset: u64) -> (u64, usize) {
    let block = BLOCK as u64;
    // The remainder is less than a block.
    #[expect(clippy::cast_possible_truncation, reason = "less than BLOCK, a usize")]
    let within = (offset % block) as usize;
    (offset / block, within)
}

/// The pieces of blocks that a range of bytes consists of.
fn pieces(mut offset: u64, mut length: usize) -> impl Iterator<Item = Piece> {
    std::iter::from_fn(move || {
        if length == 0 {
            return None;
        }
        let (block, from) = split(offset);
        let to = BLOCK.min(from + length);
        offset += (to - from) as u64;
        length -= to - from;
        Some(Piece { block, from, to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: u64 = BLOCK as u64;

    #[test]
    fn what_is_written_across_blocks_is_read_back() {
        let mut content = Content::default();
        let data: Vec<u8> = (0..=250).cycle().take(3 * BLOCK).collect();
        content.write(LONG - 7, &data);
        assert_eq!(content.size(), 4 * LONG - 7);
        assert_eq!(content.read(LONG - 7, data.len() + 100), data);
        assert_eq!(content.used(), 4 * LONG);
    }

    #[test]
    fn holes_read_as_zeros_and_take_nothing() {
        let mut content = Content::default();
        content.set_size(1 << 40);
        content.write(10 * LONG, b"x");
        assert_eq!(content.used(), LONG);
        assert_eq!(content.read(10 * LONG - 2, 4), b"\0\0x\0");
        assert_eq!(content.needed(10 * LONG, 2 * BLOCK), LONG);
    }

    #[test]
    fn what_was_cut_off_does_not_come_back() {
        let mut content = Content::default();
        content.write(0, &vec![7; 2 * BLOCK]);
        content.set_size(3);
        content.set_size(5);
        assert_eq!(content.read(0, 100), [7, 7, 7, 0, 0]);
        assert_eq!(content.used(), LONG);
        content.set_size(0);
        assert_eq!(content.used(), 0);
    }

    #[test]
    fn nothing_is_read_behind_the_end() {
        let mut content = Content::default();
        content.write(0, b"abc");
        assert_eq!(content.read(3, 10), b"");
        assert_eq!(content.read(u64::MAX, 10), b"");
    }
}
