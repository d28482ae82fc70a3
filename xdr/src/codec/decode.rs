//! From bytes to values.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::size::{Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;

/// A value that can be read from XDR; `'a` is the life of the message, from
/// which it may borrow.
///
/// ```
/// use idlc_xdr::{Decode, DecodeError, Layout, Reader, Size, from_slice};
///
/// /// struct pair { int first; int second; };
/// #[derive(Debug, PartialEq)]
/// struct Pair {
///     first: i32,
///     second: i32,
/// }
///
/// impl Layout for Pair {
///     const SIZE: Size = Size::Fixed(8);
/// }
///
/// impl<'a> Decode<'a> for Pair {
///     fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
///         let input = &mut input.fixed(8)?;
///         Ok(Self { first: input.field("first")?, second: input.field("second")? })
///     }
/// }
///
/// let pair: Pair = from_slice(&[0, 0, 0, 1, 255, 255, 255, 255])?;
/// assert_eq!(pair, Pair { first: 1, second: -1 });
/// # Ok::<(), DecodeError>(())
/// ```
pub trait Decode<'a>: Layout + Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes are not one; see
    /// [`DecodeErrorKind`](crate::DecodeErrorKind).
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError>;

    /// Reads a value into a box: a level of nesting, see
    /// [`Limits::depth`](crate::Limits::depth).
    ///
    /// # Errors
    /// As [`decode`](Self::decode), and
    /// [`DepthExceeded`](crate::DecodeErrorKind::DepthExceeded).
    #[inline]
    fn decode_boxed(input: &mut Reader<'a>) -> Result<Box<Self>, DecodeError> {
        input.charge_memory(size_of::<Self>())?;
        input.nested(size_of::<Self>(), Self::decode).map(Box::new)
    }

    /// Reads `count` elements (RFC 4506 §4.12). Before anything is allocated,
    /// `count` is checked against the bytes that are left and against the
    /// limits of `input`.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), with the element's number in the path.
    #[inline]
    fn decode_elements(count: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        let mut elements = input.vec_for(count)?;
        match Self::SIZE {
            Size::Fixed(size) if size > 0 => {
                for (index, mut block) in input.blocks(count, size)?.enumerate() {
                    elements.push(block.element(index)?);
                }
            }
            _ => input.nested(size_of::<Self>(), |input| {
                for index in 0..count {
                    elements.push(input.element(index)?);
                }
                Ok(())
            })?,
        }
        Ok(elements)
    }

    /// Reads a fixed-length array (RFC 4506 §4.12) onto the stack.
    ///
    /// # Errors
    /// As [`decode_elements`](Self::decode_elements).
    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>) -> Result<[Self; N], DecodeError> {
        let mut failed = None;
        let slots: [Option<Self>; N] = core::array::from_fn(|index| {
            if failed.is_some() {
                return None;
            }
            input
                .element(index)
                .map_err(|error| failed = Some(error))
                .ok()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(slots.map(|slot| slot.unwrap_or_else(|| unreachable!("all were filled")))),
        }
    }

    /// Reads a variable-length array of at most `max` elements (RFC 4506
    /// §4.13). The node of a linked list reads a [list](crate::list) instead.
    ///
    /// # Errors
    /// As [`decode_elements`](Self::decode_elements), and
    /// [`TooLong`](crate::DecodeErrorKind::TooLong).
    #[inline]
    fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        let count = input.length(max)?;
        Self::decode_elements(count, input)
    }
}

impl<'a> Reader<'a> {
    /// Decodes the field `name` of a structure: an error in it says so.
    ///
    /// # Errors
    /// Those of the field's type.
    #[inline]
    pub fn field<T: Decode<'a>>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        T::decode(self).map_err(|error| error.in_field(name))
    }

    /// Decodes element `index` of an array: an error in it says so.
    ///
    /// # Errors
    /// Those of the element's type.
    #[inline]
    pub fn element<T: Decode<'a>>(&mut self, index: usize) -> Result<T, DecodeError> {
        T::decode(self).map_err(|error| error.in_element(index))
    }

    /// An empty vector with room for `count` elements, if the message can hold
    /// them and the limits allow them.
    #[inline]
    pub(crate) fn vec_for<T: Layout>(&mut self, count: usize) -> Result<Vec<T>, DecodeError> {
        let needed = count.saturating_mul(T::SIZE.min());
        if needed > self.remaining() {
            return Err(self.truncated(needed));
        }
        self.charge_elements(count)?;
        // An element that takes nothing is charged a byte all the same: a short
        // message must not keep us busy with millions of them.
        self.charge_memory(count.saturating_mul(size_of::<T>().max(1)))?;
        Ok(Vec::with_capacity(count))
    }
}
