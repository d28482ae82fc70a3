//! Model → Rust, as tokens.
//!
//! One file for each thing that is emitted, each a function from the model to
//! tokens. Reads the model only: no text of the interface file, no settings
//! but [`Options`], no file system. Same model, same tokens.

mod facts;
mod options;
mod selection;

mod docs;
mod lint;
mod literal;
mod names;

mod bytes;
mod context;

mod argument;
mod attributes;
mod codec;
mod display;
mod rust_type;
mod serde_arrays;

mod constants;
mod enums;
mod structs;
mod types;
mod unions;

mod client;
mod description;
mod procedure;
mod server;

mod file;
mod scaffold;

pub(crate) use file::{generate, header};
pub(crate) use options::{Attribute, Options, RustPath};
pub(crate) use scaffold::{Scaffold, ScaffoldInterface, scaffold};

#[cfg(test)]
mod tests;
