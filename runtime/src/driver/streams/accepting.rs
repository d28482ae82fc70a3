//! What listens for connections, and until when it does not.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::driver::selector::{Interest, Selector, Token};
use crate::driver::stream::Acceptor;

/// How long accepting pauses where the system refuses, or there is no room; it
/// goes on earlier when a connection ends.
const PAUSE: Duration = Duration::from_millis(100);

/// The sockets that listen; their tokens are their places in the list.
#[derive(Debug)]
pub(super) struct Accepting(Mutex<State>);

#[derive(Debug)]
struct State {
    acceptors: Vec<Arc<Acceptor>>,
    paused_until: Option<Instant>,
}

impl Accepting {
    /// Listens from now on.
    pub(super) fn new(acceptors: Vec<Acceptor>, selector: &Selector) -> io::Result<Self> {
        let acceptors: Vec<_> = acceptors.into_iter().map(Arc::new).collect();
        for (place, acceptor) in (0..).zip(&acceptors) {
            selector.add(acceptor.as_ref(), Token(place), Interest::READ)?;
        }
        Ok(Self(Mutex::new(State {
            acceptors,
            paused_until: None,
        })))
    }

    /// The socket with this token.
    pub(super) fn find(&self, token: Token) -> Option<Arc<Acceptor>> {
        let place = usize::try_from(token.0).ok()?;
        self.lock().acceptors.get(place).cloned()
    }

    /// Listens no more: with the sockets go the paths of those of unix.
    pub(super) fn end(&self) {
        self.lock().acceptors.clear();
    }

    /// Accepts nothing for a while.
    pub(super) fn pause(&self, selector: &Selector) {
        let mut state = self.lock();
        if state.paused_until.is_none() {
            listen(&state.acceptors, selector, Interest::default());
        }
        state.paused_until = Some(Instant::now() + PAUSE);
    }

    /// A connection has ended: the pause is over, if there is one. Whether
    /// there is.
    pub(super) fn end_pause(&self) -> bool {
        let mut state = self.lock();
        let pause = state.paused_until.as_mut();
        pause.map(|until| *until = Instant::now()).is_some()
    }

    /// Until when nothing is accepted.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        self.lock().paused_until
    }

    /// Accepts again, if the pause is over.
    pub(super) fn resume(&self, now: Instant, selector: &Selector) {
        let mut state = self.lock();
        if state.paused_until.is_some_and(|until| now >= until) {
            state.paused_until = None;
            listen(&state.acceptors, selector, Interest::READ);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn listen(acceptors: &[Arc<Acceptor>], selector: &Selector, interest: Interest) {
    for (place, acceptor) in (0..).zip(acceptors) {
        // It was added, and the same for as long as it listens.
        drop(selector.change(acceptor.as_ref(), Token(place), interest));
    }
}
