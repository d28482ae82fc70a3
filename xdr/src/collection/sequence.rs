//! Variable-length arrays (RFC 4506 §4.13), linked lists and variable-length
//! opaque data (§4.10): which of them, the element says.

use alloc::vec::Vec;

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

impl<T> Layout for [T] {
    const SIZE: Size = Size::AtLeast(4);
}

impl<T: Encode> Encode for [T] {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        T::encode_sequence(self, out);
    }
}

impl<T> Layout for Vec<T> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        T::encode_sequence(self, out);
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Vec<T> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        T::decode_sequence(usize::MAX, input)
    }
}

/// Variable-length opaque data, borrowed from the message.
impl<'a> Decode<'a> for &'a [u8] {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.opaque(usize::MAX)
    }
}
