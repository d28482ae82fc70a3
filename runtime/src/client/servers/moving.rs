//! Whether a call that failed may be made at another server, and is to be.

use std::time::Duration;

use crate::error::{CallError, MaybeExecuted, NotExecuted};

/// Whether the server failed, and not the call: another may do better.
pub(super) const fn is_no_more(error: &CallError) -> bool {
    match error {
        CallError::Fault(_) | CallError::ReplyLost { .. } => false,
        CallError::MaybeExecuted { .. } => true,
        CallError::NotExecuted { why } => matches!(
            why,
            NotExecuted::Refused { .. }
                | NotExecuted::NoAnswer { .. }
                | NotExecuted::NotSent { .. }
                | NotExecuted::NotFound { .. }
                | NotExecuted::Silent { .. }
                | NotExecuted::Withdrawn
                | NotExecuted::ProgramUnavailable { .. }
                | NotExecuted::DeadlinePassed { .. }
        ),
    }
}

/// Whether it may be made again without running twice, unless it may as well.
pub(super) const fn may_move(error: &CallError, idempotent: bool) -> bool {
    match error {
        CallError::NotExecuted { .. } => true,
        CallError::MaybeExecuted { .. } => idempotent,
        CallError::Fault(_) | CallError::ReplyLost { .. } => false,
    }
}

/// The error, with the deadline of the whole call where one server had a part of
/// it.
pub(super) fn of_all(error: CallError, deadline: Duration) -> CallError {
    match error {
        CallError::NotExecuted {
            why: NotExecuted::DeadlinePassed { .. },
        } => NotExecuted::DeadlinePassed { deadline }.into(),
        CallError::MaybeExecuted {
            why: MaybeExecuted::DeadlinePassed { .. },
        } => MaybeExecuted::DeadlinePassed { deadline }.into(),
        other => other,
    }
}
