//! The errors of a reader, which know its position.
//!
//! All of these are inlined down to [`DecodeError::new`], which takes values:
//! a reader whose address went to a function that is not inlined would have
//! to live in memory, and every read would write to it.

use super::cursor::Reader;
use crate::error::{DecodeError, DecodeErrorKind};

/// Bytes of an enum and of a discriminant.
const WORD: usize = 4;

impl Reader<'_> {
    /// An error of the value that starts here.
    #[must_use]
    #[inline]
    pub fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.offset())
    }

    /// An error of the word that was just read.
    #[must_use]
    #[inline]
    pub fn error_in_word(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.offset().saturating_sub(WORD))
    }

    /// The error of a value that needs more bytes than there are.
    #[inline]
    pub(crate) fn truncated(&self, needed: usize) -> DecodeError {
        let remaining = self.remaining();
        self.error(DecodeErrorKind::Truncated { needed, remaining })
    }
}

impl DecodeError {
    /// The number just read from `input` names no value of the enum.
    #[must_use]
    #[inline]
    pub fn unknown_enum(type_name: &'static str, value: i32, input: &Reader<'_>) -> Self {
        input.error_in_word(DecodeErrorKind::UnknownEnum { type_name, value })
    }

    /// The union has no arm for the discriminant just read from `input`.
    #[must_use]
    #[inline]
    pub fn unknown_discriminant(
        type_name: &'static str,
        value: impl Into<i64>,
        input: &Reader<'_>,
    ) -> Self {
        let value = value.into();
        input.error_in_word(DecodeErrorKind::UnknownDiscriminant { type_name, value })
    }
}
