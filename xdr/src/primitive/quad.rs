//! `quadruple` (RFC 4506 §4.8).

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

/// A quadruple-precision floating-point number (IEEE 754 binary128), as its
/// exact bits: Rust has no stable type to calculate with.
///
/// ```
/// use idlc_xdr::{Quad, to_vec};
///
/// let one = Quad::from_bits(0x3fff << 112);
/// assert_eq!(to_vec(&one)[..4], [0x3f, 0xff, 0, 0]);
/// ```
///
/// Equality is of the bits: a NaN equals itself, and the two zeros differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Quad(u128);

impl Quad {
    /// The number with these bits: sign, 15 bits of exponent, 112 of fraction.
    #[must_use]
    pub const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// The bits of the number.
    #[must_use]
    pub const fn to_bits(self) -> u128 {
        self.0
    }
}

impl Layout for Quad {
    const SIZE: Size = Size::Fixed(16);
}

impl Encode for Quad {
    #[inline]
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_array(self.0.to_be_bytes());
    }
}

impl<'a> Decode<'a> for Quad {
    #[inline]
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self(u128::from_be_bytes(*input.take_array()?)))
    }
}
