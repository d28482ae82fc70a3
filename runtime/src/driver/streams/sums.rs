//! What all connections of a server hold together.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::proto::onc::Connection;

/// The part of one connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    /// Bytes of calls.
    received: usize,
    /// Replies that are not wholly written, and their bytes.
    unsent: usize,
    unsent_bytes: usize,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Sums {
    received: AtomicUsize,
    unsent: AtomicUsize,
    unsent_bytes: AtomicUsize,
    /// Calls that were taken from connections and have not ended.
    running: AtomicUsize,
}

impl Share {
    pub(super) fn of(connection: &Connection) -> Self {
        Self {
            received: connection.memory(),
            unsent: connection.unsent(),
            unsent_bytes: connection.unsent_bytes(),
        }
    }

    /// Whether a record was done with.
    pub(super) const fn has_less_received(self, old: Self) -> bool {
        self.received < old.received
    }
}

impl Sums {
    /// Replaces one share by another.
    pub(super) fn replace(&self, old: Share, new: Share) {
        change(&self.received, old.received, new.received);
        change(&self.unsent, old.unsent, new.unsent);
        change(&self.unsent_bytes, old.unsent_bytes, new.unsent_bytes);
    }

    pub(super) fn begin_call(&self) {
        self.running.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn end_call(&self) {
        self.running.fetch_sub(1, Ordering::AcqRel);
    }

    /// Calls that were taken and not answered, and answers not wholly written.
    pub(super) fn unfinished(&self) -> usize {
        self.running.load(Ordering::Acquire) + self.unsent.load(Ordering::Acquire)
    }

    /// Bytes of calls.
    pub(super) fn received(&self) -> usize {
        self.received.load(Ordering::Acquire)
    }

    /// Bytes of replies.
    pub(super) fn unsent_bytes(&self) -> usize {
        self.unsent_bytes.load(Ordering::Acquire)
    }
}

fn change(sum: &AtomicUsize, old: usize, new: usize) {
    if new > old {
        sum.fetch_add(new - old, Ordering::AcqRel);
    } else if new < old {
        sum.fetch_sub(old - new, Ordering::AcqRel);
    }
}
