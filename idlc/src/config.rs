//! The library as build scripts use it, and the only part of it that touches
//! the file system and the environment.

mod builder;
mod compile_error;
mod files;
mod settings;

pub use self::builder::Config;
pub use self::compile_error::CompileError;
