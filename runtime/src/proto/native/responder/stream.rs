//! One stream of messages at the server: hands them out one after another, each
//! when the one before was executed, whatever order they arrive in.
//!
//! Not a buffer without end: what may wait is bounded by number and bytes, and
//! a client is told both in its welcome.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Instant;

use crate::config::ResponderConfig;
use crate::proto::native::assembly::{Assembly, Stored};
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{Data, ShortReply};
use crate::proto::native::message::Bytes;
use crate::proto::native::number::Seq;
use crate::proto::native::outgoing::UNSCHEDULED_BYTES;

/// A stream. The messages that wait are numbered from `done` on.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// The last message that was executed or skipped; all before it were.
    done: Seq,
    /// What is here of the messages behind it.
    held: VecDeque<Held>,
    /// The bytes for which room is kept, not counting the message whose turn
    /// is next.
    ahead_bytes: u64,
    /// The memory in use.
    memory: usize,
    /// Messages that will not come any more.
    skip: Option<RangeInclusive<u32>>,
}

/// A message, as far as it is here.
#[derive(Debug, Default)]
struct Held {
    state: State,
    /// How many bytes of `ahead_bytes` are its.
    room: u64,
}

#[derive(Debug, Default)]
enum State {
    /// Nothing of it is here.
    #[default]
    Absent,
    /// Parts of it arrived.
    Receiving {
        assembly: Assembly,
        /// When it is given up, to be sent again.
        until: Instant,
    },
    /// It waits for its turn.
    Complete(Vec<u8>),
    /// It is being executed.
    Running,
    /// It will not be executed, nor anything behind it until its client, who
    /// is told this, skips it.
    Refused(ShortReply),
}

/// What became of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// They were kept, or were known.
    Kept,
    /// They were kept, and more may be sent of their message.
    Grant(u64),
    /// They could not be kept, and must not be acknowledged.
    Refused,
    /// They contradict what was kept: all is to be sent again.
    Broken,
    /// They are of a message that was executed.
    Done,
    /// With them the message whose turn it is is complete.
    Run(Bytes),
}

impl State {
    fn memory(&self) -> usize {
        match self {
            Self::Receiving { assembly, .. } => assembly.memory(),
            Self::Complete(bytes) => bytes.capacity(),
            Self::Absent | Self::Running | Self::Refused(_) => 0,
        }
    }
}

impl Stream {
    /// The last message that was executed; all before it were.
    pub(crate) const fn done(&self) -> Seq {
        self.done
    }

    /// The memory in use.
    pub(crate) const fn memory(&self) -> usize {
        self.memory
    }

    /// Whether a message is being executed.
    pub(crate) fn is_running(&self) -> bool {
        matches!(
            self.held.front().map(|held| &held.state),
            Some(State::Running)
        )
    }

    /// Takes bytes of a message. `in_datagram` is where they lie.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        config: &ResponderConfig,
        may_grow: bool,
        data: &Data<'_>,
        in_datagram: Bytes,
    ) -> Step {
        let seq = data.id.seq;
        if !seq.is_after(self.done) {
            return Step::Done;
        }
        if self.skip.as_ref().is_some_and(|skip| is_within(skip, seq)) {
            return Step::Kept;
        }
        let place = self.place(seq);
        if place >= config.stream_window as usize {
            return Step::Refused;
        }
        while self.held.len() <= place {
            self.held.push_back(Held::default());
        }
        match self.held.get(place).map(|held| &held.state) {
            Some(State::Absent) => self.take_first(now, config, may_grow, data, in_datagram),
            Some(State::Receiving { .. }) => self.take_part(config, may_grow, data),
            _ => Step::Kept,
        }
    }

    /// The message whose turn it was has been executed: the next, if all of it
    /// is here.
    pub(crate) fn consumed(&mut self, seq: Seq) -> Option<Bytes> {
        if seq != self.done.next() || !self.is_running() {
            return None;
        }
        self.advance();
        self.apply_skip();
        let held = self.held.front_mut()?;
        if !matches!(held.state, State::Complete(_)) {
            return None;
        }
        let State::Complete(bytes) = std::mem::replace(&mut held.state, State::Running) else {
            return None;
        };
        self.memory -= bytes.capacity();
        Some(Bytes::Assembled(bytes))
    }

    /// The message whose turn it was is not executed: its client is to be told
    /// this, and everything behind it waits until then.
    pub(crate) fn refuse(&mut self, reply: ShortReply) {
        if self.is_running() {
            self.set(0, State::Refused(reply));
        }
    }

    /// The message that was refused, if the stream waits behind one.
    pub(crate) fn refused(&self) -> Option<(Seq, ShortReply)> {
        match self.held.front().map(|held| &held.state) {
            Some(State::Refused(reply)) => Some((self.done.next(), *reply)),
            _ => None,
        }
    }

    /// Takes the message that was executed for one that is not here.
    pub(crate) fn forget(&mut self) {
        self.set(0, State::Absent);
    }

    /// More that may be sent of the message whose turn is next.
    pub(crate) fn grant_next(&mut self, window: u64) -> Option<(Seq, u64)> {
        let seq = self.done.next();
        match self.held.front_mut().map(|held| &mut held.state) {
            Some(State::Receiving { assembly, .. }) => Some((seq, assembly.grant(window)?)),
            _ => None,
        }
    }

    /// Whether nothing at all is here of a message that was not executed.
    pub(crate) fn is_absent(&self, seq: Seq) -> bool {
        let state = self.held.get(self.place(seq)).map(|held| &held.state);
        seq.is_after(self.done) && matches!(state, None | Some(State::Absent))
    }

    /// Messages that will not come any more: what waits behind them does so
    /// no longer, and they are not executed unless they are already.
    pub(crate) fn skip(&mut self, messages: RangeInclusive<Seq>) {
        let (from, to) = (*messages.start(), *messages.end());
        if to.is_after(self.done) && !from.is_after(to) {
            self.skip = Some(from.0..=to.0);
            self.apply_skip();
        }
    }

    /// Drops what was not complete in time, and says which messages.
    pub(crate) fn drop_late(&mut self, now: Instant, mut on_drop: impl FnMut(Seq)) {
        let mut seq = self.done;
        for held in &mut self.held {
            seq = seq.next();
            if matches!(held.state, State::Receiving { until, .. } if until <= now) {
                self.memory -= held.state.memory();
                self.ahead_bytes -= held.room;
                *held = Held::default();
                on_drop(seq);
            }
        }
    }

    /// When [`drop_late`](Self::drop_late) has something to do.
    pub(crate) fn next_late(&self) -> Option<Instant> {
        let until = |held: &Held| match held.state {
            State::Receiving { until, .. } => Some(until),
            _ => None,
        };
        self.held.iter().filter_map(until).min()
    }

    /// Where a message waits.
    const fn place(&self, seq: Seq) -> usize {
        seq.since(self.done.next()) as usize
    }

    /// Takes the first bytes of a message.
    fn take_first(
        &mut self,
        now: Instant,
        config: &ResponderConfig,
        may_grow: bool,
        data: &Data<'_>,
        in_datagram: Bytes,
    ) -> Step {
        let place = self.place(data.id.seq);
        let is_whole = data.bytes.len() as u64 == data.total;
        if place == 0 && is_whole {
            self.set(0, State::Running);
            return Step::Run(in_datagram);
        }
        let Some(room) = self.room(place, data.total, config) else {
            return Step::Refused;
        };
        if !may_grow {
            return Step::Refused;
        }
        if let Some(held) = self.held.get_mut(place) {
            held.room = room;
            self.ahead_bytes += room;
        }
        if is_whole {
            self.set(place, State::Complete(data.bytes.to_vec()));
            if config.faults.has(Fault::DeliverEarly) {
                return Step::Run(in_datagram);
            }
            return Step::Kept;
        }
        let assembly = Assembly::new(data.total, Vec::new());
        let until = now + config.receive_max;
        self.set(place, State::Receiving { assembly, until });
        self.take_part(config, may_grow, data)
    }

    /// How many bytes to keep room for: all of a message if that is possible,
    /// what comes of it unasked if not.
    fn room(&self, place: usize, total: u64, config: &ResponderConfig) -> Option<u64> {
        let left = u64::from(config.stream_bytes_max).saturating_sub(self.ahead_bytes);
        match place {
            0 => Some(0),
            _ if total <= left => Some(total),
            _ => Some(UNSCHEDULED_BYTES.min(total)).filter(|unasked| *unasked <= left),
        }
    }

    fn take_part(&mut self, config: &ResponderConfig, may_grow: bool, data: &Data<'_>) -> Step {
        let place = self.place(data.id.seq);
        let Some(held) = self.held.get_mut(place) else {
            return Step::Refused;
        };
        let has_all_room = place == 0 || held.room == data.total;
        let State::Receiving { assembly, .. } = &mut held.state else {
            return Step::Kept;
        };
        if !may_grow && assembly.would_grow(data) {
            return Step::Refused;
        }
        let before = assembly.memory();
        let stored = assembly.store(data);
        self.memory += assembly.memory() - before;
        match stored {
            Stored::Refused => Step::Refused,
            Stored::Partly if has_all_room && may_grow => assembly
                .grant(config.grant_window)
                .map_or(Step::Kept, Step::Grant),
            Stored::Partly => Step::Kept,
            Stored::Broken => {
                self.ahead_bytes -= std::mem::take(&mut held.room);
                self.set(place, State::Absent);
                Step::Broken
            }
            Stored::Complete => self.complete(place),
        }
    }

    /// All of a message is here.
    fn complete(&mut self, place: usize) -> Step {
        let State::Receiving { assembly, .. } = self.set(place, State::Running) else {
            return Step::Kept;
        };
        let bytes = assembly.into_bytes();
        if place == 0 {
            return Step::Run(Bytes::Assembled(bytes));
        }
        self.set(place, State::Complete(bytes));
        Step::Kept
    }

    /// Goes on to the next message.
    fn advance(&mut self) {
        self.done = self.done.next();
        if let Some(gone) = self.held.pop_front() {
            self.memory -= gone.state.memory();
            self.ahead_bytes -= gone.room;
        }
        if let Some(next) = self.held.front_mut() {
            self.ahead_bytes -= std::mem::take(&mut next.room);
        }
    }

    /// Drops what is skipped, and goes on behind it once all before it was
    /// executed.
    fn apply_skip(&mut self) {
        let Some(skip) = self.skip.clone() else {
            return;
        };
        let to = Seq(*skip.end());
        for place in 0..self.held.len() {
            let seq = Seq(self
                .done
                .next()
                .0
                .wrapping_add(u32::try_from(place).unwrap_or(0)));
            let is_running = place == 0 && self.is_running();
            if is_within(&skip, seq) && !is_running {
                if let Some(held) = self.held.get_mut(place) {
                    self.ahead_bytes -= std::mem::take(&mut held.room);
                }
                self.set(place, State::Absent);
            }
        }
        if !self.is_running() && is_within(&skip, self.done.next()) {
            // The range may be as long as its sender likes; what is here is not.
            let held = self.held.len().min(to.since(self.done) as usize);
            for _ in 0..held {
                self.advance();
            }
            self.done = to;
        }
        if !to.is_after(self.done) {
            self.skip = None;
        }
    }

    /// Sets where a message stands, and keeps count of the memory.
    fn set(&mut self, place: usize, state: State) -> State {
        let Some(held) = self.held.get_mut(place) else {
            return state;
        };
        let old = std::mem::replace(&mut held.state, state);
        self.memory = self.memory - old.memory() + held.state.memory();
        old
    }
}

/// Whether a number lies in a range that may wrap.
const fn is_within(range: &RangeInclusive<u32>, seq: Seq) -> bool {
    let (from, to) = (*range.start(), *range.end());
    seq.0.wrapping_sub(from) <= to.wrapping_sub(from)
}

#[cfg(test)]
mod tests;
