//! How a handler can know that nobody waits for its answer any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a call's caller has given it up. One for each call.
#[derive(Debug, Clone, Default)]
pub struct Cancelled(Arc<AtomicBool>);

impl Cancelled {
    /// Whether nobody waits for the call any more.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// One that is not set, for the next call: this one, if nobody else has it.
    pub(crate) fn renew(&mut self) -> Self {
        match Arc::get_mut(&mut self.0) {
            Some(flag) => *flag.get_mut() = false,
            None => *self = Self::default(),
        }
        self.clone()
    }
}
