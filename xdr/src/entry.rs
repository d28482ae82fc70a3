//! The front door: a whole value to bytes and back.
//!
//! Not for streams of values: those share one [`Writer`] or [`Reader`].

use alloc::vec::Vec;

use crate::codec::{Decode, Encode};
use crate::error::DecodeError;
use crate::limits::Limits;
use crate::reader::Reader;
use crate::writer::Writer;

/// Encodes `value`.
///
/// ```
/// assert_eq!(idlc_xdr::to_vec("no"), b"\0\0\0\x02no\0\0");
/// ```
#[must_use]
#[inline]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let mut out = Writer::with_capacity(T::SIZE.min());
    value.encode(&mut out);
    out.into_vec()
}

/// Decodes a `T` that takes all of `bytes`, under the default [`Limits`].
///
/// ```
/// let numbers: Vec<u32> = idlc_xdr::from_slice(&[0, 0, 0, 1, 0, 0, 0, 7])?;
/// assert_eq!(numbers, [7]);
/// # Ok::<(), idlc_xdr::DecodeError>(())
/// ```
///
/// # Errors
/// When `bytes` are not exactly one `T`: every way is a
/// [`DecodeErrorKind`](crate::DecodeErrorKind).
#[inline]
pub fn from_slice<'a, T: Decode<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    from_slice_with(bytes, Limits::default())
}

/// Decodes a `T` that takes all of `bytes`, under `limits`.
///
/// # Errors
/// As [`from_slice`].
#[inline]
pub fn from_slice_with<'a, T: Decode<'a>>(
    bytes: &'a [u8],
    limits: Limits,
) -> Result<T, DecodeError> {
    let mut input = Reader::with_limits(bytes, limits)?;
    let value = T::decode(&mut input)?;
    input.finish()?;
    Ok(value)
}
