//! Findings: what is wrong, where, and what to do about it.
//!
//! A phase reports to a `Sink` and goes on, so that one run shows all that
//! the phase found; the sink is closed after each phase. What leaves the
//! compiler is a [`Report`]. How it looks on a page is `diagnostic/render`'s
//! business.

mod code;
mod finding;
mod render;
mod report;
mod sink;

pub use self::code::{Code, Severity};
pub use self::finding::{Diagnostic, Label};
pub use self::report::Report;

pub(crate) use self::sink::{Failed, Sink};
