//! Calls for which no worker had room. Over datagrams such calls are dropped and
//! come again; here nobody would repeat them, so that they wait.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::driver::workers::{Job, NotQueued, Workers};

/// Jobs that no worker has taken yet.
#[derive(Default)]
pub(super) struct Parking(Mutex<VecDeque<Job>>);

impl Parking {
    /// Lets a worker do the job, some day.
    pub(super) fn submit(&self, workers: &Workers, job: Job) {
        self.lock().push_back(job);
        self.retry(workers);
    }

    /// Gives workers what they have room for.
    pub(super) fn retry(&self, workers: &Workers) {
        let mut jobs = self.lock();
        while let Some(job) = jobs.pop_front() {
            match workers.offer(job) {
                Ok(()) => {}
                Err((why, job)) => {
                    // The pool closes when its server stops: nobody will be
                    // answered.
                    if !matches!(why, NotQueued::Closed) {
                        jobs.push_front(job);
                    }
                    return;
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Parking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Parking").field(&self.lock().len()).finish()
    }
}
