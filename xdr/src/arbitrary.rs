//! Arbitrary values of the types of this crate, under the feature `arbitrary`:
//! always within their bounds.

use alloc::string::String;
use alloc::vec::Vec;

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::bounded::{Array, Opaque, Text};
use crate::primitive::{Quad, UChar};

impl<'a> Arbitrary<'a> for UChar {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.arbitrary().map(Self)
    }
}

impl<'a> Arbitrary<'a> for Quad {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.arbitrary().map(Self::from_bits)
    }
}

impl<'a, const MAX: usize> Arbitrary<'a> for Opaque<MAX> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let len = u.arbitrary_len::<u8>()?.min(MAX);
        Self::try_from(u.bytes(len)?).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a, const MAX: usize> Arbitrary<'a> for Text<MAX> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut text: String = u.arbitrary()?;
        while text.len() > MAX {
            text.pop();
        }
        Self::new(text).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a, T: Arbitrary<'a>, const MAX: usize> Arbitrary<'a> for Array<T, MAX> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let elements = u.arbitrary_iter()?.take(MAX);
        let elements = elements.collect::<Result<Vec<T>>>()?;
        Self::new(elements).map_err(|_| Error::IncorrectFormat)
    }
}
