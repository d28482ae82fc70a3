//! One connection at its server: which calls have arrived, when to read on, and
//! what is still to be written.
//!
//! ```text
//!  bytes ─▶ records ─▶ calls that wait ─▶ calls in progress ─▶ replies ─▶ bytes
//!           one, in part   at most connection_calls_max        unsent_bytes_max
//! ```
//!
//! Where a stage is full, those before it stop, and in the end nothing is read:
//! the client's own end of the connection holds it up. Nothing here runs a
//! handler or knows a socket, and memory that all connections share is its
//! driver's affair.
//!
//! A call is not remembered once it is answered: on one connection nothing is
//! sent twice. A client that asks again on another does not know whether it was
//! executed; ours asks only where that does no harm.

use std::collections::VecDeque;
use std::mem;
use std::time::{Duration, Instant};

use crate::config::StreamResponderConfig;
use crate::proto::onc::record::{Outbox, RecordError, RecordReader};

/// A connection that holds no more than this is read from also while memory is
/// short.
const SMALL_BYTES: usize = 16 << 10;

/// A connection's calls and replies.
#[derive(Debug)]
pub struct Connection {
    config: StreamResponderConfig,
    reader: RecordReader,
    /// Bytes that were read, but not looked at for want of room.
    unread: Vec<u8>,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    in_progress: usize,
    in_progress_bytes: usize,
    outbox: Outbox,
    /// Since when a record is being received.
    receiving_since: Option<Instant>,
    /// Since when the client is to take the reply that is next.
    sending_since: Option<Instant>,
    idle_since: Instant,
    has_called: bool,
    /// Nothing more is read.
    is_closed: bool,
}

/// Why a connection is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expired {
    /// Nothing was called for long.
    Idle,
    /// A record took too long to arrive.
    SlowCall,
    /// A reply took too long to be taken.
    SlowReader,
}

impl Connection {
    /// A connection that was just made.
    #[must_use]
    pub const fn new(now: Instant, config: StreamResponderConfig) -> Self {
        Self {
            config,
            reader: RecordReader::new(config.record_bytes_max),
            unread: Vec::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            in_progress: 0,
            in_progress_bytes: 0,
            outbox: Outbox::new(),
            receiving_since: None,
            sending_since: None,
            idle_since: now,
            has_called: false,
            is_closed: false,
        }
    }

    /// Bytes arrived.
    ///
    /// # Errors
    ///
    /// [`RecordError`] where the connection is to be closed: what follows
    /// cannot be read.
    pub fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) -> Result<(), RecordError> {
        if self.is_closed {
            return Ok(());
        }
        self.idle_since = now;
        if !self.unread.is_empty() {
            self.unread.extend_from_slice(bytes);
            return self.look_at_unread(now);
        }
        let rest = self.look_at(now, bytes)?;
        self.unread.extend_from_slice(rest);
        Ok(())
    }

    /// Nothing more will arrive: the client has ended its half.
    pub fn handle_end(&mut self) {
        self.is_closed = true;
        self.receiving_since = None;
    }

    /// Takes no calls any more; those in progress are still answered.
    pub fn drain(&mut self) {
        self.handle_end();
        self.waiting.clear();
        self.waiting_bytes = 0;
        self.unread = Vec::new();
        self.reader = RecordReader::new(self.config.record_bytes_max);
    }

    /// The next call to execute, as a whole record.
    /// [`complete`](Self::complete) says that it was.
    #[must_use]
    pub fn poll_call(&mut self) -> Option<Vec<u8>> {
        if self.has_unsent_in_full() {
            return None;
        }
        let call = self.waiting.pop_front()?;
        self.waiting_bytes -= call.len();
        self.in_progress += 1;
        self.in_progress_bytes += call.len();
        self.has_called = true;
        Some(call)
    }

    /// A call that was taken is not executed now after all: it will be the next.
    pub fn put_back(&mut self, call: Vec<u8>) {
        self.in_progress = self.in_progress.saturating_sub(1);
        self.in_progress_bytes = self.in_progress_bytes.saturating_sub(call.len());
        self.waiting_bytes += call.len();
        self.waiting.push_front(call);
    }

    /// Whether calls may be executed: the client takes its replies.
    #[must_use]
    pub fn may_execute(&self) -> bool {
        !self.has_unsent_in_full()
    }

    /// Whether [`poll_call`](Self::poll_call) has one.
    #[must_use]
    pub fn has_call(&self) -> bool {
        !self.waiting.is_empty() && !self.has_unsent_in_full()
    }

    /// A call of so many bytes has ended, with this reply if any.
    ///
    /// # Errors
    ///
    /// As for [`handle_bytes`](Self::handle_bytes), of bytes that had to wait.
    pub fn complete(
        &mut self,
        now: Instant,
        call_bytes: usize,
        reply: Option<Vec<u8>>,
    ) -> Result<(), RecordError> {
        let had_room = self.has_room();
        self.in_progress = self.in_progress.saturating_sub(1);
        self.in_progress_bytes = self.in_progress_bytes.saturating_sub(call_bytes);
        self.idle_since = now;
        if let Some(reply) = reply {
            self.sending_since.get_or_insert(now);
            self.outbox.push(reply);
        }
        self.go_on(now, had_room)
    }

    /// What is to be written.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        self.outbox.slices()
    }

    /// So many bytes of it were written.
    ///
    /// # Errors
    ///
    /// As for [`handle_bytes`](Self::handle_bytes), of bytes that had to wait.
    pub fn handle_written(&mut self, now: Instant, bytes: usize) -> Result<(), RecordError> {
        let had_room = self.has_room();
        if self.outbox.advance(bytes) > 0 {
            self.sending_since = (!self.outbox.is_empty()).then_some(now);
            self.idle_since = now;
        }
        self.go_on(now, had_room)
    }

    /// Whether there is something to be written.
    #[must_use]
    pub fn wants_write(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// Whether to read on; `is_short` says that all connections together hold
    /// as much memory as they may.
    #[must_use]
    pub fn wants_read(&self, is_short: bool) -> bool {
        let is_starved = is_short && self.memory() > SMALL_BYTES;
        !self.is_closed && self.unread.is_empty() && self.has_room() && !is_starved
    }

    /// Whether everything is done and nothing more will come.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let is_quiet = self.in_progress == 0 && self.outbox.is_empty();
        // What was read before the client ended its half is still executed.
        self.is_closed && is_quiet && self.waiting.is_empty() && self.unread.is_empty()
    }

    /// Whether the client waits for nothing and sends nothing.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let is_quiet = self.in_progress == 0 && self.outbox.is_empty();
        is_quiet && self.waiting.is_empty() && self.unread.is_empty() && self.reader.is_at_start()
    }

    /// When something last came of the connection.
    #[must_use]
    pub const fn idle_since(&self) -> Instant {
        self.idle_since
    }

    /// Whether it ever made a call.
    #[must_use]
    pub const fn has_called(&self) -> bool {
        self.has_called
    }

    /// Bytes of calls that are kept: in part, waiting, or in progress.
    #[must_use]
    pub const fn memory(&self) -> usize {
        let records = self.waiting_bytes + self.in_progress_bytes;
        records + self.reader.memory() + self.unread.len()
    }

    /// Replies that are not wholly written.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.outbox.len()
    }

    /// Bytes of replies that are not wholly written.
    #[must_use]
    pub const fn unsent_bytes(&self) -> usize {
        self.outbox.bytes()
    }

    /// For how long the client has not taken the reply that is next.
    #[must_use]
    pub fn stalled(&self, now: Instant) -> Duration {
        let since = self.sending_since;
        since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }

    /// When to come back, if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let slow = self.config.record_time_max;
        let receiving = self.receiving_deadline();
        let sending = self.sending_since.map(|since| since + slow);
        let idle = self
            .is_idle()
            .then(|| self.idle_since + self.config.idle_max);
        [receiving, sending, idle].into_iter().flatten().min()
    }

    /// Time has passed: why the connection is to be closed, if it is.
    #[must_use]
    pub fn handle_timeout(&self, now: Instant) -> Option<Expired> {
        let slow = self.config.record_time_max;
        if self.receiving_deadline().is_some_and(|at| now >= at) {
            return Some(Expired::SlowCall);
        }
        if self.sending_since.is_some_and(|since| now >= since + slow) {
            return Some(Expired::SlowReader);
        }
        let is_idle = self.is_idle() && now >= self.idle_since + self.config.idle_max;
        is_idle.then_some(Expired::Idle)
    }

    /// By when the record that is being received has to be there. It is not
    /// the client's fault if it is not read from.
    fn receiving_deadline(&self) -> Option<Instant> {
        let since = self.receiving_since.filter(|_| self.has_room())?;
        Some(since + self.config.record_time_max)
    }

    /// Whether one more call may wait.
    fn has_room(&self) -> bool {
        let calls = self.waiting.len() + self.in_progress;
        calls < self.config.connection_calls_max && !self.has_unsent_in_full()
    }

    fn has_unsent_in_full(&self) -> bool {
        self.outbox.bytes() >= self.config.unsent_bytes_max
    }

    /// There may be room again.
    fn go_on(&mut self, now: Instant, had_room: bool) -> Result<(), RecordError> {
        if !had_room && self.receiving_since.is_some() {
            // The time for which it was not read from does not count.
            self.receiving_since = Some(now);
        }
        self.look_at_unread(now)
    }

    fn look_at_unread(&mut self, now: Instant) -> Result<(), RecordError> {
        if self.unread.is_empty() || !self.has_room() {
            return Ok(());
        }
        let bytes = mem::take(&mut self.unread);
        let rest = self.look_at(now, &bytes)?;
        self.unread = rest.to_vec();
        Ok(())
    }

    /// Takes records as long as there is room; what is left of the bytes.
    fn look_at<'b>(&mut self, now: Instant, mut bytes: &'b [u8]) -> Result<&'b [u8], RecordError> {
        while !bytes.is_empty() && self.has_room() {
            if let Some(call) = self.reader.read(&mut bytes)? {
                self.receiving_since = None;
                self.waiting_bytes += call.len();
                self.waiting.push_back(call);
            }
        }
        if !self.reader.is_at_start() {
            self.receiving_since.get_or_insert(now);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
