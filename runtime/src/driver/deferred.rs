//! Results that other threads are to bring: asynchronous calls of the ONC form,
//! which workers make as any other.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::driver::workers::Workers;
use crate::error::{CallError, NotExecuted};

/// Threads that make calls, and calls that may wait for one.
const WORKERS_MAX: usize = 64;
const QUEUE_MAX: usize = 4_096;

/// The asynchronous calls of an ONC client.
#[derive(Debug)]
pub(crate) struct DeferredCalls {
    workers: Workers,
    outstanding: Arc<Outstanding>,
}

#[derive(Debug, Default)]
struct Outstanding {
    count: Mutex<usize>,
    changed: Condvar,
}

impl DeferredCalls {
    pub(crate) fn new() -> Self {
        Self {
            workers: Workers::new(WORKERS_MAX, QUEUE_MAX),
            outstanding: Arc::default(),
        }
    }

    /// Lets a worker make a call.
    pub(crate) fn begin(
        &self,
        call: impl FnOnce() -> Result<Vec<u8>, CallError> + Send + 'static,
    ) -> Result<Arc<Deferred>, NotExecuted> {
        let deferred = Arc::new(Deferred::default());
        let (result, outstanding) = (Arc::clone(&deferred), Arc::clone(&self.outstanding));
        self.outstanding.add();
        let queued = self.workers.submit(Box::new(move || {
            result.set(call());
            outstanding.remove();
        }));
        if queued.is_err() {
            self.outstanding.remove();
            return Err(NotExecuted::TooManyBegun { limit: QUEUE_MAX });
        }
        Ok(deferred)
    }

    /// Blocks until all calls have ended.
    pub(crate) fn wait_all(&self) {
        let Outstanding { count, changed } = &*self.outstanding;
        let count = count.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_while(count, |count| *count > 0));
    }
}

impl Outstanding {
    fn add(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    }

    fn remove(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.changed.notify_all();
    }
}

/// A result to come.
#[derive(Debug, Default)]
pub(crate) struct Deferred {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_ready: bool,
    result: Option<Result<Vec<u8>, CallError>>,
    waker: Option<Waker>,
}

impl Deferred {
    /// Brings the result.
    pub(crate) fn set(&self, result: Result<Vec<u8>, CallError>) {
        let mut state = self.lock();
        state.is_ready = true;
        state.result = Some(result);
        let waker = state.waker.take();
        drop(state);
        self.ready.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.lock().is_ready
    }

    /// Blocks until the result is there, and takes it.
    pub(crate) fn wait(&self) -> Result<Vec<u8>, CallError> {
        let state = self.ready.wait_while(self.lock(), |state| !state.is_ready);
        take(&mut state.unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the result, or sees to it that the task is woken.
    pub(crate) fn poll(&self, task: &Context<'_>) -> Poll<Result<Vec<u8>, CallError>> {
        let mut state = self.lock();
        if state.is_ready {
            return Poll::Ready(take(&mut state));
        }
        state.waker = Some(task.waker().clone());
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Its one handle asks once.
fn take(state: &mut State) -> Result<Vec<u8>, CallError> {
    let result = state.result.take();
    result.unwrap_or_else(|| Err(NotExecuted::Withdrawn.into()))
}
