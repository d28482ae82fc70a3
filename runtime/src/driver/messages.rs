//! The messages of asynchronous calls, until the calls have ended.

use std::collections::HashMap;
use std::ops::Range;

use crate::proto::native::{CallNumber, NumberHash, Requests};

/// The messages of calls that have not ended.
#[derive(Debug, Default)]
pub(crate) struct Messages(pub(crate) HashMap<CallNumber, Vec<u8>, NumberHash>);

impl Requests for Messages {
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        let range = usize::try_from(part.start)
            .ok()
            .zip(usize::try_from(part.end).ok());
        let message = self.0.get(&call).zip(range);
        let bytes = message.and_then(|(message, (start, end))| message.get(start..end));
        out.extend_from_slice(bytes.unwrap_or_default());
    }
}
