//! By trying: after a short nap, every socket that is waited for may be ready.
//!
//! A nap is a tenth of a millisecond after something happened and grows to ten
//! where nothing does, so that it costs little but the time to notice.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::event::{Event, Interest, Token};

/// The shortest and the longest nap.
const NAP_MIN: Duration = Duration::from_micros(100);
const NAP_MAX: Duration = Duration::from_millis(10);

/// "Waits" for sockets.
#[derive(Debug)]
pub(crate) struct Selector {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Debug)]
struct State {
    sockets: BTreeMap<Token, Interest>,
    is_woken: bool,
    nap: Duration,
}

/// What may be ready.
#[derive(Debug)]
pub(crate) struct Events(Vec<Event>);

impl Events {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Event> {
        self.0.iter().copied()
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "as the module of each system has it"
)]
impl Selector {
    pub(crate) const fn new() -> io::Result<Self> {
        let state = State {
            sockets: BTreeMap::new(),
            is_woken: false,
            nap: NAP_MIN,
        };
        Ok(Self {
            state: Mutex::new(state),
            woken: Condvar::new(),
        })
    }

    /// Waits for one more socket from now on.
    pub(crate) fn add<S>(&self, _: &S, token: Token, interest: Interest) -> io::Result<()> {
        self.lock().sockets.insert(token, interest);
        self.wake();
        Ok(())
    }

    /// Waits for something else of a socket.
    pub(crate) fn change<S>(&self, socket: &S, token: Token, interest: Interest) -> io::Result<()> {
        self.add(socket, token, interest)
    }

    /// No longer waits for a socket.
    pub(crate) fn remove<S>(&self, _: &S, token: Token) -> io::Result<()> {
        self.lock().sockets.remove(&token);
        Ok(())
    }

    /// Naps, for at most so long, or until woken; then everything may be ready.
    pub(crate) fn wait(&self, events: &mut Events, most: Option<Duration>) -> io::Result<()> {
        let state = self.lock();
        let nap = most.map_or(state.nap, |most| most.min(state.nap));
        let waited = self
            .woken
            .wait_timeout_while(state, nap, |state| !state.is_woken);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.nap = if std::mem::take(&mut state.is_woken) {
            NAP_MIN
        } else {
            (state.nap * 2).min(NAP_MAX)
        };
        events.0.clear();
        events
            .0
            .extend(state.sockets.iter().map(|(token, interest)| Event {
                token: *token,
                read: interest.read,
                write: interest.write,
                hangup: false,
            }));
        Ok(())
    }

    /// Something was read or written: more may come soon.
    pub(crate) fn note_progress(&self) {
        self.lock().nap = NAP_MIN;
    }

    /// Ends the nap that is going on, or the next one.
    pub(crate) fn wake(&self) {
        self.lock().is_woken = true;
        self.woken.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
