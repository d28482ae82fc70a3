//! Numbers as wide as their encoding: arrays of them convert in bulk.

use alloc::vec::Vec;

use byteorder::{BigEndian, ByteOrder as _};

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// Bytes that are converted at a time: few enough to stay in registers on
/// their way, so that a run is passed over once.
const GROUP: usize = 64;

macro_rules! wide {
    ($($number:ty: $write:ident, $read:ident;)+) => { $(
        impl Layout for $number {
            const SIZE: Size = Size::Fixed(size_of::<Self>());
        }

        impl Encode for $number {
            #[inline]
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                out.put_array(self.to_be_bytes());
            }

            fn encode_elements<'a, S: Sink<'a>>(elements: &'a [Self], out: &mut S) {
                const PER_GROUP: usize = GROUP / size_of::<$number>();
                out.reserve(size_of_val(elements));
                let (groups, rest) = elements.as_chunks::<PER_GROUP>();
                for group in groups {
                    let mut bytes = [0; GROUP];
                    BigEndian::$write(group, &mut bytes);
                    out.put_array(bytes);
                }
                for element in rest {
                    element.encode(out);
                }
            }
        }

        impl<'a> Decode<'a> for $number {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok(Self::from_be_bytes(*input.take_array()?))
            }

            fn decode_elements(
                count: usize,
                input: &mut Reader<'a>,
            ) -> Result<Vec<Self>, DecodeError> {
                let mut elements = input.vec_for::<Self>(count)?;
                let bytes = input.take(count * size_of::<Self>())?;
                let (words, _) = bytes.as_chunks();
                elements.extend(words.iter().map(|word| Self::from_be_bytes(*word)));
                Ok(elements)
            }

            #[inline]
            fn decode_array<const N: usize>(
                input: &mut Reader<'a>,
            ) -> Result<[Self; N], DecodeError> {
                let mut elements = [Self::default(); N];
                let bytes = input.take(size_of_val(&elements))?;
                BigEndian::$read(bytes, &mut elements);
                Ok(elements)
            }
        }
    )+ };
}

wide! {
    i32: write_i32_into, read_i32_into;
    u32: write_u32_into, read_u32_into;
    i64: write_i64_into, read_i64_into;
    u64: write_u64_into, read_u64_into;
    f32: write_f32_into, read_f32_into;
    f64: write_f64_into, read_f64_into;
}
