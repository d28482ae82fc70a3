//! What a procedure that may raise an error answers: `Result`.
//!
//! On the wire it is `union switch (bool ok) { case TRUE: T value; case FALSE:
//! E error; }` (RFC 4506 §4.15). An error is data like any other, no failure
//! of the call.

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

impl<T, E> Layout for Result<T, E> {
    const SIZE: Size = Size::AtLeast(4);
}

impl<T: Encode, E: Encode> Encode for Result<T, E> {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_bool(self.is_ok());
        match self {
            Ok(value) => value.encode(out),
            Err(error) => error.encode(out),
        }
    }
}

impl<'a, T: Decode<'a>, E: Decode<'a>> Decode<'a> for Result<T, E> {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        if input.bool()? {
            input.field("value").map(Ok)
        } else {
            input.field("error").map(Err)
        }
    }
}
