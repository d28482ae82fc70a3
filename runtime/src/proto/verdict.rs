//! What a reply means to a call, on every transport.

use crate::error::{CallError, NotExecuted};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::rpc::{AcceptStat, ReplyStatus};
use crate::service::Fault;

/// What the server made of a call.
///
/// # Errors
///
/// [`CallError`] for all but success.
pub fn judge(
    interface: &Interface,
    procedure: Procedure,
    status: ReplyStatus<'_>,
) -> Result<(), CallError> {
    let Interface {
        program, version, ..
    } = *interface;
    let stat = match status {
        ReplyStatus::Accepted { stat, .. } => stat,
        ReplyStatus::Denied(rejection) => return Err(NotExecuted::Denied(rejection).into()),
    };
    Err(match stat {
        AcceptStat::Success => return Ok(()),
        AcceptStat::SystemError => CallError::Fault(Fault::SystemError),
        AcceptStat::ProgramUnavailable => NotExecuted::ProgramUnavailable { program }.into(),
        AcceptStat::ProgramMismatch { low, high } => NotExecuted::ProgramMismatch {
            program,
            version,
            low,
            high,
        }
        .into(),
        AcceptStat::ProcedureUnavailable => NotExecuted::ProcedureUnavailable {
            procedure,
            name: interface.procedure_name(procedure),
        }
        .into(),
        AcceptStat::GarbageArguments => NotExecuted::GarbageArguments.into(),
    })
}
