//! `bool` (RFC 4506 §4.4) and `void` (§4.16).

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

impl Layout for bool {
    const SIZE: Size = Size::Fixed(4);
}

impl Encode for bool {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_bool(*self);
    }
}

impl<'a> Decode<'a> for bool {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.bool()
    }
}

impl Layout for () {
    const SIZE: Size = Size::Fixed(0);
}

impl Encode for () {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, _: &mut S) {}
}

impl<'a> Decode<'a> for () {
    #[inline]
    fn decode(_: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(())
    }
}
