//! The syntax tree and the model as JSON, for programs that read interface
//! files. The form is described in `docs/json.md`, and stable: fields may be
//! added, none changes its meaning.
//!
//! It decides nothing: what is written here is what `parse` and `resolve` found.

mod ast;
mod expression;
mod layout;
mod model;
mod service;
mod value;

pub(crate) use self::ast::ast;
pub(crate) use self::model::model;
