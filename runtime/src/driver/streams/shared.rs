//! What all threads of a server know of its connections.

use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::accepting::Accepting;
use super::link::{Link, LinkState};
use super::parking::Parking;
use super::sums::{Share, Sums};
use super::table::Table;
use super::timers::Timers;
use crate::driver::selector::{Interest, Selector, Token};
use crate::driver::serving::{Core, Watch};
use crate::driver::stream::{Acceptor, Arrival};
use crate::driver::workers::Job;
use crate::proto::onc::{Connection, RecordError};

/// The connections of a server.
#[derive(Debug)]
pub(crate) struct Streams {
    pub(crate) core: Arc<Core>,
    pub(crate) selector: Selector,
    pub(crate) watch: Watch,
    pub(super) accepting: Accepting,
    pub(super) table: Mutex<Table>,
    pub(super) timers: Timers,
    pub(super) parking: Parking,
    pub(super) sums: Sums,
    /// Connections that the receiving thread is to look at, though nothing has
    /// arrived on them.
    pub(super) attention: Mutex<Vec<Token>>,
    /// Connections that wait for others to need less memory.
    pub(super) starved: Mutex<Vec<Token>>,
    /// The connection that goes on even so, so that not all of them wait for
    /// each other.
    privileged: Mutex<Option<Token>>,
}

/// Why a connection is closed at once.
pub(super) enum Broken {
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
        let selector = Selector::new()?;
        Ok(Self {
            core: Arc::clone(core),
            accepting: Accepting::new(acceptors, &selector)?,
            selector,
            watch: Watch::new(Instant::now()),
            table: Mutex::new(Table::new()),
            timers: Timers::default(),
            parking: Parking::default(),
            sums: Sums::default(),
            attention: Mutex::default(),
            starved: Mutex::default(),
            privileged: Mutex::default(),
        })
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

    /// Lets a worker do something, as soon as one has room.
    pub(crate) fn submit(&self, job: Job) {
        self.parking.submit(&self.core.workers, job);
    }

    /// Whether a call that had to wait for a worker is executed now: not if its
    /// connection is gone, and later if the client leaves too many replies.
    pub(crate) fn may_still_run(&self, link: &Link, call: Vec<u8>) -> Option<Vec<u8>> {
        let mut state = link.lock();
        if state.is_closed {
            self.core.counters.dropped.add_one();
        } else if state.connection.may_execute() && !self.lacks_room_for_replies() {
            return Some(call);
        } else {
            state.connection.put_back(call);
            lock(&self.starved).push(link.token);
        }
        drop(state);
        self.note_ended();
        None
    }

    /// A call of so many bytes has ended, with this reply.
    pub(crate) fn complete(&self, link: &Link, call_bytes: usize, reply: Vec<u8>) {
        self.update(link, |connection, now| {
            connection.complete(now, call_bytes, Some(reply))
        });
        self.note_ended();
    }

    /// A call has ended whose connection has too, or is to: what it sent was no
    /// call.
    pub(crate) fn drop_call(&self, link: Option<&Link>) {
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

    /// Calls that were taken and not answered, and answers not wholly written.
    pub(crate) fn unfinished(&self) -> usize {
        self.sums.unfinished()
    }

    /// Accepts and reads nothing any more.
    pub(crate) fn drain(&self) {
        self.accepting.end();
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

    /// Puts a connection that has a call on the list, unless it is there.
    pub(super) fn note(&self, link: &Link, state: &mut LinkState) -> bool {
        let is_new = state.connection.has_call() && !mem::replace(&mut state.is_noted, true);
        if is_new {
            lock(&self.attention).push(link.token);
        }
        is_new
    }

    /// Writes what can be written, and waits for what cannot be done yet.
    pub(super) fn settle(
        &self,
        link: &Link,
        state: &mut LinkState,
        now: Instant,
        before: Result<(), Broken>,
    ) {
        if state.is_closed {
            return;
        }
        if let Err(why) = before.and_then(|()| flush(link, &mut state.connection, now)) {
            return self.break_off(link, state, why);
        }
        if state.connection.is_over() {
            return self.end(link, state);
        }
        self.account(link, state, Share::of(&state.connection));
        if let Err(error) = self.wait_for(link, state) {
            return self.break_off(link, state, Broken::Io(error));
        }
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
    pub(super) fn wait_for(&self, link: &Link, state: &mut LinkState) -> io::Result<()> {
        let is_short = self.must_wait(link, state);
        let read = state.connection.wants_read(is_short);
        let is_starved = is_short && !read && state.connection.wants_read(false);
        let new = Interest {
            read,
            write: state.connection.wants_write(),
            hangup: is_starved,
        };
        if is_starved {
            lock(&self.starved).push(link.token);
        }
        let wanted = (new.is_any() || !state.is_deaf).then_some(new);
        let (stream, token) = (&link.stream, link.token);
        match (mem::replace(&mut state.waited_for, wanted), wanted) {
            (None, Some(new)) => self.selector.add(stream, token, new),
            (Some(old), Some(new)) if old != new => self.selector.change(stream, token, new),
            (Some(_), None) => self.selector.remove(stream, token),
            _ => Ok(()),
        }
    }

    /// Ends a connection that is broken.
    pub(super) fn break_off(&self, link: &Link, state: &mut LinkState, why: Broken) {
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
    pub(super) fn end(&self, link: &Link, state: &mut LinkState) {
        if mem::replace(&mut state.is_closed, true) {
            return;
        }
        self.core.counters.connections_ended.add_one();
        if state.waited_for.is_some() {
            // It ends with the socket in any case.
            drop(self.selector.remove(&link.stream, link.token));
        }
        link.stream.break_off();
        self.account(link, state, Share::default());
        self.table().remove(link.token);
        if self.accepting.end_pause() {
            self.selector.wake();
        }
    }

    /// Corrects the sums of all connections by what one has now.
    fn account(&self, link: &Link, state: &mut LinkState, share: Share) {
        if share == state.share {
            return;
        }
        let were_full = self.lacks_room_for_calls() || self.lacks_room_for_replies();
        let old = mem::replace(&mut state.share, share);
        self.sums.replace(old, share);
        let gave_up = share.has_less_received(old) && self.give_privilege_up(link);
        let are_full = self.lacks_room_for_calls() || self.lacks_room_for_replies();
        if were_full && (gave_up || !are_full) {
            let starved = mem::take(&mut *lock(&self.starved));
            lock(&self.attention).extend(starved);
            self.selector.wake();
        }
        if self.unfinished() == 0 {
            self.core.note_ended();
        }
    }

    fn note_ended(&self) {
        self.sums.end_call();
        self.parking.retry(&self.core.workers);
        self.core.note_ended();
    }

    /// Whether the connection's call is not to be read on for want of memory.
    pub(super) fn must_wait(&self, link: &Link, state: &LinkState) -> bool {
        let would_read = state.connection.wants_read(false);
        if !self.lacks_room_for_calls() || !would_read || state.connection.wants_read(true) {
            return false;
        }
        let mut privileged = lock(&self.privileged);
        *privileged.get_or_insert(link.token) != link.token
    }

    /// Another connection may have the privilege, if this one has it.
    fn give_privilege_up(&self, link: &Link) -> bool {
        let mut privileged = lock(&self.privileged);
        privileged.take_if(|token| *token == link.token).is_some()
    }

    fn lacks_room_for_calls(&self) -> bool {
        self.sums.received() >= self.core.config.stream.receive_bytes_max
    }

    pub(super) fn lacks_room_for_replies(&self) -> bool {
        self.sums.unsent_bytes() >= self.core.config.stream.send_bytes_max
    }

    pub(super) fn links(&self) -> Vec<Arc<Link>> {
        self.table().all()
    }

    pub(super) fn table(&self) -> MutexGuard<'_, Table> {
        lock(&self.table)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
