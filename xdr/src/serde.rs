//! What generated code needs for serde's derives, under the feature `serde`;
//! and serde's traits on the types of this crate.

pub mod open_enum;
mod types;
