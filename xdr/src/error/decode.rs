//! The error of every decoder: a kind, a place in the bytes and a path.
//!
//! It is one pointer wide, so that the result of reading a number stays in
//! registers; making one is slow and marked cold.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use super::kind::DecodeErrorKind;
use super::path::Path;

/// Bytes that are not what they should be: what, where, and in which field.
///
/// ```
/// use idlc_xdr::{DecodeErrorKind, from_slice};
///
/// let error = from_slice::<Vec<bool>>(&[0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 9]).unwrap_err();
/// assert_eq!(error.kind(), &DecodeErrorKind::InvalidBool { value: 9 });
/// assert_eq!(error.offset(), 8);
/// assert_eq!(error.path(), "[1]");
/// assert_eq!(error.to_string(), "[1]: 9 is not a bool: neither 0 nor 1 (at byte 8)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: DecodeErrorKind,
    offset: usize,
    path: Path,
}

impl DecodeError {
    /// An error of the value that starts at byte `offset` of the message.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self(Box::new(Inner {
            kind,
            offset,
            path: Path::default(),
        }))
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// The byte of the message at which the wrong value starts.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The way to the wrong value, such as `all.names[2]`; empty when the
    /// outermost value itself is wrong.
    #[must_use]
    pub fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// The same error, seen from the structure whose field `name` it is in.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_field(mut self, name: &'static str) -> Self {
        self.0.path.push_field(name);
        self
    }

    /// The same error, seen from the array whose element `index` it is in.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_element(mut self, index: usize) -> Self {
        self.0.path.push_element(index);
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, offset, path } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "{kind} (at byte {offset})")
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("kind", &self.0.kind)
            .field("offset", &self.0.offset)
            .field("path", &format_args!("\"{}\"", self.0.path))
            .finish()
    }
}

impl core::error::Error for DecodeError {}
