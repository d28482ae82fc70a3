//! From the bytes of a stream to its records.

use std::mem;

use thiserror::Error;

use super::mark::{HEADER_BYTES, LAST};

/// Puts records together from bytes that arrive in any portions.
#[derive(Debug)]
pub struct RecordReader {
    bytes_max: u64,
    /// What has arrived of the record.
    record: Vec<u8>,
    header: [u8; HEADER_BYTES],
    /// How many bytes of the next header have arrived.
    header_len: usize,
    /// What is missing of the fragment; `None` while its header is.
    missing: Option<u32>,
    is_last: bool,
}

/// Why nothing more can be read from a stream: where its next record begins,
/// nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The fragments announced so far are more than a record may have. It is
    /// noticed before they arrive.
    #[error("a record of more than {bytes_max} bytes")]
    TooLarge {
        /// What a record may have.
        bytes_max: u64,
    },
    /// A fragment that is empty and not the last: a peer that sends those could
    /// do so for ever.
    #[error("an empty fragment that is not the last of its record")]
    EmptyFragment,
}

impl RecordReader {
    /// A reader at the start of a record, each of which may have so many bytes.
    #[must_use]
    pub const fn new(bytes_max: u64) -> Self {
        Self {
            bytes_max,
            record: Vec::new(),
            header: [0; HEADER_BYTES],
            header_len: 0,
            missing: None,
            is_last: false,
        }
    }

    /// Takes bytes from the front of `input`, up to the end of the record; the
    /// record, if that is there.
    ///
    /// # Errors
    ///
    /// [`RecordError`] where the stream cannot be read on.
    pub fn read(&mut self, input: &mut &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        while !input.is_empty() {
            let Some(missing) = self.missing else {
                self.take_header(input)?;
                if self.missing == Some(0) && self.is_last {
                    return Ok(Some(self.finish()));
                }
                continue;
            };
            let part = take(input, usize::try_from(missing).unwrap_or(usize::MAX));
            self.record.extend_from_slice(part);
            let missing = missing - u32::try_from(part.len()).unwrap_or(missing);
            self.missing = (missing > 0).then_some(missing);
            if missing == 0 && self.is_last {
                return Ok(Some(self.finish()));
            }
        }
        Ok(None)
    }

    /// Whether it is between two records: nothing of the next has arrived.
    #[must_use]
    pub const fn is_at_start(&self) -> bool {
        self.record.is_empty() && self.header_len == 0 && self.missing.is_none()
    }

    /// How many bytes of memory an incomplete record takes: about as many as
    /// have arrived, and at most twice as many.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.record.capacity()
    }

    fn take_header(&mut self, input: &mut &[u8]) -> Result<(), RecordError> {
        let part = take(input, HEADER_BYTES - self.header_len);
        let free = self.header.iter_mut().skip(self.header_len);
        free.zip(part).for_each(|(to, from)| *to = *from);
        self.header_len += part.len();
        if self.header_len < HEADER_BYTES {
            return Ok(());
        }
        self.header_len = 0;
        let mark = u32::from_be_bytes(self.header);
        let (length, is_last) = (mark & !LAST, mark & LAST != 0);
        if length == 0 && !is_last {
            return Err(RecordError::EmptyFragment);
        }
        let bytes_max = self.bytes_max;
        if self.record.len() as u64 + u64::from(length) > bytes_max {
            return Err(RecordError::TooLarge { bytes_max });
        }
        self.missing = Some(length);
        self.is_last = is_last;
        Ok(())
    }

    fn finish(&mut self) -> Vec<u8> {
        self.missing = None;
        self.is_last = false;
        mem::take(&mut self.record)
    }
}

/// At most so many bytes from the front.
fn take<'a>(input: &mut &'a [u8], most: usize) -> &'a [u8] {
    let (front, rest) = input.split_at(most.min(input.len()));
    *input = rest;
    front
}
