//! Strings (RFC 4506 §4.11), which are UTF-8 here.

use alloc::borrow::ToOwned as _;
use alloc::string::String;

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

impl Layout for str {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for str {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.as_bytes().encode(out);
    }
}

impl Layout for String {
    const SIZE: Size = Size::AtLeast(4);
}

impl Encode for String {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.as_bytes().encode(out);
    }
}

impl<'a> Decode<'a> for String {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let text = input.string(usize::MAX)?;
        input.charge_memory(text.len())?;
        Ok(text.to_owned())
    }
}

/// Borrowed from the message.
impl<'a> Decode<'a> for &'a str {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        input.string(usize::MAX)
    }
}
