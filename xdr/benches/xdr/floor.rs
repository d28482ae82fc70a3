//! The same encodings by hand: what a good engineer writes in safe Rust for
//! just these types, with the same checks (bounds, lengths against what is
//! there, bools, enums, padding, UTF-8) and the same owned results, but with
//! no paths in the errors, no limits and nothing generic.

mod entry;
mod numbers;
mod parts;

pub(crate) use entry::{decode_entries, decode_list, encode_entries, encode_list};
pub(crate) use numbers::{
    borrow_opaque, decode_eight, decode_eights, decode_numbers, encode_eight, encode_eights,
    encode_numbers, encode_opaque, swap_into,
};
