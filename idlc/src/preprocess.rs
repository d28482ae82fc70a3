//! The first phase: files → the text that the grammar sees.
//!
//! Comments, directives, `%` lines and regions that a conditional leaves out
//! become blanks, byte for byte, and the text of an included file stands where
//! its directive stood. Whoever has the result asks [`Preprocessed::span`]
//! which place of which file a part of it is. Comments are kept aside for
//! documentation; `#define`d constants are handed on as definitions.
//!
//! One Rust module is generated from a file that rpcgen would read five
//! times: the file is read as `RPC_HDR` and `RPC_XDR`, and not as `RPC_CLNT`,
//! `RPC_SVC` or `RPC_TBL`. Nothing else is predefined; there is no C compiler
//! whose macros could be meant.
//!
//! It reads no files itself (it asks a [`Files`](crate::source::Files)), does
//! not expand macros within definitions (it says so where a file would need
//! it), and never reads what `%#include` names: that is for the C compiler. It
//! only takes down the names.

mod blank;
mod comments;
mod condition;
mod conditional;
mod directive;
mod include;
mod limits;
mod lines;
mod loader;
mod macros;
mod map;
mod obey;
mod options;
mod passed;
mod reader;
mod run;
mod scan;
mod target;
mod text;
mod words;

pub(crate) use self::loader::code;
pub(crate) use self::options::Options;
pub(crate) use self::passed::PassedInclude;
pub(crate) use self::run::preprocess;
pub(crate) use self::text::Preprocessed;
