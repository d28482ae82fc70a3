//! The bounded types, borrowed: arguments that are sent without a copy, and
//! values that are read without one.

use core::fmt;
use core::ops::Deref;

use super::array::Array;
use super::error::TooLong;
use super::opaque::Opaque;
use super::text::Text;
use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// At most `MAX` bytes of opaque data, borrowed; see [`Opaque`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpaqueRef<'a, const MAX: usize>(&'a [u8]);

/// A string of at most `MAX` bytes, borrowed; see [`Text`].
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRef<'a, const MAX: usize>(&'a str);

/// At most `MAX` elements, borrowed; see [`Array`].
///
/// ```
/// use idlc_xdr::{ArrayRef, TooLong, to_vec};
///
/// let groups = ArrayRef::<u32, 2>::new(&[100, 1000])?;
/// assert_eq!(to_vec(&groups), [0, 0, 0, 2, 0, 0, 0, 100, 0, 0, 3, 232]);
/// # Ok::<(), TooLong>(())
/// ```
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArrayRef<'a, T, const MAX: usize>(&'a [T]);

macro_rules! borrowed {
    ($($name:ident [$($element:ident)?] of $target:ty, $what:literal, $as:ident, $owned:ty;)+) => { $(
        impl<'a, $($element,)? const MAX: usize> $name<'a, $($element,)? MAX> {
            /// The greatest length that fits.
            pub const MAX: usize = MAX;

            #[doc = concat!("Takes ", $what, " if the length is within the bound.")]
            ///
            /// # Errors
            /// [`TooLong`] when the length is more than `MAX`.
            #[inline]
            pub const fn new(value: &'a $target) -> Result<Self, TooLong> {
                match TooLong::check(value.len(), MAX) {
                    Ok(()) => Ok(Self(value)),
                    Err(error) => Err(error),
                }
            }

            #[doc = concat!("Gives ", $what, ".")]
            #[must_use]
            #[inline]
            pub const fn $as(self) -> &'a $target {
                self.0
            }
        }

        impl<'a, $($element,)? const MAX: usize> TryFrom<&'a $target>
            for $name<'a, $($element,)? MAX>
        {
            type Error = TooLong;

            fn try_from(value: &'a $target) -> Result<Self, TooLong> {
                Self::new(value)
            }
        }

        impl<'a, $($element,)? const MAX: usize> From<&'a $owned> for $name<'a, $($element,)? MAX> {
            fn from(owned: &'a $owned) -> Self {
                Self(owned)
            }
        }

        impl<$($element,)? const MAX: usize> Deref for $name<'_, $($element,)? MAX> {
            type Target = $target;

            fn deref(&self) -> &$target {
                self.0
            }
        }

        impl<$($element,)? const MAX: usize> Layout for $name<'_, $($element,)? MAX> {
            const SIZE: Size = Size::AtLeast(4);
        }

        impl<$($element: Encode,)? const MAX: usize> Encode for $name<'_, $($element,)? MAX> {
            #[inline]
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                self.0.encode(out);
            }
        }
    )+ };
}

borrowed! {
    OpaqueRef[] of [u8], "the bytes", as_slice, Opaque<MAX>;
    TextRef[] of str, "the string", as_str, Text<MAX>;
    ArrayRef[T] of [T], "the elements", as_slice, Array<T, MAX>;
}

impl<'a, const MAX: usize> Decode<'a> for OpaqueRef<'a, MAX> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.opaque(MAX).map(Self)
    }
}

impl<'a, const MAX: usize> Decode<'a> for TextRef<'a, MAX> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.string(MAX).map(Self)
    }
}

impl<const MAX: usize> fmt::Debug for TextRef<'_, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl<const MAX: usize> fmt::Display for TextRef<'_, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0, f)
    }
}

// Derived, these would ask the same of `T`, of which there is only a reference.
impl<T, const MAX: usize> Clone for ArrayRef<'_, T, MAX> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const MAX: usize> Copy for ArrayRef<'_, T, MAX> {}

impl<T, const MAX: usize> Default for ArrayRef<'_, T, MAX> {
    fn default() -> Self {
        Self(&[])
    }
}
