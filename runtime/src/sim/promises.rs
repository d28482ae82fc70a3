//! What must hold of every world that has run, whatever happened in it.

use std::time::{Duration, Instant};

use crate::error::{CallError, NotExecuted};
use crate::sim::journal::{CallId, CallRecord, Journal};

/// How long a call that is executed goes on at most when its server is dead.
const NOTICED_MAX: Duration = Duration::from_secs(35);

/// How much later a call ends that waited for a place: it may get one just
/// before its client gives up, and then repeat its first packet for a while, or
/// be followed by a greeting in vain.
const WAITING_MAX: Duration = Duration::from_secs(15);

/// What is wrong with what became of the calls, if anything is. `forgetful` says
/// that a new life of the server may execute what an old one did: the ONC form
/// knows no better.
pub(crate) fn broken(journal: &Journal, forgetful: bool) -> Option<String> {
    let mut calls = journal.records();
    calls.find_map(|(id, call)| violation(id, call, forgetful))
}

/// What is wrong with what became of a call.
fn violation(id: CallId, call: &CallRecord, forgetful: bool) -> Option<String> {
    let executions = call.executions();
    let counted = if forgetful {
        call.executions_in_one_life()
    } else {
        executions
    };
    if counted > 1 && !call.idempotent {
        return Some(format!("{id:?} ran {counted} times"));
    }
    let Some(outcome) = call.outcome() else {
        return Some(format!("{id:?} never ended"));
    };
    match outcome {
        Ok(_) if executions == 0 => return Some(format!("{id:?} is Ok and never ran")),
        Err(error @ CallError::ReplyLost { .. }) if executions == 0 => {
            return Some(format!(
                "{id:?} never ran, and the client was told: {error}"
            ));
        }
        Err(error @ CallError::NotExecuted { why }) if executions > 0 && !is_answer(why) => {
            return Some(format!("{id:?} ran, and the client was told: {error}"));
        }
        _ => {}
    }
    let deadline = call.deadline;
    call.duration()
        .filter(|duration| *duration > deadline)
        .map(|duration| format!("{id:?} took {duration:?}, and might have {deadline:?}"))
}

/// What is wrong with when a call ended whose client heard last at `since` of a
/// server that is dead.
pub(crate) fn unnoticed(
    journal: &Journal,
    id: CallId,
    since: Instant,
    ended: Instant,
) -> Option<String> {
    let call = journal.record(id);
    let repeats = |call: &CallRecord| call.ordered.is_some_and(|at| at.repeat);
    let goes_on = || journal.records().any(|(_, other)| repeats(other));
    if repeats(call) || (call.executions() == 0 && goes_on()) {
        // A session with messages that are to be repeated outlives silence, and
        // what waited is then sent in it.
        return None;
    }
    let since = call.began().map_or(since, |began| began.max(since));
    let limit = if call.executions() > 0 && call.ordered.is_none() {
        NOTICED_MAX
    } else {
        NOTICED_MAX + WAITING_MAX
    };
    let took = ended.saturating_duration_since(since);
    (took > limit).then(|| format!("{id:?} went on for {took:?} with a dead server"))
}

/// Whether the service itself says that it did nothing.
const fn is_answer(why: &NotExecuted) -> bool {
    matches!(
        why,
        NotExecuted::ProcedureUnavailable { .. }
            | NotExecuted::GarbageArguments
            | NotExecuted::Denied(_)
    )
}
