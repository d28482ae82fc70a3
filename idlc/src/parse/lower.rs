//! Nodes of the grammar → the syntax tree.
//!
//! Every function answers `None` where a node lacks what the grammar gives it,
//! which does not happen; nothing is unwrapped nonetheless.

mod declaration;
mod definition;
mod lowering;
mod service;
mod value;

pub(super) use self::lowering::Lower;
