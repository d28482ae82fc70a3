//! Linked lists, in a loop.
//!
//! The idiom `struct entry { …; entry *next; }` is a chain of optional data on
//! the wire (RFC 4506 §4.19): `TRUE`, node, `TRUE`, node, …, `FALSE`. In Rust
//! it is a `Vec` of nodes without their `next`. A million of them neither
//! recurse when they are encoded and decoded nor when they are dropped.
//!
//! A node's own [`Encode`] and [`Decode`] cover its fields without `next`; its
//! [`encode_sequence`](Encode::encode_sequence) and
//! [`decode_sequence`](Decode::decode_sequence) are the functions of this
//! module:
//!
//! ```
//! use idlc_xdr::{Decode, DecodeError, Encode, Layout, Reader, Sink, Size, from_slice, list, to_vec};
//!
//! /// struct entry { unsigned id; entry *next; };
//! #[derive(Debug, PartialEq)]
//! struct Entry {
//!     id: u32,
//! }
//!
//! impl Layout for Entry {
//!     const SIZE: Size = Size::Fixed(4);
//! }
//!
//! impl Encode for Entry {
//!     fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
//!         self.id.encode(out);
//!     }
//!
//!     fn encode_sequence<'a, S: Sink<'a>>(nodes: &'a [Self], out: &mut S) {
//!         list::encode(nodes, out);
//!     }
//! }
//!
//! impl<'a> Decode<'a> for Entry {
//!     fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
//!         Ok(Self { id: input.field("id")? })
//!     }
//!
//!     fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
//!         list::decode(max, input)
//!     }
//! }
//!
//! let entries = vec![Entry { id: 7 }];
//! let bytes = to_vec(&entries);
//! assert_eq!(bytes, [0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0]);
//! assert_eq!(from_slice::<Vec<Entry>>(&bytes)?, entries);
//! # Ok::<(), DecodeError>(())
//! ```

use alloc::vec::Vec;

use crate::codec::{Decode, Encode};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::reader::Reader;
use crate::writer::Sink;

/// Bytes of the bool in front of each node.
const LINK: usize = 4;

/// Room for the first nodes of a list.
const FIRST: usize = 4;

/// Writes `nodes` as a linked list.
#[inline]
pub fn encode<'a, T: Encode, S: Sink<'a>>(nodes: &'a [T], out: &mut S) {
    for node in nodes {
        out.put_bool(true);
        node.encode(out);
    }
    out.put_bool(false);
}

/// Reads a linked list of at most `max` nodes.
///
/// # Errors
/// Those of a node, with its number in the path, and
/// [`TooLong`](DecodeErrorKind::TooLong).
#[inline]
pub fn decode<'a, T: Decode<'a>>(
    max: usize,
    input: &mut Reader<'a>,
) -> Result<Vec<T>, DecodeError> {
    input.nested(size_of::<T>(), |input| {
        let mut nodes = Vec::new();
        while input.bool()? {
            let index = nodes.len();
            if index == max {
                let len = index.saturating_add(1);
                return Err(input.error_in_word(DecodeErrorKind::TooLong { len, max }));
            }
            if index == nodes.capacity() {
                grow(&mut nodes, max - index, input)?;
            }
            input.charge_elements(1)?;
            nodes.push(input.element(index)?);
        }
        Ok(nodes)
    })
}

/// Makes room for one to `most` nodes more, if the limits allow it: for as many
/// again, but no more than the bytes that are left can hold.
#[cold]
fn grow<'a, T: Decode<'a>>(
    nodes: &mut Vec<T>,
    most: usize,
    input: &mut Reader<'a>,
) -> Result<(), DecodeError> {
    let possible = 1 + input.remaining() / (LINK + T::SIZE.min());
    let more = nodes.len().max(FIRST).min(possible).min(most);
    input.charge_memory(more.saturating_mul(size_of::<T>()))?;
    nodes.reserve_exact(more);
    Ok(())
}
