//! A borrowing cursor over a message, and the accounts that bound what a
//! decode may cost.
//!
//! Knows words, bytes and padding; knows no types (those are `codec` and up).

mod budget;
mod cursor;
mod error;
mod word;

pub use cursor::Reader;
