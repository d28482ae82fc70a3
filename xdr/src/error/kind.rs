//! The ways in which bytes fail to be a value.

use core::fmt;

/// Why bytes could not be decoded.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeErrorKind {
    /// The message ends inside a value.
    Truncated {
        /// Bytes that the value needs.
        needed: usize,
        /// Bytes that are left.
        remaining: usize,
    },
    /// The message goes on after its last value.
    TrailingBytes {
        /// Bytes that are left.
        remaining: usize,
    },
    /// The bytes that fill opaque data or a string up to a multiple of four
    /// are not zero (RFC 4506 §4.9–4.11).
    NonZeroPadding,
    /// A bool is neither 0 nor 1 (RFC 4506 §4.4); optional data starts with one.
    InvalidBool {
        /// What is there instead.
        value: u32,
    },
    /// A number that names no value of an enum.
    UnknownEnum {
        /// The enum as its interface file names it.
        type_name: &'static str,
        /// What is there instead.
        value: i32,
    },
    /// A discriminant for which a union has no arm.
    UnknownDiscriminant {
        /// The union as its interface file names it.
        type_name: &'static str,
        /// What is there instead.
        value: i64,
    },
    /// The bytes of a string are not UTF-8.
    NotUtf8 {
        /// Bytes that are, before the first that is not.
        valid_up_to: usize,
    },
    /// A string, opaque data, an array or a list is longer than its type allows.
    TooLong {
        /// Its length. Of a list, the first that is too much.
        len: usize,
        /// The bound.
        max: usize,
    },
    /// A number that does not fit its narrow type: `char` and `short` travel
    /// as 32 bits.
    OutOfRange {
        /// The Rust type.
        type_name: &'static str,
        /// The number.
        value: i64,
    },
    /// [`Limits::depth`](crate::Limits::depth) is exhausted.
    DepthExceeded {
        /// The limit.
        max: u32,
    },
    /// [`Limits::elements`](crate::Limits::elements) is exhausted.
    TooManyElements {
        /// The limit.
        max: u32,
    },
    /// [`Limits::memory_factor`](crate::Limits::memory_factor) times the
    /// length of the message is exhausted.
    TooMuchMemory {
        /// Bytes that the next value would take.
        needed: usize,
        /// Bytes that the message has left.
        remaining: usize,
    },
    /// The message is longer than [`Limits::bytes`](crate::Limits::bytes).
    TooManyBytes {
        /// Its length.
        len: usize,
        /// The limit.
        max: usize,
    },
    /// What a decoder written by hand found.
    Invalid {
        /// What is wrong, as a phrase.
        reason: &'static str,
    },
}

impl fmt::Display for DecodeErrorKind {
    #[rustfmt::skip]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { needed, remaining } => write!(f, "the message ends early: {needed} bytes needed, {remaining} left"),
            Self::TrailingBytes { remaining } => write!(f, "{remaining} bytes follow the last value"),
            Self::NonZeroPadding => f.write_str("padding that is not zero"),
            Self::InvalidBool { value } => write!(f, "{value} is not a bool: neither 0 nor 1"),
            Self::UnknownEnum { type_name, value } => write!(f, "{value} is no value of enum {type_name}"),
            Self::UnknownDiscriminant { type_name, value } => write!(f, "union {type_name} has no arm for {value}"),
            Self::NotUtf8 { valid_up_to } => write!(f, "the string is not UTF-8 from its byte {valid_up_to} on"),
            Self::TooLong { len, max } => write!(f, "length {len} where at most {max} is allowed"),
            Self::OutOfRange { type_name, value } => write!(f, "{value} does not fit {type_name}"),
            Self::DepthExceeded { max } => write!(f, "nested deeper than {max} levels (Limits::depth)"),
            Self::TooManyElements { max } => write!(f, "more than {max} elements (Limits::elements)"),
            Self::TooMuchMemory { needed, remaining } => write!(f, "{needed} bytes of memory needed, {remaining} left for a message of this length (Limits::memory_factor)"),
            Self::TooManyBytes { len, max } => write!(f, "a message of {len} bytes where at most {max} bytes are allowed (Limits::bytes)"),
            Self::Invalid { reason } => f.write_str(reason),
        }
    }
}
