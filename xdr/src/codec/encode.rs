//! From values to bytes.

use super::size::Layout;
use crate::writer::Sink;

/// A value that can be written as XDR, which cannot fail: a value that exists
/// is within its bounds.
///
/// ```
/// use idlc_xdr::{Encode, Layout, Sink, Size, to_vec};
///
/// /// struct pair { int first; int second; };
/// struct Pair {
///     first: i32,
///     second: i32,
/// }
///
/// impl Layout for Pair {
///     const SIZE: Size = Size::Fixed(8);
/// }
///
/// impl Encode for Pair {
///     fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
///         out.fixed::<8>(|out| {
///             self.first.encode(out);
///             self.second.encode(out);
///         });
///     }
/// }
///
/// assert_eq!(to_vec(&Pair { first: 1, second: -1 }), [0, 0, 0, 1, 255, 255, 255, 255]);
/// ```
pub trait Encode: Layout {
    /// Writes this value.
    ///
    /// # Panics
    /// When a variable-length array in it has more than `u32::MAX` elements,
    /// which XDR cannot express.
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S);

    /// Writes a fixed-length array (RFC 4506 §4.12): the elements without
    /// their number.
    #[inline]
    fn encode_elements<'a, S: Sink<'a>>(elements: &'a [Self], out: &mut S)
    where
        Self: Sized,
    {
        for element in elements {
            element.encode(out);
        }
    }

    /// Writes a variable-length array (RFC 4506 §4.13): the number of
    /// elements, then each. The node of a linked list writes a
    /// [list](crate::list) instead.
    #[inline]
    fn encode_sequence<'a, S: Sink<'a>>(elements: &'a [Self], out: &mut S)
    where
        Self: Sized,
    {
        out.put_length(elements.len());
        Self::encode_elements(elements, out);
    }
}
