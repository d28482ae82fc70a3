//! What can be wrong with bytes from outside.
//!
//! Encoding has no errors: a value that exists can be encoded.

mod decode;
mod kind;
mod path;
mod unknown;

pub use decode::DecodeError;
pub use kind::DecodeErrorKind;
pub use unknown::UnknownValue;
