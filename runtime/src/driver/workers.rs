//! The worker pool: threads that execute what the receiving threads must not,
//! because one of them always has to receive.
//!
//! Threads are started as work piles up and stay until the pool is closed.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

/// What a worker does.
pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// A bounded queue and the threads that empty it.
pub(crate) struct Workers {
    queue: Mutex<Option<Sender<Job>>>,
    jobs: Receiver<Job>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    threads_max: usize,
}

/// The job was not queued and will not run.
#[derive(Debug)]
pub(crate) enum NotQueued {
    /// As many jobs wait as may.
    Full,
    /// The pool is closed.
    Closed,
    /// There is no thread, and none can be started.
    NoThread(io::Error),
}

impl Workers {
    pub(crate) fn new(threads_max: usize, queue_max: usize) -> Self {
        let (sender, jobs) = bounded(queue_max);
        Self {
            queue: Mutex::new(Some(sender)),
            jobs,
            threads: Mutex::new(Vec::new()),
            threads_max,
        }
    }

    /// Queues a job, and starts a thread for it if all are busy.
    pub(crate) fn submit(&self, job: Job) -> Result<(), NotQueued> {
        let Some(queue) = self
            .queue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
        else {
            return Err(NotQueued::Closed);
        };
        self.start_one_if_none().map_err(NotQueued::NoThread)?;
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => NotQueued::Full,
            TrySendError::Disconnected(_) => NotQueued::Closed,
        })?;
        self.start_one_if_behind();
        Ok(())
    }

    /// Takes no more jobs, and waits for those queued.
    pub(crate) fn close_and_join(&self) {
        self.close();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A job catches its own panics, so there is nothing to be told.
            drop(thread.join());
        }
    }

    /// Takes no more jobs, and leaves those queued to their threads.
    pub(crate) fn close(&self) {
        drop(
            self.queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
    }

    fn start_one_if_none(&self) -> io::Result<()> {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.is_empty() {
            threads.push(start(self.jobs.clone())?);
        }
        Ok(())
    }

    fn start_one_if_behind(&self) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.jobs.is_empty() && threads.len() < self.threads_max {
            // Where the system has no further thread, those there are will
            // come to the job.
            if let Ok(thread) = start(self.jobs.clone()) {
                threads.push(thread);
            }
        }
    }
}

fn start(jobs: Receiver<Job>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new()
        .name("idlc-worker".to_owned())
        .spawn(move || {
            for job in jobs {
                job();
            }
        })
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers")
            .field("queued", &self.jobs.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn every_queued_job_runs_before_the_pool_is_closed() {
        let done = Arc::new(AtomicUsize::new(0));
        let workers = Workers::new(3, 100);
        for _ in 0..100 {
            let done = Arc::clone(&done);
            workers
                .submit(Box::new(move || {
                    done.fetch_add(1, Ordering::SeqCst);
                }))
                .unwrap();
        }
        workers.close_and_join();
        assert_eq!(done.load(Ordering::SeqCst), 100);
        assert!(matches!(
            workers.submit(Box::new(|| ())),
            Err(NotQueued::Closed)
        ));
    }

    #[test]
    fn a_full_queue_refuses_the_job() {
        let workers = Workers::new(1, 1);
        let (release, wait) = bounded::<()>(0);
        let (started, running) = bounded::<()>(0);
        workers
            .submit(Box::new(move || {
                started.send(()).unwrap();
                wait.recv().unwrap();
            }))
            .unwrap();
        running.recv().unwrap();
        workers.submit(Box::new(|| ())).unwrap();
        assert!(matches!(
            workers.submit(Box::new(|| ())),
            Err(NotQueued::Full)
        ));
        release.send(()).unwrap();
        workers.close_and_join();
    }

    #[test]
    fn blocked_jobs_do_not_keep_others_waiting_while_threads_may_be_started() {
        let workers = Workers::new(4, 10);
        let (started, running) = bounded::<()>(0);
        let (release, wait) = bounded::<()>(0);
        for _ in 0..4 {
            let (started, wait) = (started.clone(), wait.clone());
            workers
                .submit(Box::new(move || {
                    started.send(()).unwrap();
                    wait.recv().unwrap();
                }))
                .unwrap();
        }
        for _ in 0..4 {
            running.recv().unwrap();
        }
        for _ in 0..4 {
            release.send(()).unwrap();
        }
        workers.close_and_join();
    }
}
