//! What generated code needs for serde's derives, under the feature `serde`;
//! and serde's traits on the types of this crate.

mod elements;
pub mod open_enum;
mod types;

pub use elements::{DeserializeAs, Elements, SerializeAs};
