//! Makes a call until it is answered: the answer to a network and a server that
//! come and go.
//!
//! The transport retransmits within a call, and says of a call that ended
//! without an answer whether it was executed. Where it was not
//! (`NotExecuted`), anybody may repeat it. Where nobody can tell
//! (`MaybeExecuted`) or only the answer is gone (`ReplyLost`), the transport
//! must not repeat it, unless it was told what the procedure does. Each of ours
//! may run twice, and `idempotent` in `transfer.x` says so: within a call's
//! deadline the transport itself goes on with a server that was started again.
//! Where it gives up because there is none, we go on.

use std::time::{Duration, Instant};

use idlc_runtime::{CallError, NotExecuted};
use thiserror::Error;

use crate::transfer::{Reason, Refusal, TransferClient};

/// Pauses between attempts: the first, and what doubling it leads to.
const PAUSE_MIN: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// A server that is called until it answers.
pub(crate) struct Persistent<'a> {
    client: TransferClient,
    patience: Duration,
    on_trouble: &'a (dyn Fn(&CallError) + Sync),
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum CallFailed {
    /// The server answered, and refused.
    #[error("the server refuses: {}", .0.text)]
    Refused(Refusal),
    /// Calling again would not help.
    #[error("{0}")]
    Hopeless(#[source] CallError),
    /// It did not help for long enough.
    #[error("no answer for {patience:?}; the last attempt: {last}")]
    OutOfPatience {
        patience: Duration,
        #[source]
        last: CallError,
    },
}

impl CallFailed {
    /// Whether the server refused for this reason.
    pub(crate) fn is_refused_as(&self, why: Reason) -> bool {
        matches!(self, Self::Refused(refusal) if refusal.why == why)
    }
}

impl<'a> Persistent<'a> {
    /// Calls through `client`, each call for at most about `patience`;
    /// `on_trouble` hears of attempts that failed.
    pub(crate) fn new(
        client: &TransferClient,
        patience: Duration,
        on_trouble: &'a (dyn Fn(&CallError) + Sync),
    ) -> Self {
        Self {
            client: client.with_deadline(patience),
            patience,
            on_trouble,
        }
    }

    /// Makes a call that may run twice.
    ///
    /// # Errors
    ///
    /// [`CallFailed`], which is final.
    pub(crate) fn call<T>(
        &self,
        make: impl Fn(&TransferClient) -> Result<Result<T, Refusal>, CallError>,
    ) -> Result<T, CallFailed> {
        let began = Instant::now();
        let mut pause = PAUSE_MIN;
        loop {
            let last = match make(&self.client) {
                Ok(answer) => return answer.map_err(CallFailed::Refused),
                Err(error) => error,
            };
            if !may_help_to_repeat(&last) {
                return Err(CallFailed::Hopeless(last));
            }
            if began.elapsed() + pause >= self.patience {
                let patience = self.patience;
                return Err(CallFailed::OutOfPatience { patience, last });
            }
            (self.on_trouble)(&last);
            std::thread::sleep(pause);
            pause = (2 * pause).min(PAUSE_MAX);
        }
    }
}

/// Whether the next attempt may end otherwise.
const fn may_help_to_repeat(error: &CallError) -> bool {
    match error {
        CallError::MaybeExecuted { .. } | CallError::ReplyLost { .. } => true,
        CallError::NotExecuted { why } => matches!(
            why,
            NotExecuted::NoAnswer { .. }
                | NotExecuted::Refused { .. }
                | NotExecuted::NotSent { .. }
                | NotExecuted::Withdrawn
                | NotExecuted::DeadlinePassed { .. }
        ),
        CallError::Fault(_) => false,
    }
}
