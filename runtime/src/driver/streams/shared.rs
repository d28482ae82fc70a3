//! What all threads of a server know of its connections.

use std::io;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::link::{Link, LinkState};
use super::parking::Parking;
use super::table::Table;
use super::timers::Timers;
use crate::driver::baton::Turn;
use crate::driver::selector::{Interest, Selector, Token};
use crate::driver::serving::{Core, Watch};
use crate::driver::stream::{Acceptor, Arrival, Stream};
use crate::driver::workers::Job;
use crate::peer::Peer;
use crate::proto::onc::{Connection, Expired, RecordError};

/// A connection that has just been made or used is not closed for another.
const SETTLED: Duration = Duration::from_millis(250);

/// How many connections are looked at for one that may be closed.
const LOOKS_MAX: usize = 64;

/// How long accepting pauses where the system refuses, or there is no room; it
/// goes on earlier when a connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often workers are asked again that had no room.
const PARKED_PAUSE: Duration = Duration::from_millis(10);

/// The connections of a server.
#[derive(Debug)]
pub(crate) struct Streams {
    pub(crate) core: Arc<Core>,
    pub(crate) selector: Selector,
    pub(crate) watch: Watch,
    acceptors: Mutex<Accepting>,
    table: Mutex<Table>,
    timers: Timers,
    parking: Parking,
    /// Connections that the receiving thread is to look at, though nothing has
    /// arrived on them.
    attention: Mutex<Vec<Token>>,
    /// Connections that are not read from for want of memory.
    starved: Mutex<Vec<Token>>,
    memory: AtomicUsize,
    /// Replies that are not wholly written.
    unsent: AtomicUsize,
    /// Calls that were taken from connections and have not ended.
    running: AtomicUsize,
}

/// What listens, and until when it does not.
#[derive(Debug)]
struct Accepting {
    acceptors: Vec<Arc<Acceptor>>,
    paused_until: Option<Instant>,
}

/// Why a connection is closed at once.
enum Broken {
    /// The system says so.
    Io(io::Error),
    /// What arrived is no record.
    Record,
}

impl From<RecordError> for Broken {
    fn from(_: RecordError) -> Self {
        Self::Record
    }
}

impl Streams {
    /// The connections that these accept.
    pub(crate) fn new(core: &Arc<Core>, acceptors: Vec<Acceptor>) -> io::Result<Self> {
        let streams = Self {
            core: Arc::clone(core),
            selector: Selector::new()?,
            watch: Watch::new(Instant::now()),
            acceptors: Mutex::new(Accepting {
                acceptors: acceptors.into_iter().map(Arc::new).collect(),
                paused_until: None,
            }),
            table: Mutex::new(Table::new()),
            timers: Timers::default(),
            parking: Parking::default(),
            attention: Mutex::default(),
            starved: Mutex::default(),
            memory: AtomicUsize::new(0),
            unsent: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
        };
        for (place, acceptor) in (0..).zip(&streams.accepting().acceptors) {
            let (acceptor, token) = (acceptor.as_ref(), Token(place));
            streams.selector.add(acceptor, token, Interest::READ)?;
        }
        Ok(streams)
    }

    /// Whether the turn to receive lasts.
    pub(crate) fn holds(&self, turn: Turn) -> bool {
        self.watch.baton.is_held(turn) && !self.core.is_stopping()
    }

    /// Calls that were taken and not answered, and answers not wholly written.
    pub(crate) fn unfinished(&self) -> usize {
        self.running.load(Ordering::Acquire) + self.unsent.load(Ordering::Acquire)
    }

    /// Accepts and reads nothing any more.
    pub(crate) fn drain(&self) {
        // What listens goes, and with it the path of a unix socket.
        self.accepting().acceptors.clear();
        for link in self.links() {
            self.update(&link, |connection, _| {
                connection.drain();
                Ok(())
            });
        }
    }

    /// Closes all connections, so that what was written still arrives: a
    /// connection that is closed before all was read is reset.
    pub(crate) fn close(&self) {
        let mut scratch = vec![0; 64 << 10];
        for link in self.links() {
            link.stream.end();
            while let Ok(Arrival::Bytes(_)) = link.stream.read(&mut scratch) {}
            self.end(&link, &mut link.lock());
        }
    }

    /// The socket that listens with this token.
    pub(crate) fn acceptor(&self, token: Token) -> Option<Arc<Acceptor>> {
        let place = usize::try_from(token.0).ok()?;
        self.accepting().acceptors.get(place).cloned()
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
    pub(crate) fn read(&self, link: &Arc<Link>, buffer: &mut [u8]) -> bool {
        let mut state = link.lock();
        if state.is_closed || !state.connection.wants_read(self.is_short()) {
            return false;
        }
        // Under the lock: what is read by two threads in turn stays in order.
        let now = Instant::now();
        let arrived = link.stream.read(buffer);
        let handled = match arrived {
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

    /// Changes what is known of a connection, and does what follows from it.
    pub(crate) fn update(
        &self,
        link: &Link,
        change: impl FnOnce(&mut Connection, Instant) -> Result<(), RecordError>,
    ) {
        let (now, mut state) = (Instant::now(), link.lock());
        if !state.is_closed {
            let changed = change(&mut state.connection, now).map_err(Broken::from);
            self.settle(link, &mut state, now, changed);
        }
    }

    /// The next call of a connection; [`complete`](Self::complete) says that it
    /// has ended.
    pub(crate) fn next_call(&self, link: &Link) -> Option<Vec<u8>> {
        let mut state = link.lock();
        let call = state.connection.poll_call()?;
        self.running.fetch_add(1, Ordering::AcqRel);
        // Should the handler of this one take long, others go on with the next.
        self.note(link, &mut state);
        Some(call)
    }

    /// A call of so many bytes has ended, with this reply.
    pub(crate) fn complete(&self, link: &Link, call_bytes: usize, reply: Vec<u8>) {
        self.update(link, |connection, now| {
            connection.complete(now, call_bytes, Some(reply))
        });
        self.note_ended();
    }

    /// A call has ended whose connection has too, if it had not before: what it
    /// sent was no call.
    pub(crate) fn complete_with_nothing(&self, link: Option<&Link>) {
        if let Some(link) = link {
            self.end(link, &mut link.lock());
        }
        self.note_ended();
    }

    /// Has the receiving thread look at a connection that may have a call.
    pub(crate) fn attend(&self, link: &Link) {
        if self.note(link, &mut link.lock()) {
            self.selector.wake();
        }
    }

    /// What the receiving thread is to look at.
    pub(crate) fn take_attention(&self) -> Vec<Arc<Link>> {
        let tokens = mem::take(&mut *self.attention());
        let links = tokens.into_iter().filter_map(|token| self.link(token));
        links.inspect(|link| link.lock().is_noted = false).collect()
    }

    /// Puts a connection that has a call on the list, unless it is there.
    fn note(&self, link: &Link, state: &mut LinkState) -> bool {
        let is_new = state.connection.has_call() && !mem::replace(&mut state.is_noted, true);
        if is_new {
            self.attention().push(link.token);
        }
        is_new
    }

    /// Lets a worker do something, as soon as one has room.
    pub(crate) fn submit(&self, job: Job) {
        self.parking.submit(&self.core.workers, job);
    }

    /// How long the receiving thread may sleep.
    pub(crate) fn sleep(&self) -> Option<Duration> {
        let now = Instant::now();
        let accept = self.accepting().paused_until;
        let parked = (!self.parking.is_empty()).then(|| now + PARKED_PAUSE);
        let other = [accept, parked].into_iter().flatten().min();
        let wait = self.timers.sleep(now, other);
        // Somebody may have asked for attention before.
        let has_work = !self.attention().is_empty();
        if has_work { Some(Duration::ZERO) } else { wait }
    }

    /// What the receiving thread does whenever it wakes.
    pub(crate) fn wake(&self) {
        self.timers.wake();
        let now = Instant::now();
        while let Some((at, token)) = self.timers.pop(now) {
            if let Some(link) = self.link(token) {
                self.look_after(&link, at, now);
            }
        }
        self.parking.retry(&self.core.workers);
        let mut accepting = self.accepting();
        if accepting.paused_until.is_some_and(|until| now >= until) {
            accepting.paused_until = None;
            self.listen(&accepting.acceptors, Interest::READ);
        }
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
        let mut accepting = self.accepting();
        if accepting.paused_until.is_none() {
            self.listen(&accepting.acceptors, Interest::default());
        }
        accepting.paused_until = Some(Instant::now() + ACCEPT_PAUSE);
    }

    fn listen(&self, acceptors: &[Arc<Acceptor>], interest: Interest) {
        for (place, acceptor) in (0..).zip(acceptors) {
            // It was added, and the same for as long as it listens.
            drop(
                self.selector
                    .change(acceptor.as_ref(), Token(place), interest),
            );
        }
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

    /// Writes what can be written, and waits for what cannot be done yet.
    fn settle(&self, link: &Link, state: &mut LinkState, now: Instant, before: Result<(), Broken>) {
        if state.is_closed {
            return;
        }
        let settled = before
            .and_then(|()| flush(link, &mut state.connection, now))
            .and_then(|()| self.wait_for(link, state).map_err(Broken::Io));
        if let Err(why) = settled {
            return self.break_off(link, state, why);
        }
        if state.connection.is_over() {
            return self.end(link, state);
        }
        let (memory, unsent) = (state.connection.memory(), state.connection.unsent());
        self.account(state, memory, unsent);
        let Some(at) = state.connection.poll_timeout() else {
            return;
        };
        if state.timer.is_none_or(|timer| at < timer) {
            state.timer = Some(at);
            if self.timers.add(at, link.token) {
                self.selector.wake();
            }
        }
    }

    /// Tells the selector what to wait for.
    fn wait_for(&self, link: &Link, state: &mut LinkState) -> io::Result<()> {
        let (old, is_short) = (state.interest, self.is_short());
        let new = Interest {
            read: state.connection.wants_read(is_short),
            write: state.connection.wants_write(),
        };
        if is_short && !new.read && state.connection.wants_read(false) {
            lock(&self.starved).push(link.token);
        }
        if new == old {
            return Ok(());
        }
        state.interest = new;
        let (stream, token) = (&link.stream, link.token);
        // A connection that is waited for nothing could still be broken, and
        // would be told of again and again.
        match (old.is_any(), new.is_any()) {
            (false, _) => self.selector.add(stream, token, new),
            (true, true) => self.selector.change(stream, token, new),
            (true, false) => self.selector.remove(stream, token),
        }
    }

    /// Ends a connection that is broken.
    fn break_off(&self, link: &Link, state: &mut LinkState, why: Broken) {
        match why {
            Broken::Record => self.core.counters.badrecords.add_one(),
            Broken::Io(error) if state.connection.wants_write() => {
                self.core.tell_not_sent(error, link.peer);
            }
            // Nobody waits for anything.
            Broken::Io(_) => {}
        }
        self.end(link, state);
    }

    /// Ends a connection.
    fn end(&self, link: &Link, state: &mut LinkState) {
        if mem::replace(&mut state.is_closed, true) {
            return;
        }
        self.core.counters.connections_ended.add_one();
        if state.interest.is_any() {
            // It ends with the socket in any case.
            drop(self.selector.remove(&link.stream, link.token));
        }
        link.stream.break_off();
        self.account(state, 0, 0);
        self.table().remove(link.token);
        let mut accepting = self.accepting();
        if let Some(until) = &mut accepting.paused_until {
            *until = Instant::now();
            self.selector.wake();
        }
    }

    /// Corrects the sums of all connections by what one has now.
    fn account(&self, state: &mut LinkState, memory: usize, unsent: usize) {
        let was = mem::replace(&mut state.memory, memory);
        let sum = change(&self.memory, was, memory);
        let most = self.core.config.stream.receive_bytes_max;
        if memory < was && sum < most && sum + (was - memory) >= most {
            let starved = mem::take(&mut *lock(&self.starved));
            self.attention().extend(starved);
            self.selector.wake();
        }
        let was = mem::replace(&mut state.unsent, unsent);
        if change(&self.unsent, was, unsent) == 0 && unsent < was {
            self.core.note_ended();
        }
    }

    fn note_ended(&self) {
        self.running.fetch_sub(1, Ordering::AcqRel);
        self.parking.retry(&self.core.workers);
        self.core.note_ended();
    }

    fn is_short(&self) -> bool {
        self.memory.load(Ordering::Relaxed) >= self.core.config.stream.receive_bytes_max
    }

    fn links(&self) -> Vec<Arc<Link>> {
        self.table().all()
    }

    fn accepting(&self) -> MutexGuard<'_, Accepting> {
        lock(&self.acceptors)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        lock(&self.table)
    }

    fn attention(&self) -> MutexGuard<'_, Vec<Token>> {
        lock(&self.attention)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Replaces one part of a sum by another; the sum.
fn change(sum: &AtomicUsize, old: usize, new: usize) -> usize {
    if new >= old {
        sum.fetch_add(new - old, Ordering::AcqRel) + (new - old)
    } else {
        sum.fetch_sub(old - new, Ordering::AcqRel) - (old - new)
    }
}

/// Writes what the client takes now.
fn flush(link: &Link, connection: &mut Connection, now: Instant) -> Result<(), Broken> {
    while connection.wants_write() {
        let written = link.stream.write(connection.slices()).map_err(Broken::Io)?;
        if written == 0 {
            break;
        }
        connection.handle_written(now, written)?;
    }
    Ok(())
}
