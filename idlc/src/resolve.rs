//! The third phase: [`Ast`](crate::ast::Ast) → [`Model`](crate::model::Model).
//!
//! First every name is collected, then every constant evaluated, then types
//! and programs are resolved against both; what only shows in the whole
//! (types that contain themselves, linked lists) comes last. Each step
//! reports what it finds and goes on, so that one run shows all of it.
//!
//! It knows of Rust only that two names can become one there.

mod builtin;
mod check;
mod constant;
mod context;
mod cycle;
mod entry;
mod findings;
mod finite;
mod graph;
mod hint;
mod interface_name;
mod list;
mod missing;
mod names;
mod nesting;
mod number;
mod options;
mod parameter;
mod recursion;
mod repeat;
mod scope;
mod service;
mod shape;
mod suggest;
mod types;
mod union;
mod whole;

pub(crate) use self::builtin::{is_well_known_constant, is_well_known_type};
pub(crate) use self::missing::Missing;
pub(crate) use self::options::Options;
pub(crate) use self::whole::{Resolved, resolve};
