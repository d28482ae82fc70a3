//! What only the thread does that receives: it accepts and reads, takes calls,
//! and looks after connections when their time has come.

use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::link::Link;
use super::shared::{Broken, Streams, lock};
use crate::driver::baton::Turn;
use crate::driver::selector::Token;
use crate::driver::stream::{Acceptor, Arrival, Stream};
use crate::peer::Peer;
use crate::proto::onc::{Connection, Expired};

/// A connection that has just been made or used is not closed for another.
const SETTLED: Duration = Duration::from_millis(250);

/// How many connections are looked at for one that may be closed.
const LOOKS_MAX: usize = 64;

/// A client that leaves its replies for longer may be cut off, where all
/// together leave too many.
const STALLED: Duration = Duration::from_secs(1);

/// How soon to look again where something is full.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Streams {
    /// Whether the turn to receive lasts.
    pub(crate) fn holds(&self, turn: Turn) -> bool {
        self.watch.baton.is_held(turn) && !self.core.is_stopping()
    }

    /// The socket that listens with this token.
    pub(crate) fn acceptor(&self, token: Token) -> Option<Arc<Acceptor>> {
        self.accepting.find(token)
    }

    /// The connection with this token.
    pub(crate) fn link(&self, token: Token) -> Option<Arc<Link>> {
        self.table().find(token).cloned()
    }

    /// Serves one more connection.
    pub(crate) fn insert(&self, stream: Stream, peer: Peer) {
        self.core.counters.connections.add_one();
        let connection = Connection::new(Instant::now(), self.core.config.stream);
        let mut table = self.table();
        let link = Arc::new(Link::new(table.next_token(), stream, peer, connection));
        table.insert(Arc::clone(&link));
        drop(table);
        self.update(&link, |_, _| Ok(()));
    }

    /// Reads what has arrived. Whether there may be more, or a call.
    pub(crate) fn read(&self, link: &Link, buffer: &mut [u8]) -> bool {
        // Under the lock: what is read by two threads in turn stays in order.
        let mut state = link.lock();
        let now = Instant::now();
        if state.is_closed {
            return false;
        }
        if !state.connection.wants_read(self.must_wait(link, &state)) {
            // What others hold has grown: it is not waited for any more.
            self.settle(link, &mut state, now, Ok(()));
            return false;
        }
        let handled = match link.stream.read(buffer) {
            Ok(Arrival::Nothing) => return false,
            Ok(Arrival::Bytes(len)) => {
                self.selector.note_progress();
                let bytes = buffer.get(..len).unwrap_or_default();
                state.connection.handle_bytes(now, bytes)
            }
            Ok(Arrival::End) => {
                state.connection.handle_end();
                Ok(())
            }
            Err(error) => {
                self.break_off(link, &mut state, Broken::Io(error));
                return false;
            }
        };
        self.settle(link, &mut state, now, handled.map_err(Broken::from));
        true
    }

    /// The other end has gone, or has ended its half. Where the connection is
    /// not read from, nothing else would find that out.
    pub(crate) fn handle_hangup(&self, link: &Link) {
        let mut state = link.lock();
        let Some(waited_for) = state.waited_for.filter(|it| !it.read && !state.is_closed) else {
            return;
        };
        let is_gone = link.peer.socket_addr().is_some();
        if is_gone || waited_for.hangup {
            // It needs memory that others wait for, or it is reset.
            return self.end(link, &mut state);
        }
        // At a unix socket there may be calls that were sent before.
        state.is_deaf = true;
        if let Err(error) = self.wait_for(link, &mut state) {
            self.break_off(link, &mut state, Broken::Io(error));
        }
    }

    /// The next call of a connection, which ends as [completed](Self::complete),
    /// [dropped](Self::drop_call) or [put back](Self::may_still_run).
    pub(crate) fn next_call(&self, link: &Link) -> Option<Vec<u8>> {
        let mut state = link.lock();
        if state.is_closed || !state.connection.has_call() {
            return None;
        }
        if self.lacks_room_for_replies() {
            lock(&self.starved).push(link.token);
            return None;
        }
        let call = state.connection.poll_call()?;
        self.sums.begin_call();
        // Should the handler of this one take long, others go on with the next.
        self.note(link, &mut state);
        Some(call)
    }

    /// What to look at though nothing arrived.
    pub(crate) fn take_attention(&self) -> Vec<Arc<Link>> {
        let tokens = mem::take(&mut *lock(&self.attention));
        let links = tokens.into_iter().filter_map(|token| self.link(token));
        links.inspect(|link| link.lock().is_noted = false).collect()
    }

    /// How long it may sleep.
    pub(crate) fn sleep(&self) -> Option<Duration> {
        let now = Instant::now();
        let is_full = !self.parking.is_empty() || self.lacks_room_for_replies();
        let again = is_full.then(|| now + LOOK_AGAIN);
        let resume = self.accepting.paused_until();
        let other = [resume, again].into_iter().flatten().min();
        let wait = self.timers.sleep(now, other);
        // Somebody may have asked for attention before.
        let has_work = !lock(&self.attention).is_empty();
        if has_work { Some(Duration::ZERO) } else { wait }
    }

    /// What is to be done whenever it wakes.
    pub(crate) fn wake(&self) {
        self.timers.wake();
        let now = Instant::now();
        while let Some((at, token)) = self.timers.pop(now) {
            if let Some(link) = self.link(token) {
                self.look_after(&link, at, now);
            }
        }
        if self.lacks_room_for_replies() {
            self.cut_off_slowest(now);
        }
        self.parking.retry(&self.core.workers);
        self.accepting.resume(now, &self.selector);
    }

    /// Makes room for one more connection, if there are as many as may be, or
    /// `anyway`. Whether there is room; if not, accepting pauses.
    pub(crate) fn make_room(&self, anyway: bool) -> bool {
        let has_room = self.table().len() < self.core.config.stream.connections_max;
        if (has_room && !anyway) || self.evict() {
            return true;
        }
        self.pause_accepting();
        false
    }

    /// Accepts nothing for a while, or until a connection ends.
    pub(crate) fn pause_accepting(&self) {
        self.accepting.pause(&self.selector);
    }

    /// Closes a connection on which nothing goes on: whether there was one.
    fn evict(&self) -> bool {
        let now = Instant::now();
        for _ in 0..LOOKS_MAX {
            let Some(link) = self.table().first() else {
                return false;
            };
            let mut state = link.lock();
            let connection = &state.connection;
            let settled = now.saturating_duration_since(connection.idle_since()) >= SETTLED;
            if connection.is_idle() && settled {
                self.core.counters.connections_idle.add_one();
                self.end(&link, &mut state);
                return true;
            }
            let has_called = connection.has_called();
            self.table().put_last(link.token, has_called);
        }
        false
    }

    /// Closes the connection that has left the most replies for too long.
    fn cut_off_slowest(&self, now: Instant) {
        let links = self.links().into_iter();
        let slow = links.filter(|link| link.lock().connection.stalled(now) >= STALLED);
        if let Some(link) = slow.max_by_key(|link| link.lock().connection.unsent_bytes()) {
            self.core.counters.connections_slow.add_one();
            self.end(&link, &mut link.lock());
        }
    }

    /// The time has come at which a connection was to be looked after.
    fn look_after(&self, link: &Link, at: Instant, now: Instant) {
        let mut state = link.lock();
        if state.timer == Some(at) {
            state.timer = None;
        }
        let counters = &self.core.counters;
        match state.connection.handle_timeout(now) {
            None => {
                self.settle(link, &mut state, now, Ok(()));
                self.note(link, &mut state);
                return;
            }
            Some(Expired::Idle) => counters.connections_idle.add_one(),
            Some(Expired::SlowCall | Expired::SlowReader) => counters.connections_slow.add_one(),
        }
        self.end(link, &mut state);
    }
}
