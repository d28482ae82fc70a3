//! A list of slices for scatter/gather output.

use alloc::vec::Vec;

use super::block::Block;
use super::buffer::Writer;
use super::sink::Sink;

/// Encoded bytes as segments: long opaque data and strings stay where they
/// are, everything else is copied into one buffer between them.
///
/// ```
/// use idlc_xdr::{Encode, Gather};
///
/// let file = vec![7_u8; 1 << 20];
/// let mut out = Gather::new();
/// 1_u32.encode(&mut out);
/// file.encode(&mut out);
/// let [head, body] = out.slices().collect::<Vec<_>>()[..] else { panic!() };
/// assert_eq!(head, [0, 0, 0, 1, 0, 0x10, 0, 0]);
/// assert_eq!(body.as_ptr(), file.as_ptr());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Gather<'a> {
    copied: Writer,
    /// Each with the length of `copied` in front of it.
    borrowed: Vec<(usize, &'a [u8])>,
    borrowed_len: usize,
}

impl Gather<'_> {
    /// Bytes from which on opaque data is kept by reference: below, the copy
    /// costs less than one more segment.
    pub const THRESHOLD: usize = 1024;

    /// No segments yet.
    #[must_use]
    pub const fn new() -> Self {
        Self::from_writer(Writer::new())
    }

    /// Goes on after the bytes of `head`, such as the header of a message.
    #[must_use]
    pub const fn from_writer(head: Writer) -> Self {
        Self {
            copied: head,
            borrowed: Vec::new(),
            borrowed_len: 0,
        }
    }

    /// Bytes of all segments together.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.copied.len() + self.borrowed_len
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The segments in order; none is empty.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        let copied = self.copied.as_slice();
        let starts = core::iter::once(0).chain(self.borrowed.iter().map(|(at, _)| *at));
        let ends = self.borrowed.iter().map(|(at, bytes)| (*at, *bytes));
        starts
            .zip(ends.chain([(copied.len(), [].as_slice())]))
            .flat_map(|(start, (end, bytes))| [copied.get(start..end).unwrap_or_default(), bytes])
            .filter(|slice| !slice.is_empty())
    }

    /// All segments in one allocation.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        self.slices()
            .for_each(|slice| bytes.extend_from_slice(slice));
        bytes
    }

    /// The buffer of what was copied, for reuse.
    #[must_use]
    pub fn into_writer(self) -> Writer {
        self.copied
    }
}

impl<'a> Sink<'a> for Gather<'a> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        Sink::put(&mut self.copied, bytes);
    }

    #[inline]
    fn put_borrowed(&mut self, bytes: &'a [u8]) {
        if bytes.len() < Self::THRESHOLD {
            return Sink::put(&mut self.copied, bytes);
        }
        self.borrowed.push((self.copied.len(), bytes));
        self.borrowed_len += bytes.len();
    }

    #[inline]
    fn put_array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.copied.put_array(bytes);
    }

    #[inline]
    fn fixed<const N: usize>(&mut self, fill: impl FnOnce(&mut Block<'_>)) {
        self.copied.fixed::<N>(fill);
    }

    #[inline]
    fn reserve(&mut self, additional: usize) {
        self.copied.reserve(additional);
    }
}
