//! Who receives: one thread of a listener has the baton, and the others stand
//! by. A second thread that waits on the same socket would be woken for every
//! datagram, and spoil polling.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The right to receive, held by one thread at a time.
#[derive(Debug, Default)]
pub(crate) struct Baton {
    turns: Mutex<Turns>,
    free: Condvar,
    /// The holder's turn, to be read without the lock; 0 for none.
    holder: AtomicU64,
    standing_by: AtomicUsize,
}

#[derive(Debug, Default)]
struct Turns {
    last: u64,
    is_held: bool,
    is_closed: bool,
}

/// One thread's time with the baton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn(u64);

impl Baton {
    /// Waits for the baton; `None` when there will be no more turns.
    pub(crate) fn take(&self) -> Option<Turn> {
        let mut turns = self.lock();
        while turns.is_held && !turns.is_closed {
            self.standing_by.fetch_add(1, Ordering::AcqRel);
            turns = self
                .free
                .wait(turns)
                .unwrap_or_else(PoisonError::into_inner);
            self.standing_by.fetch_sub(1, Ordering::AcqRel);
        }
        if turns.is_closed {
            return None;
        }
        turns.is_held = true;
        turns.last += 1;
        self.holder.store(turns.last, Ordering::Release);
        Some(Turn(turns.last))
    }

    /// Whether the turn lasts.
    pub(crate) fn is_held(&self, turn: Turn) -> bool {
        self.holder.load(Ordering::Acquire) == turn.0
    }

    /// Whether another thread could take the baton at once.
    pub(crate) fn has_successor(&self) -> bool {
        self.standing_by.load(Ordering::Acquire) > 0
    }

    /// Takes the baton from its holder and gives it to another thread, if one
    /// stands by.
    pub(crate) fn pass(&self) -> bool {
        let mut turns = self.lock();
        if !turns.is_held || !self.has_successor() {
            return false;
        }
        turns.is_held = false;
        self.holder.store(0, Ordering::Release);
        self.free.notify_one();
        true
    }

    /// There will be no more turns.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.free.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn one_thread_at_a_time_has_the_baton_and_it_passes_on() {
        let baton = Baton::default();
        let (has, told) = mpsc::channel();
        std::thread::scope(|threads| {
            let first = baton.take().unwrap();
            assert!(!baton.pass(), "nobody stands by");
            threads.spawn(|| has.send(baton.take().unwrap()).unwrap());
            while !baton.has_successor() {
                std::thread::yield_now();
            }
            assert!(baton.is_held(first));
            assert!(baton.pass());
            let second = told.recv().unwrap();
            assert!(!baton.is_held(first) && baton.is_held(second));
            let waits = threads.spawn(|| baton.take());
            baton.close();
            assert_eq!(waits.join().unwrap(), None);
        });
    }
}
