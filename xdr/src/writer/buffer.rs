//! A growing buffer.

use alloc::vec::Vec;

use super::block::Block;
use super::sink::Sink;

/// Encoded bytes in one growing buffer: copies everything.
///
/// ```
/// use idlc_xdr::{Encode, Writer};
///
/// let mut out = Writer::new();
/// 1_u32.encode(&mut out);
/// "two".encode(&mut out);
/// assert_eq!(out.as_slice(), b"\0\0\0\x01\0\0\0\x03two\0");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty buffer, which allocates nothing yet.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// An empty buffer with room for `capacity` bytes.
    #[must_use]
    #[inline]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    /// A buffer that goes on after `bytes`; clear them first to reuse the
    /// allocation alone.
    #[must_use]
    #[inline]
    pub const fn from_vec(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// Drops the bytes and keeps their allocation.
    #[inline]
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Drops the bytes from `len` on: what a failed attempt wrote.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Makes room for at least `additional` bytes more.
    #[inline]
    pub fn reserve(&mut self, additional: usize) {
        self.bytes.reserve(additional);
    }

    /// Bytes written so far.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes written so far.
    #[must_use]
    #[inline]
    pub const fn as_slice(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// The bytes written so far, to change them in place.
    #[must_use]
    #[inline]
    pub const fn as_mut_slice(&mut self) -> &mut [u8] {
        self.bytes.as_mut_slice()
    }

    /// Overwrites the word at byte `offset`, such as a length that was not
    /// known when it was written.
    ///
    /// # Panics
    /// When the word was not written yet.
    pub fn patch_u32(&mut self, offset: usize, value: u32) {
        match self
            .bytes
            .get_mut(offset..)
            .and_then(<[u8]>::first_chunk_mut)
        {
            Some(word) => *word = value.to_be_bytes(),
            None => panic!("no word was written at byte {offset} yet"),
        }
    }

    /// The bytes, with their allocation.
    #[must_use]
    #[inline]
    pub fn into_vec(self) -> Vec<u8> {
        self.bytes
    }
}

impl<'a> Sink<'a> for Writer {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    fn put_borrowed(&mut self, bytes: &'a [u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    fn put_array<const N: usize>(&mut self, bytes: [u8; N]) {
        self.bytes.extend_from_slice(&bytes);
    }

    #[inline]
    fn fixed<const N: usize>(&mut self, fill: impl FnOnce(&mut Block<'_>)) {
        let mut bytes = [0; N];
        Block::fill(&mut bytes, fill);
        self.bytes.extend_from_slice(&bytes);
    }

    #[inline]
    fn reserve(&mut self, additional: usize) {
        self.bytes.reserve(additional);
    }
}
