//! The results of calls, until somebody takes them.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::task::Waker;

use crate::error::CallError;

/// Calls that somebody may still want the result of.
#[derive(Debug)]
pub(crate) struct Results<K, A, H> {
    calls: HashMap<K, Awaited<A>, H>,
    /// Futures that wait: nobody else will do their work.
    futures: usize,
}

/// What is to be said about a call, its reply, once it is there, and whom to
/// wake for it.
#[derive(Debug)]
struct Awaited<A> {
    about: A,
    result: Option<Result<Vec<u8>, CallError>>,
    waker: Option<Waker>,
}

impl<K, A, H: Default> Default for Results<K, A, H> {
    fn default() -> Self {
        Self {
            calls: HashMap::default(),
            futures: 0,
        }
    }
}

impl<K: Eq + Hash + Copy, A, H: BuildHasher> Results<K, A, H> {
    /// Somebody will want the result of a call.
    pub(crate) fn expect(&mut self, call: K, about: A) {
        let awaited = Awaited {
            about,
            result: None,
            waker: None,
        };
        self.calls.insert(call, awaited);
    }

    /// Whether there is nothing to wait for.
    pub(crate) fn has_ended(&self, call: K) -> bool {
        let awaited = self.calls.get(&call);
        awaited.is_none_or(|awaited| awaited.result.is_some())
    }

    /// Files a result, and wakes who waits for it. One that nobody wants any
    /// more is dropped.
    pub(crate) fn file(&mut self, call: K, result: impl FnOnce(&A) -> Result<Vec<u8>, CallError>) {
        let Some(awaited) = self.calls.get_mut(&call) else {
            return;
        };
        awaited.result = Some(result(&awaited.about));
        if let Some(waker) = awaited.waker.take() {
            self.futures -= 1;
            waker.wake();
        }
    }

    /// Takes a result. The one handle of its call asks once.
    pub(crate) fn take(&mut self, call: K) -> Option<Result<Vec<u8>, CallError>> {
        self.calls.remove(&call).and_then(|awaited| awaited.result)
    }

    /// Has a task woken when the result is there.
    pub(crate) fn wake(&mut self, call: K, waker: Waker) {
        if let Some(awaited) = self.calls.get_mut(&call) {
            self.futures += usize::from(awaited.waker.replace(waker).is_none());
        }
    }

    /// Nobody wants the result any more.
    pub(crate) fn forget(&mut self, call: K) {
        let awaited = self.calls.remove(&call);
        let waited = awaited.is_some_and(|it| it.waker.is_some() && it.result.is_none());
        self.futures -= usize::from(waited);
    }

    /// Whether futures wait.
    pub(crate) const fn has_futures(&self) -> bool {
        self.futures > 0
    }
}
