//! The library as build scripts use it, and the only part of it that touches
//! the file system and the environment.

mod builder;
mod cargo;
mod compile_error;
#[cfg(feature = "cli")]
mod dump;
mod files;
mod run;
mod settings;
mod supply;

pub use self::builder::Config;
pub use self::compile_error::CompileError;
