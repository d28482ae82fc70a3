//! `T<MAX>` (RFC 4506 §4.13).

use alloc::vec::{self, Vec};
use core::borrow::Borrow;
use core::ops::{Deref, DerefMut};
use core::slice;

use super::error::TooLong;
use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// At most `MAX` elements.
///
/// ```
/// use idlc_xdr::{Array, TooLong};
///
/// let mut names = Array::<String, 2>::default();
/// names.push("this".to_owned())?;
/// names.push("that".to_owned())?;
/// assert_eq!(names.push("more".to_owned()), Err(TooLong { len: 3, max: 2 }));
/// assert_eq!(names.join(", "), "this, that");
/// # Ok::<(), TooLong>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Array<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Array<T, MAX> {
    /// The most elements that fit.
    pub const MAX: usize = MAX;

    /// Takes `elements` if they fit.
    ///
    /// # Errors
    /// [`TooLong`] when there are more than `MAX`.
    #[inline]
    pub fn new(elements: Vec<T>) -> Result<Self, TooLong> {
        TooLong::check(elements.len(), MAX)?;
        Ok(Self(elements))
    }

    /// The elements.
    #[must_use]
    #[inline]
    pub const fn as_slice(&self) -> &[T] {
        self.0.as_slice()
    }

    /// Appends `element` if it fits.
    ///
    /// # Errors
    /// [`TooLong`] when there are `MAX` already; `element` is dropped.
    #[inline]
    pub fn push(&mut self, element: T) -> Result<(), TooLong> {
        TooLong::check(self.0.len() + 1, MAX)?;
        self.0.push(element);
        Ok(())
    }

    /// The elements, with their allocation.
    #[must_use]
    #[inline]
    pub fn into_inner(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MAX: usize> Default for Array<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MAX: usize> TryFrom<Vec<T>> for Array<T, MAX> {
    type Error = TooLong;

    fn try_from(elements: Vec<T>) -> Result<Self, TooLong> {
        Self::new(elements)
    }
}

impl<T: Clone, const MAX: usize> TryFrom<&[T]> for Array<T, MAX> {
    type Error = TooLong;

    fn try_from(elements: &[T]) -> Result<Self, TooLong> {
        TooLong::check(elements.len(), MAX)?;
        Ok(Self(elements.to_vec()))
    }
}

impl<T, const MAX: usize, const N: usize> TryFrom<[T; N]> for Array<T, MAX> {
    type Error = TooLong;

    fn try_from(elements: [T; N]) -> Result<Self, TooLong> {
        Self::new(Vec::from(elements))
    }
}

impl<T: Clone, const MAX: usize, const N: usize> TryFrom<&[T; N]> for Array<T, MAX> {
    type Error = TooLong;

    fn try_from(elements: &[T; N]) -> Result<Self, TooLong> {
        Self::try_from(elements.as_slice())
    }
}

impl<T, const MAX: usize> From<Array<T, MAX>> for Vec<T> {
    fn from(array: Array<T, MAX>) -> Self {
        array.0
    }
}

impl<T, const MAX: usize> Deref for Array<T, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MAX: usize> DerefMut for Array<T, MAX> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T, const MAX: usize> AsRef<[T]> for Array<T, MAX> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T, const MAX: usize> Borrow<[T]> for Array<T, MAX> {
    fn borrow(&self) -> &[T] {
        self
    }
}

impl<T: PartialEq, const MAX: usize> PartialEq<[T]> for Array<T, MAX> {
    fn eq(&self, other: &[T]) -> bool {
        self.0 == other
    }
}

impl<T: PartialEq, const MAX: usize> PartialEq<&[T]> for Array<T, MAX> {
    fn eq(&self, other: &&[T]) -> bool {
        self.0 == *other
    }
}

impl<T: PartialEq, const MAX: usize, const N: usize> PartialEq<[T; N]> for Array<T, MAX> {
    fn eq(&self, other: &[T; N]) -> bool {
        self.0 == other
    }
}

impl<T: PartialEq, const MAX: usize> PartialEq<Vec<T>> for Array<T, MAX> {
    fn eq(&self, other: &Vec<T>) -> bool {
        self.0 == *other
    }
}

impl<T, const MAX: usize> IntoIterator for Array<T, MAX> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T, const MAX: usize> IntoIterator for &'a Array<T, MAX> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T, const MAX: usize> Layout for Array<T, MAX> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<T: Encode, const MAX: usize> Encode for Array<T, MAX> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.0.encode(out);
    }
}

impl<'a, T: Decode<'a>, const MAX: usize> Decode<'a> for Array<T, MAX> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        T::decode_sequence(MAX, input).map(Self)
    }
}
