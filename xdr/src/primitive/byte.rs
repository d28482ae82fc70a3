//! `u8`, alone an `unsigned char` and in a run opaque data, and the type of
//! which this is not true.

use alloc::vec::Vec;

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::reader::Reader;
use crate::writer::Sink;

/// An `unsigned char` in an array: 4 bytes each, where a run of `u8` is opaque
/// data.
///
/// ```
/// use idlc_xdr::{UChar, to_vec};
///
/// assert_eq!(to_vec(&[7_u8]), [7, 0, 0, 0]);
/// assert_eq!(to_vec(&[UChar(7)]), [0, 0, 0, 7]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UChar(
    /// The number.
    pub u8,
);

impl From<u8> for UChar {
    fn from(number: u8) -> Self {
        Self(number)
    }
}

impl From<UChar> for u8 {
    fn from(number: UChar) -> Self {
        number.0
    }
}

impl Layout for UChar {
    const SIZE: Size = Size::Fixed(4);
}

impl Encode for UChar {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.0.encode(out);
    }
}

impl<'a> Decode<'a> for UChar {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        u8::decode(input).map(Self)
    }
}

impl Layout for u8 {
    const SIZE: Size = Size::Fixed(4);
    const PACKED: bool = true;
}

impl Encode for u8 {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_u32((*self).into());
    }

    #[inline]
    fn encode_elements<'a, S: Sink<'a>>(elements: &'a [Self], out: &mut S) {
        out.put_opaque(elements);
    }
}

impl<'a> Decode<'a> for u8 {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let word = input.u32()?;
        Self::try_from(word).map_err(|_| {
            let (type_name, value) = ("u8", i64::from(word));
            input.error_in_word(DecodeErrorKind::OutOfRange { type_name, value })
        })
    }

    #[inline]
    fn decode_elements(count: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        let bytes = input.opaque_fixed(count)?;
        input.charge_memory(count)?;
        Ok(bytes.to_vec())
    }

    #[inline]
    fn decode_array<const N: usize>(input: &mut Reader<'a>) -> Result<[Self; N], DecodeError> {
        input.opaque_array().copied()
    }
}
