//! The calls, and the connection that they share.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Instant;

use super::call::{Call, CallId, CallTerms};
use super::link::Link;
use super::outcome::{ConnectFailure, Ended, Heard, Outcome, WhyMaybe, WhyNot};
use crate::config::StreamCallerConfig;
use crate::id::Xid;
use crate::proto::onc::record::{RecordError, RecordWriter, slices};
use crate::proto::random::Random;
use crate::rpc::ReplyHeader;

/// All calls of a client. Its contract is that of the other state machines:
/// hand it what happened, and ask it what to do.
#[derive(Debug)]
pub struct StreamCaller {
    link: Link,
    calls: BTreeMap<CallId, Call>,
    /// Those that have not ended.
    by_xid: HashMap<Xid, CallId>,
    ends: BTreeSet<(Instant, CallId)>,
    /// Those not wholly written, in this order; of the first, a part may be.
    unwritten: VecDeque<CallId>,
    ended: VecDeque<Ended>,
    last_id: u64,
    pub(super) next_xid: Xid,
    /// A deadline passed since anything was heard.
    is_suspect: bool,
    waits_for_restart: bool,
}

impl StreamCaller {
    /// A client without a connection. Its calls have the ids that follow
    /// `first_xid`.
    #[must_use]
    pub fn new(config: &StreamCallerConfig, first_xid: Xid, random: Random) -> Self {
        Self {
            link: Link::new(config, random),
            calls: BTreeMap::new(),
            by_xid: HashMap::new(),
            ends: BTreeSet::new(),
            unwritten: VecDeque::new(),
            ended: VecDeque::new(),
            last_id: 0,
            next_xid: first_xid,
            is_suspect: false,
            waits_for_restart: config.waits_for_restart,
        }
    }

    /// Begins a call: a whole message, in which the id is replaced by one that
    /// no other call here has.
    pub fn begin(&mut self, mut message: Vec<u8>, terms: CallTerms) -> CallId {
        self.last_id += 1;
        let (id, xid) = (CallId(self.last_id), self.free_xid());
        if let Some(place) = message.first_chunk_mut() {
            *place = xid.0.to_be_bytes();
        }
        self.by_xid.insert(xid, id);
        self.ends.insert((terms.ends, id));
        self.unwritten.push_back(id);
        let call = Call {
            xid,
            record: RecordWriter::new(message),
            terms,
            is_over: false,
        };
        self.calls.insert(id, call);
        id
    }

    /// Withdraws a call, if nothing of it was written; there is no way to tell a
    /// server.
    pub fn cancel(&mut self, id: CallId) {
        let is_here = |call: &Call| !call.is_over && !call.record.has_begun();
        if self.calls.get(&id).is_some_and(is_here) {
            self.end(id, Outcome::NotExecuted(WhyNot::Withdrawn));
        }
    }

    /// Whether to begin to connect now.
    #[must_use]
    pub fn poll_connect(&mut self, now: Instant) -> bool {
        !self.unwritten.is_empty() && self.link.poll_connect(now)
    }

    /// Whether the connection that was made, or is being made, is still of use.
    #[must_use]
    pub const fn has_connection(&self) -> bool {
        !self.link.is_down()
    }

    /// Whether the connection is made.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.link.is_up()
    }

    /// The connection is made.
    pub const fn handle_connected(&mut self) {
        self.link.handle_connected();
        self.is_suspect = false;
    }

    /// The connection could not be made.
    pub fn handle_connect_failed(&mut self, now: Instant, why: ConnectFailure) {
        let why = match why {
            ConnectFailure::TimedOut => None,
            ConnectFailure::Refused => Some(WhyNot::Refused),
            ConnectFailure::Other => Some(WhyNot::NotConnected),
        };
        self.link.handle_down(now);
        let waits = self.waits_for_restart && self.link.has_connected();
        if let Some(why) = why.filter(|_| !waits) {
            for id in self.unwritten.clone() {
                self.end(id, Outcome::NotExecuted(why));
            }
        }
    }

    /// The connection broke, or the server ended it.
    pub fn handle_broken(&mut self, now: Instant) {
        self.link.handle_down(now);
        self.is_suspect = false;
        let written = self.calls.iter_mut();
        let written = written.filter(|(_, call)| call.record.has_begun());
        let mut lost = Vec::new();
        for (id, call) in written {
            if call.terms.idempotent && !call.is_over {
                call.record.rewind();
            } else {
                lost.push(*id);
            }
        }
        for id in lost {
            self.end(id, Outcome::MaybeExecuted(WhyMaybe::Broken));
            self.calls.remove(&id);
        }
        self.unwritten = self.calls.keys().copied().collect();
    }

    /// What is to be written to the connection now.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        let calls = self.unwritten.iter().filter_map(|id| self.calls.get(id));
        slices(calls.map(|call| &call.record))
    }

    /// Whether something is to be written.
    #[must_use]
    pub fn wants_write(&self) -> bool {
        self.link.is_up() && !self.unwritten.is_empty()
    }

    /// So many of those bytes were written.
    pub fn handle_written(&mut self, mut bytes: usize) {
        while let Some(id) = self.unwritten.front().copied() {
            let Some(call) = self.calls.get_mut(&id) else {
                break;
            };
            bytes = call.record.advance(bytes);
            if !call.record.is_done() {
                if bytes == 0 {
                    break;
                }
                continue;
            }
            if call.is_over {
                self.calls.remove(&id);
            } else if !call.terms.idempotent {
                call.record.forget();
            }
            self.unwritten.pop_front();
            self.prune();
        }
    }

    /// A record arrived.
    pub fn handle_record(&mut self, record: Vec<u8>) -> Heard {
        self.is_suspect = false;
        let Some(xid) = ReplyHeader::peek_xid(&record) else {
            return Heard::Noise;
        };
        let id = self.by_xid.get(&xid).copied();
        let is_written = |id: &CallId| self.calls.get(id).is_some_and(|c| c.record.has_begun());
        let Some(id) = id.filter(is_written) else {
            return Heard::OtherXid;
        };
        self.link.handle_reply();
        self.end(id, Outcome::Replied(record));
        Heard::Reply
    }

    /// What arrives cannot be read any more.
    pub fn handle_unreadable(&mut self, now: Instant, why: RecordError) {
        let mut written = self.waiting();
        if let (RecordError::TooLarge { .. }, Some(id), None) =
            (why, written.next(), written.next())
        {
            // Nothing else can have been answered.
            drop(written);
            self.end(id, Outcome::ReplyTooLarge);
        } else {
            drop(written);
        }
        self.handle_broken(now);
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, id)) = self.ends.first().copied().filter(|(ends, _)| *ends <= now) {
            let call = self.calls.get(&id);
            if call.is_some_and(|call| call.record.has_begun()) {
                self.is_suspect = true;
                self.end(id, Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed));
            } else {
                self.end(id, Outcome::NotExecuted(WhyNot::DeadlinePassed));
            }
        }
        if self.link.has_expired(now) {
            self.handle_connect_failed(now, ConnectFailure::TimedOut);
        }
        let is_hopeless = self.is_suspect && self.waiting().next().is_none();
        if is_hopeless && self.link.is_up() {
            // A connection that says nothing may be none any more, and nobody
            // waits for what it might still bring.
            self.handle_broken(now);
        }
    }

    /// When to come back, if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let ends = self.ends.first().map(|(ends, _)| *ends);
        let link = self.link.poll_timeout(!self.unwritten.is_empty());
        [ends, link].into_iter().flatten().min()
    }

    /// The next call that has ended.
    #[must_use]
    pub fn poll_ended(&mut self) -> Option<Ended> {
        self.ended.pop_front()
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.by_xid.len()
    }

    /// A call that has not ended.
    #[must_use]
    pub fn first_outstanding(&self) -> Option<CallId> {
        self.ends.first().map(|(_, id)| *id)
    }

    /// When a call's caller stops waiting, unless it has ended.
    #[must_use]
    pub fn ends(&self, call: CallId) -> Option<Instant> {
        let call = self.calls.get(&call).filter(|call| !call.is_over);
        call.map(|call| call.terms.ends)
    }

    /// Calls of which something was written, and that have not ended.
    fn waiting(&self) -> impl Iterator<Item = CallId> {
        let calls = self.calls.iter();
        let waiting = calls.filter(|(_, call)| !call.is_over && call.record.has_begun());
        waiting.map(|(id, _)| *id)
    }

    /// Ends a call. What was written of it in part has to be written to its
    /// end, for the sake of those behind it.
    fn end(&mut self, id: CallId, outcome: Outcome) {
        let Some(call) = self.calls.get_mut(&id).filter(|call| !call.is_over) else {
            return;
        };
        call.is_over = true;
        self.by_xid.remove(&call.xid);
        self.ends.remove(&(call.terms.ends, id));
        self.ended.push_back(Ended { call: id, outcome });
        let is_begun = call.record.has_begun();
        if !is_begun || call.record.is_done() {
            self.calls.remove(&id);
        }
        self.prune();
    }

    /// Whatever is first to be written is there. Behind it calls may be missing
    /// that were withdrawn.
    fn prune(&mut self) {
        let is_gone = |id: &CallId| !self.calls.contains_key(id);
        while self.unwritten.front().is_some_and(is_gone) {
            self.unwritten.pop_front();
        }
    }

    fn free_xid(&mut self) -> Xid {
        loop {
            let xid = self.next_xid;
            self.next_xid = Xid(xid.0.wrapping_add(1));
            if !self.by_xid.contains_key(&xid) {
                return xid;
            }
        }
    }
}
