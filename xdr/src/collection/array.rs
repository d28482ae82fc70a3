//! Fixed-length arrays (RFC 4506 §4.12) and fixed-length opaque data (§4.9).

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::reader::Reader;
use crate::writer::Sink;

impl<T: Layout, const N: usize> Layout for [T; N] {
    const SIZE: Size = if T::PACKED {
        Size::Fixed(N.next_multiple_of(4))
    } else {
        T::SIZE.times(N)
    };
}

impl<T: Encode, const N: usize> Encode for [T; N] {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        T::encode_elements(self, out);
    }
}

impl<'a, T: Decode<'a>, const N: usize> Decode<'a> for [T; N] {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        T::decode_array(input)
    }

    /// Straight into the heap: the array may be larger than the stack.
    #[inline]
    fn decode_boxed(input: &mut Reader<'a>) -> Result<Box<Self>, DecodeError> {
        let elements = T::decode_elements(N, input)?;
        elements.try_into().map_err(|elements: Vec<T>| {
            let (len, max) = (elements.len(), N);
            input.error(DecodeErrorKind::TooLong { len, max })
        })
    }
}

/// Fixed-length opaque data, borrowed from the message.
impl<'a, const N: usize> Decode<'a> for &'a [u8; N] {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.opaque_array()
    }
}
