//! References and boxes, which are transparent, and optional data
//! (RFC 4506 §4.19).

use alloc::boxed::Box;

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

impl<T: Layout + ?Sized> Layout for &T {
    const SIZE: Size = T::SIZE;
}

impl<T: Encode + ?Sized> Encode for &T {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        T::encode(self, out);
    }
}

impl<T: Layout> Layout for Box<T> {
    const SIZE: Size = T::SIZE;
}

impl<T: Encode> Encode for Box<T> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        T::encode(self, out);
    }
}

/// A level of nesting; see [`Limits::depth`](crate::Limits::depth).
impl<'a, T: Decode<'a>> Decode<'a> for Box<T> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        T::decode_boxed(input)
    }
}

impl<T> Layout for Option<T> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_bool(self.is_some());
        if let Some(value) = self {
            value.encode(out);
        }
    }
}

impl<'a, T: Decode<'a>> Decode<'a> for Option<T> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        if input.bool()? {
            T::decode(input).map(Some)
        } else {
            Ok(None)
        }
    }
}
