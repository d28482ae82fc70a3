//! The order of messages: none is executed before those that began before it
//! on its stream were, or failed.

use std::collections::{BTreeMap, VecDeque};

use crate::sim::journal::{CallId, Journal};

/// The messages of all streams, as they began; those that need not be waited
/// for any more are forgotten.
#[derive(Debug, Default)]
pub(crate) struct Order(BTreeMap<(usize, u16), VecDeque<CallId>>);

impl Order {
    /// A call begins, which may be a message.
    pub(crate) fn on_begun(&mut self, client: usize, id: CallId, journal: &Journal) {
        if let Some(at) = journal.record(id).ordered {
            self.0.entry((client, at.stream)).or_default().push_back(id);
        }
    }

    /// A call is executed; what is wrong with that, if anything is.
    pub(crate) fn on_executed(
        &mut self,
        client: usize,
        id: CallId,
        journal: &Journal,
    ) -> Option<String> {
        let stream = journal.record(id).ordered?.stream;
        let begun = self.0.get_mut(&(client, stream))?;
        while begun
            .front()
            .is_some_and(|first| journal.record(*first).is_settled())
        {
            begun.pop_front();
        }
        // Where it is gone, it was settled before, and is executed once more.
        let mut before = begun.iter().take_while(|other| **other != id);
        let waits_for = before.find(|other| !journal.record(**other).is_settled());
        let waits_for = waits_for.filter(|_| begun.contains(&id));
        waits_for.map(|other| format!("{id:?} was executed before {other:?}"))
    }
}
