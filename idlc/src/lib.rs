//! idlc, an IDL compiler: rpcgen for Rust.
//!
//! It reads ONC RPC interface files (`.x`: RFC 4506 types, RFC 5531
//! programs, and `interface` blocks) and writes Rust modules for
//! [`idlc-runtime`](https://docs.rs/idlc-runtime). Most users meet it in a
//! build script, as [`Config`]:
//!
//! ```no_run
//! // in the `main` of build.rs
//! idlc::Config::new().compile_or_exit(["calc.x"]);
//! ```
//!
//! The same line, without files, is [`Config::generate`]; what a file means,
//! without any Rust, is [`Config::check`]. The `idlc` command is a thin
//! frontend to this library.
//!
//! This crate knows no network and runs no C preprocessor: it reads the
//! directives that interface files use by itself.

// What pest generates without `std` names it.
extern crate alloc;

pub mod diagnostic;
pub mod model;
pub mod source;

mod ast;
mod classic;
mod codegen;
mod compile;
mod config;
mod expression;
mod foreign;
mod format;
mod headers;
#[cfg(feature = "cli")]
mod json;
mod lint;
mod parse;
mod preprocess;
mod resolve;
mod rust_name;
mod scaffold;

pub use crate::compile::{Checked, Generated};
#[cfg(feature = "cli")]
pub use crate::compile::{Dump, Dumped};
pub use crate::config::{CompileError, Config};
pub use crate::scaffold::{Scaffold, scaffold};
