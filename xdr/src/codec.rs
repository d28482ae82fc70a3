//! The traits: how much a type takes, how it is encoded and decoded.
//!
//! No type of the language is here; they are the modules above.

mod decode;
mod encode;
mod size;

pub use decode::Decode;
pub use encode::Encode;
pub use size::{Layout, Size};
