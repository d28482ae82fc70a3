//! The cursor itself: where it is, what it may take.

use super::budget::Budget;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::limits::Limits;

/// A message being decoded.
///
/// Opaque data and strings are borrowed from the message; what is copied out
/// of it is charged first to the budget that the [`Limits`] give. After an
/// error the position is unspecified.
///
/// ```
/// use idlc_xdr::Reader;
///
/// let mut input = Reader::new(b"\0\0\0\x2a\0\0\0\x02hi\0\0");
/// assert_eq!(input.u32()?, 42);
/// assert_eq!(input.string(usize::MAX)?, "hi");
/// input.finish()?;
/// # Ok::<(), idlc_xdr::DecodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// Where `rest` ends in the message; the position follows from it, so that
    /// reading moves one thing only.
    end: usize,
    budget: Budget,
}

impl<'a> Reader<'a> {
    /// A reader of `bytes` under the default [`Limits`], except that any
    /// length is accepted.
    #[must_use]
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            end: bytes.len(),
            budget: Budget::new(bytes.len(), Limits::default()),
        }
    }

    /// A reader of `bytes` under `limits`.
    ///
    /// # Errors
    /// [`TooManyBytes`](DecodeErrorKind::TooManyBytes).
    #[inline]
    pub fn with_limits(bytes: &'a [u8], limits: Limits) -> Result<Self, DecodeError> {
        let (len, max) = (bytes.len(), limits.max_bytes());
        if len > max {
            let kind = DecodeErrorKind::TooManyBytes { len, max };
            return Err(DecodeError::new(kind, 0));
        }
        Ok(Self {
            rest: bytes,
            end: len,
            budget: Budget::new(len, limits),
        })
    }

    /// Bytes read so far.
    #[must_use]
    #[inline]
    pub const fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// Bytes that are left.
    #[must_use]
    #[inline]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// What is left, without reading it.
    #[must_use]
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// [`TrailingBytes`](DecodeErrorKind::TrailingBytes).
    #[inline]
    pub fn finish(&self) -> Result<(), DecodeError> {
        match self.remaining() {
            0 => Ok(()),
            remaining => Err(self.error(DecodeErrorKind::TrailingBytes { remaining })),
        }
    }

    /// The next `len` bytes, as they are: neither length nor padding.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let Some((taken, rest)) = self.rest.split_at_checked(len) else {
            return Err(self.truncated(len));
        };
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes, as they are: neither length nor padding.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn take_array<const N: usize>(&mut self) -> Result<&'a [u8; N], DecodeError> {
        let Some((taken, rest)) = self.rest.split_first_chunk() else {
            return Err(self.truncated(N));
        };
        self.rest = rest;
        Ok(taken)
    }

    /// A reader of the next `len` bytes: the one bounds check of a value of
    /// constant size. What is read from it needs none, because the compiler
    /// sees the length.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn fixed(&mut self, len: usize) -> Result<Self, DecodeError> {
        let start = self.offset();
        let rest = self.take(len)?;
        // The accounts are copied and never merged back. That is sound because
        // values of constant size cannot recurse, and own only what the bytes
        // just checked to be there fill.
        Ok(Self {
            rest,
            end: start + len,
            budget: self.budget,
        })
    }

    /// Readers of the next `count` blocks of `size` bytes each: one bounds
    /// check for all. `size` is not zero.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub(crate) fn blocks(
        &mut self,
        count: usize,
        size: usize,
    ) -> Result<impl ExactSizeIterator<Item = Self> + use<'a>, DecodeError> {
        let start = self.offset();
        let budget = self.budget;
        let blocks = self.take(count.saturating_mul(size))?.chunks_exact(size);
        Ok(blocks.enumerate().map(move |(index, rest)| Self {
            rest,
            end: start + (index + 1) * size,
            budget,
        }))
    }

    /// Runs `decode` one level deeper, for a value of `size` bytes of Rust.
    ///
    /// # Errors
    /// [`DepthExceeded`](DecodeErrorKind::DepthExceeded), and those of `decode`.
    #[inline]
    pub fn nested<R>(
        &mut self,
        size: usize,
        decode: impl FnOnce(&mut Self) -> Result<R, DecodeError>,
    ) -> Result<R, DecodeError> {
        let levels = Budget::levels(size);
        self.budget
            .descend(levels)
            .map_err(|kind| self.error(kind))?;
        let result = decode(self);
        self.budget.ascend(levels);
        result
    }

    /// Charges `count` elements of an array or a list.
    ///
    /// # Errors
    /// [`TooManyElements`](DecodeErrorKind::TooManyElements).
    #[inline]
    pub fn charge_elements(&mut self, count: usize) -> Result<(), DecodeError> {
        self.budget.elements(count).map_err(|kind| self.error(kind))
    }

    /// Charges `bytes` of memory that are about to be allocated.
    ///
    /// # Errors
    /// [`TooMuchMemory`](DecodeErrorKind::TooMuchMemory).
    #[inline]
    pub fn charge_memory(&mut self, bytes: usize) -> Result<(), DecodeError> {
        self.budget.memory(bytes).map_err(|kind| self.error(kind))
    }
}
