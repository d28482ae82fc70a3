//! What happened to each call, and everything that happened: what invariants
//! are checked against.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::error::CallError;
use crate::id::Xid;
use crate::sim::plan::{CallPlan, Ordered};
use crate::sim::trace::{Happening, TraceEntry};

/// A call in a world, in the order in which calls were planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub(crate) usize);

/// What became of one call.
#[derive(Debug)]
pub(crate) struct CallRecord {
    pub(crate) deadline: Duration,
    pub(crate) idempotent: bool,
    pub(crate) ordered: Option<Ordered>,
    /// Whether a handler of it came to its end.
    is_finished: bool,
    /// The server's incarnation at each execution.
    executions: Vec<u32>,
    began: Option<Instant>,
    ended: Option<(Instant, Result<Vec<u8>, CallError>)>,
}

/// What became of all calls.
#[derive(Debug)]
pub(crate) struct Journal {
    origin: Instant,
    calls: Vec<CallRecord>,
    by_xid: HashMap<(usize, Xid), CallId>,
    trace: Vec<TraceEntry>,
}

impl Journal {
    pub(crate) fn new(origin: Instant) -> Self {
        Self {
            origin,
            calls: Vec::new(),
            by_xid: HashMap::new(),
            trace: Vec::new(),
        }
    }

    pub(crate) fn plan(&mut self, deadline: Duration, plan: &CallPlan) -> CallId {
        let id = CallId(self.calls.len());
        self.calls.push(CallRecord {
            deadline,
            idempotent: plan.idempotent || plan.ordered.is_some_and(|at| at.repeat),
            ordered: plan.ordered,
            is_finished: false,
            executions: Vec::new(),
            began: None,
            ended: None,
        });
        id
    }

    pub(crate) fn begin(&mut self, now: Instant, client: usize, xid: Xid, id: CallId) {
        self.note(now, Happening::CallBegan { client, xid });
        self.by_xid.insert((client, xid), id);
        self.record_mut(id).began = Some(now);
    }

    /// Which call it is, if it is one of this world.
    pub(crate) fn execute(
        &mut self,
        now: Instant,
        client: usize,
        xid: Xid,
        incarnation: u32,
    ) -> Option<CallId> {
        let what = Happening::Executed {
            client,
            xid,
            incarnation,
        };
        self.note(now, what);
        let id = self.by_xid.get(&(client, xid)).copied()?;
        self.record_mut(id).executions.push(incarnation);
        Some(id)
    }

    /// A handler of a call came to its end.
    pub(crate) fn finish(&mut self, id: CallId) {
        self.record_mut(id).is_finished = true;
    }

    pub(crate) fn end(
        &mut self,
        now: Instant,
        client: usize,
        xid: Xid,
        id: CallId,
        outcome: Result<Vec<u8>, CallError>,
    ) {
        let ok = outcome.is_ok();
        self.note(now, Happening::CallEnded { client, xid, ok });
        self.record_mut(id).ended = Some((now, outcome));
    }

    pub(crate) fn note(&mut self, now: Instant, what: Happening) {
        let at = now.saturating_duration_since(self.origin);
        self.trace.push(TraceEntry { at, what });
    }

    pub(crate) fn trace(&self) -> &[TraceEntry] {
        &self.trace
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = (CallId, &CallRecord)> {
        let numbered = self.calls.iter().enumerate();
        numbered.map(|(number, record)| (CallId(number), record))
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `plan` alone")]
    pub(crate) fn record(&self, call: CallId) -> &CallRecord {
        &self.calls[call.0]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `plan` alone")]
    fn record_mut(&mut self, call: CallId) -> &mut CallRecord {
        &mut self.calls[call.0]
    }
}

impl CallRecord {
    /// How the call ended, if it did.
    pub(crate) const fn outcome(&self) -> Option<&Result<Vec<u8>, CallError>> {
        match &self.ended {
            Some((_, outcome)) => Some(outcome),
            None => None,
        }
    }

    /// Whether nothing that is to be executed behind it has to wait.
    pub(crate) const fn is_settled(&self) -> bool {
        self.is_finished || matches!(self.ended, Some((_, Err(_))))
    }

    pub(crate) const fn began(&self) -> Option<Instant> {
        self.began
    }

    pub(crate) const fn executions(&self) -> usize {
        self.executions.len()
    }

    pub(crate) fn executions_in_one_life(&self) -> usize {
        let count = |life| self.executions.iter().filter(|l| *l == life).count();
        self.executions.iter().map(count).max().unwrap_or(0)
    }

    pub(crate) fn duration(&self) -> Option<Duration> {
        let (ended, _) = self.ended.as_ref()?;
        Some(ended.saturating_duration_since(self.began?))
    }
}
