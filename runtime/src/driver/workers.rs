//! The worker pool: threads that execute what the receiving threads must not,
//! because one of them always has to receive.
//!
//! Threads are started as work piles up and stay until the pool is closed.

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};

/// What a worker does.
pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// A queue and the threads that empty it.
pub(crate) struct Workers {
    queue: Mutex<Option<Sender<Job>>>,
    jobs: Receiver<Job>,
    jobs_max: usize,
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
        let (sender, jobs) = unbounded();
        Self {
            queue: Mutex::new(Some(sender)),
            jobs,
            jobs_max: queue_max,
            threads: Mutex::new(Vec::new()),
            threads_max,
        }
    }

    /// Queues a job, and starts a thread for it if all are busy.
    pub(crate) fn submit(&self, job: Job) -> Result<(), NotQueued> {
        self.queue(job, self.jobs_max).map_err(|(why, _job)| why)
    }

    /// The same, but gives the job back where that cannot be done.
    pub(crate) fn offer(&self, job: Job) -> Result<(), (NotQueued, Job)> {
        self.queue(job, self.jobs_max)
    }

    /// Queues a job however many wait: for those whose number is bounded
    /// elsewhere. Gives it back where it cannot be done.
    pub(crate) fn submit_surely(&self, job: Job) -> Result<(), (NotQueued, Job)> {
        self.queue(job, usize::MAX)
    }

    /// Whether a job waits for a thread.
    pub(crate) fn has_queued(&self) -> bool {
        !self.jobs.is_empty()
    }

    fn queue(&self, job: Job, jobs_max: usize) -> Result<(), (NotQueued, Job)> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = &*queue else {
            return Err((NotQueued::Closed, job));
        };
        if let Err(error) = self.start_one_if_none() {
            return Err((NotQueued::NoThread(error), job));
        }
        // Who holds the lock is the only one that makes the queue longer.
        if sender.len() >= jobs_max {
            return Err((NotQueued::Full, job));
        }
        let sent = sender.send(job);
        drop(queue);
        sent.map_err(|unsent| (NotQueued::Closed, unsent.into_inner()))?;
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
    use crossbeam_channel::bounded;
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
        workers
            .submit_surely(Box::new(|| ()))
            .unwrap_or_else(|(why, _)| panic!("{why:?}"));
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
