//! The error of turning a number into an enum.

use core::fmt;

/// A number that names no value of an enum: the error of the `TryFrom<i32>`
/// that generated enums implement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownValue {
    /// The enum as its interface file names it.
    pub type_name: &'static str,
    /// The number.
    pub value: i32,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { type_name, value } = self;
        write!(f, "{value} is no value of enum {type_name}")
    }
}

impl core::error::Error for UnknownValue {}
