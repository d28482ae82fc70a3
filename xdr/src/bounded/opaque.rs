//! `opaque<MAX>` (RFC 4506 §4.10).

use alloc::vec::{self, Vec};
use core::borrow::Borrow;
use core::ops::{Deref, DerefMut};
use core::slice;

use super::error::TooLong;
use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// At most `MAX` bytes of opaque data.
///
/// ```
/// use idlc_xdr::{Opaque, TooLong};
///
/// let handle = Opaque::<4>::try_from([1, 2, 3])?;
/// assert_eq!(handle, [1, 2, 3]);
/// assert_eq!(Opaque::<2>::try_from([1, 2, 3]), Err(TooLong { len: 3, max: 2 }));
/// # Ok::<(), TooLong>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opaque<const MAX: usize>(Vec<u8>);

impl<const MAX: usize> Opaque<MAX> {
    /// The most bytes that fit.
    pub const MAX: usize = MAX;

    /// Takes `bytes` if they fit.
    ///
    /// # Errors
    /// [`TooLong`] when there are more than `MAX`.
    #[inline]
    pub fn new(bytes: Vec<u8>) -> Result<Self, TooLong> {
        TooLong::check(bytes.len(), MAX)?;
        Ok(Self(bytes))
    }

    /// Takes an array that surely fits: one that does not is refused by the
    /// compiler.
    ///
    /// ```
    /// use idlc_xdr::Opaque;
    ///
    /// assert_eq!(Opaque::<4>::from_array([1, 2, 3]), [1, 2, 3]);
    /// ```
    ///
    /// ```compile_fail
    /// idlc_xdr::Opaque::<2>::from_array([1, 2, 3]);
    /// ```
    #[must_use]
    pub fn from_array<const N: usize>(bytes: [u8; N]) -> Self {
        const { assert!(N <= MAX, "the array is longer than the interface allows") };
        Self(bytes.to_vec())
    }

    /// The bytes.
    #[must_use]
    #[inline]
    pub const fn as_slice(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The bytes, with their allocation.
    #[must_use]
    #[inline]
    pub fn into_inner(self) -> Vec<u8> {
        self.0
    }
}

impl<const MAX: usize> TryFrom<Vec<u8>> for Opaque<MAX> {
    type Error = TooLong;

    fn try_from(bytes: Vec<u8>) -> Result<Self, TooLong> {
        Self::new(bytes)
    }
}

impl<const MAX: usize> TryFrom<&[u8]> for Opaque<MAX> {
    type Error = TooLong;

    fn try_from(bytes: &[u8]) -> Result<Self, TooLong> {
        TooLong::check(bytes.len(), MAX)?;
        Ok(Self(bytes.to_vec()))
    }
}

impl<const MAX: usize, const N: usize> TryFrom<[u8; N]> for Opaque<MAX> {
    type Error = TooLong;

    fn try_from(bytes: [u8; N]) -> Result<Self, TooLong> {
        Self::try_from(bytes.as_slice())
    }
}

impl<const MAX: usize, const N: usize> TryFrom<&[u8; N]> for Opaque<MAX> {
    type Error = TooLong;

    fn try_from(bytes: &[u8; N]) -> Result<Self, TooLong> {
        Self::try_from(bytes.as_slice())
    }
}

impl<const MAX: usize> From<Opaque<MAX>> for Vec<u8> {
    fn from(opaque: Opaque<MAX>) -> Self {
        opaque.0
    }
}

impl<const MAX: usize> Deref for Opaque<MAX> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<const MAX: usize> DerefMut for Opaque<MAX> {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl<const MAX: usize> AsRef<[u8]> for Opaque<MAX> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl<const MAX: usize> Borrow<[u8]> for Opaque<MAX> {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl<const MAX: usize> PartialEq<[u8]> for Opaque<MAX> {
    fn eq(&self, other: &[u8]) -> bool {
        self.0 == other
    }
}

impl<const MAX: usize> PartialEq<&[u8]> for Opaque<MAX> {
    fn eq(&self, other: &&[u8]) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize, const N: usize> PartialEq<[u8; N]> for Opaque<MAX> {
    fn eq(&self, other: &[u8; N]) -> bool {
        self.0 == other
    }
}

impl<const MAX: usize> PartialEq<Vec<u8>> for Opaque<MAX> {
    fn eq(&self, other: &Vec<u8>) -> bool {
        self.0 == *other
    }
}

impl<const MAX: usize> IntoIterator for Opaque<MAX> {
    type Item = u8;
    type IntoIter = vec::IntoIter<u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, const MAX: usize> IntoIterator for &'a Opaque<MAX> {
    type Item = &'a u8;
    type IntoIter = slice::Iter<'a, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<const MAX: usize> Layout for Opaque<MAX> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<const MAX: usize> Encode for Opaque<MAX> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.0.encode(out);
    }
}

impl<'a, const MAX: usize> Decode<'a> for Opaque<MAX> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        u8::decode_sequence(MAX, input).map(Self)
    }
}
