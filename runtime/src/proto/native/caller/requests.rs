//! Where a caller finds the bytes that it sends.

use std::ops::Range;

use super::outcome::CallNumber;

/// Where the messages are: those of calls, and those of streams.
pub trait Requests {
    /// Appends a part of the message of a call, or of one that is sent.
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>);
}
