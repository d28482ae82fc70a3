//! The types that are one number (RFC 4506 §4.1–4.8) and `void` (§4.16).
//!
//! Enums are not here: the compiler generates them.

mod byte;
mod narrow;
mod quad;
mod wide;
mod word;

pub use byte::UChar;
pub use quad::Quad;
