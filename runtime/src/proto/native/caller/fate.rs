//! What becomes of a call when its session is gone.

use super::call::Call;
use crate::proto::native::farewell::Farewell;
use crate::proto::native::frame::CallState;

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is made again in the next session.
    Again {
        /// Whether it may have been executed in this one.
        may_have_run: bool,
    },
    /// It ends, since nobody can tell whether it was executed.
    Ends,
    /// It ends; it was executed, and its reply is gone.
    ReplyLost,
}

impl Fate {
    /// The server does not know the session. `is_new` says that the call was
    /// first sent after the server began to remember, and so not executed.
    pub(crate) const fn after_reset(call: &Call, is_new: bool) -> Self {
        if call.request.idempotent || is_new {
            Self::Again {
                may_have_run: !is_new,
            }
        } else {
            Self::Ends
        }
    }

    /// The server stops, and says which calls it executed.
    pub(crate) fn after_close(call: &Call, farewell: &Farewell) -> Self {
        let sent = call.first_sent.and(call.place);
        let state = sent.map(|(slot, seq)| farewell.state(slot, seq));
        match state.unwrap_or(CallState::NotExecuted) {
            CallState::NotExecuted => Self::Again {
                may_have_run: false,
            },
            _ if call.request.idempotent => Self::Again { may_have_run: true },
            CallState::ReplyGone => Self::ReplyLost,
            CallState::Running => Self::Ends,
        }
    }

    /// The server does not answer any more. What was never sent waits for the
    /// next session, and where the fault is planted everything does.
    pub(crate) const fn after_silence(call: &Call, adopts: bool) -> Self {
        match call.first_sent {
            Some(_) if !adopts => Self::Ends,
            _ => Self::Again {
                may_have_run: false,
            },
        }
    }
}
