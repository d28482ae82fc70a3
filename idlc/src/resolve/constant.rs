//! The value of every constant and every enumerator.

mod evaluate;
mod table;

pub(super) use self::table::Constants;
