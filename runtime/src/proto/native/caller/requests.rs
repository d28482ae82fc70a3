//! Where a caller finds the bytes that it sends.

use std::ops::Range;

use super::outcome::CallNumber;

/// Where the messages of calls are.
pub trait Requests {
    /// Appends a part of a call's message.
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>);
}
