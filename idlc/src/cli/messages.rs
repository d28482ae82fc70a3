//! How the command says what it found: as pages for people, as lines for
//! editors, as JSON for programs. It goes to standard error, because standard
//! output may be the module.
//!
//! What is found, and what a page looks like, is the library's affair.

mod color;
mod json;
mod options;
mod reporter;
mod short;

pub(super) use self::options::MessageOptions;
pub(super) use self::reporter::Reporter;
