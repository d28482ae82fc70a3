//! A block of bytes of known size.

use super::sink::Sink;

/// A block being filled from the front: what [`Sink::fixed`] hands out.
///
/// The compiler sees its length, so that writing needs no further checks.
#[derive(Debug)]
pub struct Block<'b> {
    rest: &'b mut [u8],
}

impl<'b> Block<'b> {
    /// Has `fill` write all of `bytes`.
    #[inline]
    pub(super) fn fill(bytes: &'b mut [u8], fill: impl FnOnce(&mut Block<'_>)) {
        let mut block = Block { rest: bytes };
        fill(&mut block);
        if !block.rest.is_empty() {
            panic_size();
        }
    }

    #[inline]
    fn take(&mut self, len: usize) -> &'b mut [u8] {
        match core::mem::take(&mut self.rest).split_at_mut_checked(len) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => panic_size(),
        }
    }
}

impl<'a> Sink<'a> for Block<'_> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.take(bytes.len()).copy_from_slice(bytes);
    }

    #[inline]
    fn put_borrowed(&mut self, bytes: &'a [u8]) {
        Sink::put(self, bytes);
    }

    #[inline]
    fn put_array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.take(N).copy_from_slice(&bytes);
    }

    #[inline]
    fn fixed<const N: usize>(&mut self, fill: impl FnOnce(&mut Block<'_>)) {
        Block::fill(self.take(N), fill);
    }
}

#[cold]
#[inline(never)]
fn panic_size() -> ! {
    panic!("an encoder wrote another number of bytes than its Layout::SIZE says");
}
