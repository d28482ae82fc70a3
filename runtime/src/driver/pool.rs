//! The idle sockets of a client: one for each concurrent caller, the last used
//! first, because its memory is the warmest.

use std::sync::{Mutex, PoisonError};

use crate::driver::client_socket::ClientSocket;

/// Sockets that no call is using.
#[derive(Debug)]
pub(crate) struct Pool {
    idle: Mutex<Vec<ClientSocket>>,
    idle_max: usize,
}

impl Pool {
    pub(crate) const fn new(idle_max: usize) -> Self {
        Self {
            idle: Mutex::new(Vec::new()),
            idle_max,
        }
    }

    /// The socket that was used last, if any is idle.
    pub(crate) fn take(&self) -> Option<ClientSocket> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    /// Keeps a socket for later calls, unless enough are kept.
    pub(crate) fn put(&self, socket: ClientSocket) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.idle_max {
            idle.push(socket);
        }
    }
}
