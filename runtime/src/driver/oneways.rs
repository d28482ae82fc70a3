//! Oneway calls that were queued and have not ended, and what is to be told of
//! those that failed. How they travel, others know.

use std::collections::BTreeMap;

use crate::config::ClientConfig;
use crate::driver::native_calls::Terms;
use crate::error::{CallError, FlushError};
use crate::id::Procedure;
use crate::interface::Interface;

/// The oneway calls of a client.
#[derive(Debug)]
pub(crate) struct Oneways {
    calls_max: usize,
    bytes_max: usize,
    under_way: BTreeMap<u64, Oneway>,
    bytes: usize,
    /// How many were queued so far: the number of the last one.
    last: u64,
    failed: Option<FlushError>,
}

/// A call that nobody waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Oneway {
    pub(crate) interface: &'static Interface,
    pub(crate) procedure: Procedure,
    pub(crate) terms: Terms,
    /// The bytes of its message.
    pub(crate) size: usize,
}

impl Oneways {
    pub(crate) const fn new(config: &ClientConfig) -> Self {
        Self {
            calls_max: config.oneway_calls_max,
            bytes_max: config.oneway_bytes_max,
            under_way: BTreeMap::new(),
            bytes: 0,
            last: 0,
            failed: None,
        }
    }

    /// Whether a message of so many bytes may be queued. However large it is, it
    /// may where there is no other.
    pub(crate) fn has_room(&self, size: usize) -> bool {
        let fits = self.bytes.saturating_add(size) <= self.bytes_max;
        self.under_way.is_empty() || (fits && self.under_way.len() < self.calls_max)
    }

    /// Whether a failure is to be told.
    pub(crate) const fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// What is to be told of those that failed, once.
    pub(crate) const fn take_failure(&mut self) -> Option<FlushError> {
        self.failed.take()
    }

    /// Notes that a call is queued; its number.
    pub(crate) fn begin(&mut self, oneway: Oneway) -> u64 {
        self.last += 1;
        self.bytes += oneway.size;
        self.under_way.insert(self.last, oneway);
        self.last
    }

    /// What is known of a call that has not ended.
    pub(crate) fn get(&self, number: u64) -> Option<&Oneway> {
        self.under_way.get(&number)
    }

    /// The first that has not ended.
    pub(crate) fn first(&self) -> Option<u64> {
        self.under_way.keys().next().copied()
    }

    /// The last that was queued.
    pub(crate) const fn last(&self) -> u64 {
        self.last
    }

    /// Whether all up to one have ended.
    pub(crate) fn have_ended(&self, last: u64) -> bool {
        self.first().is_none_or(|first| first > last)
    }

    /// Notes how a call ended.
    pub(crate) fn end(&mut self, number: u64, result: Result<(), CallError>) {
        let Some(oneway) = self.under_way.remove(&number) else {
            return;
        };
        self.bytes -= oneway.size;
        let Err(error) = result else {
            return;
        };
        let (mut not_executed, mut maybe_executed) = (0, 0);
        match error {
            CallError::NotExecuted { .. } => not_executed = 1,
            CallError::MaybeExecuted { .. } => maybe_executed = 1,
            CallError::Fault(_) | CallError::ReplyLost { .. } => {}
        }
        if let Some(failed) = &mut self.failed {
            failed.not_executed += not_executed;
            failed.maybe_executed += maybe_executed;
            if failed.number < number {
                return;
            }
            // Of several clones, each has a deadline of its own.
            (not_executed, maybe_executed) = (failed.not_executed, failed.maybe_executed);
        }
        self.failed = Some(FlushError {
            number,
            procedure: oneway.interface.procedure_name(oneway.procedure),
            error,
            not_executed,
            maybe_executed,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::NotExecuted;
    use crate::id::{Program, Version};
    use crate::interface::ProcedureInfo;
    use std::time::Duration;

    static LOG: Interface = Interface {
        name: "Log",
        program: Program(1),
        version: Version(1),
        procedures: &[ProcedureInfo {
            name: "write",
            number: Procedure(1),
        }],
    };

    fn oneway(size: usize) -> Oneway {
        Oneway {
            interface: &LOG,
            procedure: Procedure(1),
            terms: Terms {
                deadline: Duration::from_secs(1),
                idempotent: false,
            },
            size,
        }
    }

    fn oneways() -> Oneways {
        Oneways::new(&ClientConfig {
            oneway_calls_max: 3,
            oneway_bytes_max: 100,
            ..ClientConfig::default()
        })
    }

    #[test]
    fn what_is_queued_is_bounded_by_number_and_by_bytes() {
        let mut oneways = oneways();
        assert!(oneways.has_room(1_000), "alone");
        oneways.begin(oneway(60));
        assert!(oneways.has_room(40) && !oneways.has_room(41));
        oneways.begin(oneway(1));
        oneways.begin(oneway(1));
        assert!(!oneways.has_room(0));
        oneways.end(1, Ok(()));
        assert!(oneways.has_room(98) && !oneways.has_room(99));
    }

    #[test]
    fn the_first_that_failed_is_told_once_with_how_many_did() {
        let mut oneways = oneways();
        let [one, two, three] = [0; 3].map(|size| oneways.begin(oneway(size)));
        let not = || Err(NotExecuted::Withdrawn.into());
        oneways.end(three, not());
        oneways.end(one, Ok(()));
        assert!(!oneways.have_ended(two) && oneways.have_ended(one));
        oneways.end(two, not());
        let failed = oneways.take_failure().unwrap();
        assert_eq!((failed.number, failed.procedure), (two, "write"));
        assert_eq!((failed.not_executed, failed.maybe_executed), (2, 0));
        assert!(oneways.take_failure().is_none() && oneways.have_ended(three));
        assert_eq!(oneways.begin(oneway(0)), 4);
    }
}
