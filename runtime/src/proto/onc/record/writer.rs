//! From a message to the bytes of its record, as many at a time as the stream
//! takes.

use super::mark::{FRAGMENT_BYTES_MAX, HEADER_BYTES, header};

/// A message on its way out. It is one fragment, unless it is longer than a
/// fragment can be.
#[derive(Debug)]
pub struct RecordWriter {
    message: Vec<u8>,
    fragment_bytes_max: usize,
    /// Where the current fragment begins in the message.
    start: usize,
    header: [u8; HEADER_BYTES],
    /// How many bytes of the current fragment, header included, were written.
    written: usize,
}

impl RecordWriter {
    /// A writer of which nothing is written yet.
    #[must_use]
    pub fn new(message: Vec<u8>) -> Self {
        Self::with_fragments(message, FRAGMENT_BYTES_MAX)
    }

    /// The same with shorter fragments, of at least a byte.
    #[must_use]
    pub fn with_fragments(message: Vec<u8>, fragment_bytes_max: usize) -> Self {
        let mut writer = Self {
            message,
            fragment_bytes_max: fragment_bytes_max.clamp(1, FRAGMENT_BYTES_MAX),
            start: 0,
            header: [0; HEADER_BYTES],
            written: 0,
        };
        writer.rewind();
        writer
    }

    /// Begins anew, on another stream.
    pub fn rewind(&mut self) {
        self.begin_fragment(0);
    }

    /// Whether anything was written.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.start > 0 || self.written > 0
    }

    /// Whether everything was written.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_last_fragment() && self.written == HEADER_BYTES + self.fragment().len()
    }

    /// Gives the memory of a message back that is written and not needed again.
    pub fn forget(&mut self) {
        self.start = 0;
        self.message = Vec::new();
        self.written = HEADER_BYTES;
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// What is to be written next: the rest of a header, and the rest of its
    /// fragment.
    #[must_use]
    pub fn slices(&self) -> [&[u8]; 2] {
        let header = self.header.get(self.written..).unwrap_or_default();
        let written = self.written.saturating_sub(HEADER_BYTES);
        [header, self.fragment().get(written..).unwrap_or_default()]
    }

    /// Whether nothing of the record follows the [slices](Self::slices).
    #[must_use]
    pub fn is_last_fragment(&self) -> bool {
        self.start + self.fragment().len() == self.message.len()
    }

    /// So many of the bytes in the slices were written; those beyond them are
    /// returned.
    #[must_use]
    pub fn advance(&mut self, bytes: usize) -> usize {
        let len = self.fragment().len();
        let left = HEADER_BYTES + len - self.written;
        self.written += bytes.min(left);
        if bytes >= left && !self.is_last_fragment() {
            self.begin_fragment(self.start + len);
        }
        bytes.saturating_sub(left)
    }

    fn begin_fragment(&mut self, start: usize) {
        self.start = start;
        self.written = 0;
        self.header = header(self.fragment().len(), self.is_last_fragment());
    }

    fn fragment(&self) -> &[u8] {
        let rest = self.message.get(self.start..).unwrap_or_default();
        rest.get(..self.fragment_bytes_max).unwrap_or(rest)
    }
}
