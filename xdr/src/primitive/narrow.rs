//! Numbers narrower than their encoding: `char` and `short`, which RFC 4506
//! does not have and rpcgen sends as 32 bits.

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::reader::Reader;
use crate::writer::Sink;

macro_rules! narrow {
    ($($number:ident as $word:ident;)+) => { $(
        impl Layout for $number {
            const SIZE: Size = Size::Fixed(4);
        }

        impl Encode for $number {
            #[inline]
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                out.put_array($word::from(*self).to_be_bytes());
            }
        }

        impl<'a> Decode<'a> for $number {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                let word = input.$word()?;
                Self::try_from(word).map_err(|_| {
                    let (type_name, value) = (stringify!($number), i64::from(word));
                    input.error_in_word(DecodeErrorKind::OutOfRange { type_name, value })
                })
            }
        }
    )+ };
}

narrow! {
    i8 as i32;
    i16 as i32;
    u16 as u32;
}
