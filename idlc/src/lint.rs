//! Warnings about what a file means: it can be compiled, but may not be what
//! was wanted. Each can be allowed by its code.
//!
//! Reads the model only. What is wrong with a file is `resolve`'s affair, and
//! how generated code looks to clippy that of `codegen`.

mod cases;
mod check;
mod datagram;
mod size;

pub(crate) use self::check::check;
