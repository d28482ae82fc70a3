//! Types with a bound, `opaque<N>`, `string<N>` and `T<N>`: the bound is
//! checked when a value is made, so that every value can be encoded.

mod array;
mod borrowed;
mod error;
mod opaque;
mod text;

pub use array::Array;
pub use borrowed::{ArrayRef, OpaqueRef, TextRef};
pub use error::TooLong;
pub use opaque::Opaque;
pub use text::Text;
