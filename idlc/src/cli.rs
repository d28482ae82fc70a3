//! The command line. What it does is the library's doing; here it is asked
//! for, written and printed.
//!
//! Exit codes: 0 fine, 1 findings (errors in a file, or a file that cannot be
//! read or written), 2 usage.

mod args;
mod check;
mod explain;
mod generate;
mod init;
mod messages;
mod output;
mod run;

pub(crate) use self::run::run;
