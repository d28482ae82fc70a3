//! Oneway calls of transports that know calls alone: each is made as any other,
//! in the background, when the one before has been answered.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::config::ClientConfig;
use crate::driver::oneways::{Oneway, Oneways};
use crate::driver::workers::Workers;
use crate::error::{CallError, FlushError, NotExecuted, SendError};

/// Makes a call that may take so long, and says how it ended.
pub(crate) type Call = Box<dyn FnOnce(Duration) -> Result<(), CallError> + Send>;

/// A queue, and the thread that empties it. What is left when this is dropped
/// is not sent.
#[derive(Debug)]
pub(crate) struct OnewayQueue {
    queue: Arc<Queue>,
    worker: Workers,
}

#[derive(Debug)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    oneways: Oneways,
    waiting: VecDeque<Waiting>,
    /// Whether a thread makes the calls.
    is_running: bool,
}

struct Waiting {
    number: u64,
    until: Instant,
    deadline: Duration,
    call: Call,
}

impl OnewayQueue {
    pub(crate) fn new(config: &ClientConfig) -> Self {
        let state = State {
            oneways: Oneways::new(config),
            waiting: VecDeque::new(),
            is_running: false,
        };
        Self {
            queue: Arc::new(Queue {
                state: Mutex::new(state),
                changed: Condvar::new(),
            }),
            worker: Workers::new(1, 1),
        }
    }

    /// Queues a call. Blocks while too much is queued.
    pub(crate) fn send(&self, oneway: Oneway, call: Call) -> Result<(), SendError> {
        let deadline = oneway.terms.deadline;
        let until = oneway.terms.ends(Instant::now());
        let mut state = self.queue.wait_until(until, |state| {
            state.oneways.has_failed() || state.oneways.has_room(oneway.size)
        });
        if let Some(failed) = state.oneways.take_failure() {
            return Err(failed.into());
        }
        if !state.oneways.has_room(oneway.size) {
            return Err(NotExecuted::DeadlinePassed { deadline }.into());
        }
        if !state.is_running {
            let queue = Arc::clone(&self.queue);
            if self.worker.submit(Box::new(move || queue.run())).is_err() {
                return Err(NotExecuted::TooManyBegun { limit: 0 }.into());
            }
            state.is_running = true;
        }
        let number = state.oneways.begin(oneway);
        state.waiting.push_back(Waiting {
            number,
            until,
            deadline,
            call,
        });
        Ok(())
    }

    /// Blocks until all calls queued before have ended.
    pub(crate) fn flush(&self) -> Result<(), FlushError> {
        let queue = &*self.queue;
        let state = queue.lock();
        let last = state.oneways.last();
        let waits = |state: &mut State| !state.oneways.have_ended(last);
        let state = queue.changed.wait_while(state, waits);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.oneways.take_failure().map_or(Ok(()), Err)
    }

    /// Blocks until all calls have ended, and leaves what is to be told of them.
    pub(crate) fn wait_all(&self) {
        let queue = &*self.queue;
        let waits = |state: &mut State| state.oneways.first().is_some();
        drop(queue.changed.wait_while(queue.lock(), waits));
    }
}

impl Drop for OnewayQueue {
    fn drop(&mut self) {
        self.queue.lock().waiting.clear();
        self.worker.close();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_until(&self, until: Instant, holds: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        while !holds(&state) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// Makes the calls, until there are no more.
    fn run(&self) {
        let mut state = self.lock();
        while let Some(next) = state.waiting.pop_front() {
            drop(state);
            let left = next.until.saturating_duration_since(Instant::now());
            let deadline = next.deadline;
            let result = if left.is_zero() {
                Err(NotExecuted::DeadlinePassed { deadline }.into())
            } else {
                (next.call)(left)
            };
            state = self.lock();
            state.end(next.number, result);
            self.changed.notify_all();
        }
        state.is_running = false;
    }
}

impl State {
    /// A call ended. Those behind one that failed fail, too: they were not to
    /// be executed without it.
    fn end(&mut self, number: u64, result: Result<(), CallError>) {
        let result = match result {
            // Its handler ran.
            Err(CallError::ReplyLost { .. }) => Ok(()),
            result => result,
        };
        let goes_on = matches!(result, Ok(()) | Err(CallError::Fault(_)));
        self.oneways.end(number, result);
        if !goes_on {
            for waiting in std::mem::take(&mut self.waiting) {
                let error = NotExecuted::EarlierFailed;
                self.oneways.end(waiting.number, Err(error.into()));
            }
        }
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiting").field(&self.number).finish()
    }
}
