//! The second phase: preprocessed text → [`Ast`](crate::ast::Ast).
//!
//! The text is first cut at the semicolons between definitions, and each
//! piece is parsed on its own: a syntax error costs one definition, and
//! several are reported. A piece is checked for its nesting before the
//! grammar, which recurses, sees it.
//!
//! The parser knows nothing of meaning: any name may stand for any type, and
//! numbers may be anything.

mod expected;
mod file;
mod grammar;
mod lower;
mod split;

pub(crate) use self::file::parse;
