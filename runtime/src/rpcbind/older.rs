//! Which refusals mean that the registry is of an older version.

use crate::error::{CallError, NotExecuted, RpcbindError};

/// Asks again in an older version.
pub(crate) trait OrOlder: Sized {
    /// The answer, or that of `ask` where the registry did not know the version
    /// or procedure that it was asked in.
    fn or_older(self, ask: impl FnOnce() -> Self) -> Self;
}

impl<T> OrOlder for Result<T, RpcbindError> {
    fn or_older(self, ask: impl FnOnce() -> Self) -> Self {
        match self {
            Err(error) if is_too_new(&error) => ask(),
            answer => answer,
        }
    }
}

fn is_too_new(error: &RpcbindError) -> bool {
    let RpcbindError::Call { error, .. } = error else {
        return false;
    };
    let CallError::NotExecuted { why } = error else {
        return false;
    };
    matches!(
        why,
        NotExecuted::ProgramMismatch { .. } | NotExecuted::ProcedureUnavailable { .. }
    )
}
