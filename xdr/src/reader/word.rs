//! Numbers, bools, opaque data and strings (RFC 4506 §4.1–4.11).

use super::cursor::Reader;
use crate::error::{DecodeError, DecodeErrorKind};

/// Everything takes a multiple of this many bytes (RFC 4506 §3).
const UNIT: usize = 4;

impl<'a> Reader<'a> {
    /// An unsigned integer (RFC 4506 §4.2).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from_be_bytes(*self.take_array()?))
    }

    /// An integer (RFC 4506 §4.1).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn i32(&mut self) -> Result<i32, DecodeError> {
        Ok(i32::from_be_bytes(*self.take_array()?))
    }

    /// An unsigned hyper integer (RFC 4506 §4.5).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        Ok(u64::from_be_bytes(*self.take_array()?))
    }

    /// A hyper integer (RFC 4506 §4.5).
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated).
    #[inline]
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        Ok(i64::from_be_bytes(*self.take_array()?))
    }

    /// A bool (RFC 4506 §4.4); also the word in front of optional data.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated),
    /// [`InvalidBool`](DecodeErrorKind::InvalidBool).
    #[inline]
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.u32()? {
            0 => Ok(false),
            1 => Ok(true),
            value => Err(self.error_in_word(DecodeErrorKind::InvalidBool { value })),
        }
    }

    /// The length in front of variable-length data: at most `max`.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated),
    /// [`TooLong`](DecodeErrorKind::TooLong).
    #[inline]
    pub fn length(&mut self, max: usize) -> Result<usize, DecodeError> {
        let word = self.u32()?;
        let len = usize::try_from(word).unwrap_or(usize::MAX);
        if len > max {
            return Err(self.error_in_word(DecodeErrorKind::TooLong { len, max }));
        }
        Ok(len)
    }

    /// Variable-length opaque data of at most `max` bytes (RFC 4506 §4.10),
    /// borrowed from the message.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated),
    /// [`TooLong`](DecodeErrorKind::TooLong),
    /// [`NonZeroPadding`](DecodeErrorKind::NonZeroPadding).
    #[inline]
    pub fn opaque(&mut self, max: usize) -> Result<&'a [u8], DecodeError> {
        let len = self.length(max)?;
        self.opaque_fixed(len)
    }

    /// A string of at most `max` bytes (RFC 4506 §4.11), borrowed from the
    /// message.
    ///
    /// # Errors
    /// Those of [`opaque`](Self::opaque) and
    /// [`NotUtf8`](DecodeErrorKind::NotUtf8).
    #[inline]
    pub fn string(&mut self, max: usize) -> Result<&'a str, DecodeError> {
        let offset = self.offset();
        let bytes = self.opaque(max)?;
        core::str::from_utf8(bytes).map_err(|error| {
            let valid_up_to = error.valid_up_to();
            DecodeError::new(DecodeErrorKind::NotUtf8 { valid_up_to }, offset)
        })
    }

    /// Fixed-length opaque data of `len` bytes (RFC 4506 §4.9), borrowed from
    /// the message.
    ///
    /// # Errors
    /// [`Truncated`](DecodeErrorKind::Truncated),
    /// [`NonZeroPadding`](DecodeErrorKind::NonZeroPadding).
    #[inline]
    pub fn opaque_fixed(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let padded = len.checked_next_multiple_of(UNIT).unwrap_or(usize::MAX);
        let (bytes, padding) = self.take(padded)?.split_at(len);
        match padding {
            [] | [0] | [0, 0] | [0, 0, 0] => Ok(bytes),
            _ => Err(self.non_zero_padding(padding.len())),
        }
    }

    /// Fixed-length opaque data of `N` bytes (RFC 4506 §4.9), borrowed from
    /// the message.
    ///
    /// # Errors
    /// As [`opaque_fixed`](Self::opaque_fixed).
    #[inline]
    pub fn opaque_array<const N: usize>(&mut self) -> Result<&'a [u8; N], DecodeError> {
        let bytes = self.opaque_fixed(N)?;
        bytes.first_chunk().ok_or_else(|| self.truncated(N))
    }

    #[inline]
    fn non_zero_padding(&self, len: usize) -> DecodeError {
        let offset = self.offset() - len;
        DecodeError::new(DecodeErrorKind::NonZeroPadding, offset)
    }
}
