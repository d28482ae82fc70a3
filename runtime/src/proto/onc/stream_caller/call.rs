//! One call.

use std::time::Instant;

use crate::id::Xid;
use crate::proto::onc::record::RecordWriter;

/// A call's name on this side. They grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// How long a call may take, and whether it may run twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallTerms {
    /// When its caller stops waiting.
    pub ends: Instant,
    /// It may as well run twice.
    pub idempotent: bool,
}

/// A call that has not ended, or of which a part was written and the rest must
/// follow.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) xid: Xid,
    pub(super) record: RecordWriter,
    pub(super) terms: CallTerms,
    /// Its caller knows its end already.
    pub(super) is_over: bool,
}
