//! The first phase: one file's text → the text that the grammar sees.
//!
//! Comments, directives, `%` lines and regions that a conditional leaves out
//! become blanks, byte for byte, so that a place in the result is the same
//! place in the file; whoever has the result asks [`Preprocessed::span`]
//! nonetheless, which is where included files will come in. Comments are
//! kept aside for documentation; `#define`d constants are handed on as
//! definitions.
//!
//! One Rust module is generated from a file that rpcgen would read five
//! times: the file is read as `RPC_HDR` and `RPC_XDR`, and not as `RPC_CLNT`,
//! `RPC_SVC` or `RPC_TBL`.
//!
//! It does not expand macros within definitions and does not read included
//! files: it says so where a file would need it.

mod blank;
mod comments;
mod conditional;
mod directive;
mod line;
mod macros;
mod scan;
mod text;

pub(crate) use self::line::preprocess;
pub(crate) use self::text::Preprocessed;
