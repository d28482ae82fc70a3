//! A session at the server: its slots, and what is on its way to the client.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::Instant;

use super::request::{CallKey, Request, RequestKind};
use super::shared::{Arrived, Shared, Taken};
use super::slot::{Age, Kept, Phase, ServerSlot, Slots};
use super::streams::Streams;
use crate::proto::native::assembly::{Assembly, Stored};
use crate::proto::native::farewell::Farewell;
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{CallState, Control, Data};
use crate::proto::native::link::Link;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageId, MessageKind, Seq, Slot};
use crate::proto::native::outgoing::Outgoing;

/// A reply is kept in the memory it was written to, unless it is so many times
/// smaller.
const REPLY_SLACK: usize = 2;

/// A caller whose clock is slow may wait longer, by this part of its time: 1/1000.
const CLOCK_DRIFT: u32 = 1_000;

/// A session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: SocketAddr,
    pub(crate) link: Link,
    pub(crate) opened: Instant,
    pub(crate) heard: Instant,
    /// The largest reply the client takes.
    pub(crate) reply_bytes_max: u64,
    /// When it is looked after next, if that is planned.
    pub(crate) armed: Option<Instant>,
    /// Whether it waits for its turn to send.
    pub(crate) is_queued: bool,
    /// Whether its client is to be told that the server stops.
    pub(crate) is_leaving: bool,
    slots: Slots,
    streams: Streams,
    /// No caller stops waiting before this instant for what is kept for it.
    late_at: Option<Instant>,
    memory: usize,
    running: usize,
}

impl Session {
    pub(crate) fn new(now: Instant, client: SocketAddr, link: Link, reply_bytes_max: u64) -> Self {
        Self {
            client,
            link,
            opened: now,
            heard: now,
            reply_bytes_max,
            armed: None,
            is_queued: false,
            is_leaving: false,
            slots: Slots::default(),
            streams: Streams::default(),
            late_at: None,
            memory: 0,
            running: 0,
        }
    }

    /// Whether it can be forgotten without anything being lost.
    pub(crate) fn is_quiet(&self) -> bool {
        self.running == 0 && self.streams.running() == 0 && self.link.is_idle()
    }

    /// The bytes kept for it, counted slot by slot.
    pub(crate) fn memory_counted(&self) -> usize {
        let calls: usize = self.slots.iter().map(|at| at.phase.memory()).sum();
        calls + self.streams.memory()
    }

    /// The bytes kept for it.
    const fn memory(&self) -> usize {
        self.memory + self.streams.memory()
    }

    /// Bytes of a message arrived. `place` is where they lie in their datagram.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        shared: &mut Shared,
        data: &Data<'_>,
        place: Range<usize>,
    ) -> Taken {
        match data.id.kind {
            MessageKind::Call => self.take_call(now, shared, data, place),
            MessageKind::Message => {
                let may_grow = !self.is_full(shared, 0);
                let link = &mut self.link;
                self.streams.take(now, link, shared, may_grow, data, place)
            }
            // Those come from servers.
            MessageKind::Reply => Taken::Nothing,
        }
    }

    fn take_call(
        &mut self,
        now: Instant,
        shared: &mut Shared,
        data: &Data<'_>,
        place: Range<usize>,
    ) -> Taken {
        let (slot, seq) = (data.id.slot, data.id.seq);
        let Some(at) = self.slots.get_or_grow(slot, shared.config.slots_max) else {
            return Taken::Nothing;
        };
        match at.age(seq) {
            Age::Stale if !shared.config.faults.has(Fault::OldSeqIsNew) => Taken::Nothing,
            Age::Current => self.take_more(now, shared, data, place),
            Age::New | Age::Stale => self.take_new(now, shared, data, place),
        }
    }

    /// A message was executed: the next one, if it is there.
    pub(crate) fn consumed(
        &mut self,
        shared: &mut Shared,
        stream: Slot,
        seq: Seq,
    ) -> Option<Arrived> {
        let (heard, link) = (self.heard, &mut self.link);
        self.streams.consumed(heard, link, shared, stream, seq)
    }

    /// A message is not executed: its client is told so with a reply.
    pub(crate) fn refuse_message(
        &mut self,
        shared: &mut Shared,
        stream: Slot,
        seq: Seq,
        reply: &[u8],
    ) {
        let link = &mut self.link;
        self.streams.refuse(link, shared, stream, seq, reply);
    }

    /// The client wants to know how far a stream has come.
    pub(crate) fn ask(&mut self, shared: &Shared, stream: Slot, seq: Seq) {
        self.streams.ask(&mut self.link, shared, stream, seq);
    }

    /// Messages of a stream will not come any more.
    pub(crate) fn skip(&mut self, shared: &mut Shared, stream: Slot, from: Seq, to: Seq) {
        let link = &mut self.link;
        self.streams.skip(link, shared, stream, from..=to);
    }

    /// Asks about a call: what is known of it is told.
    pub(crate) fn probe(&mut self, shared: &Shared, slot: Slot, seq: Seq) {
        let Some(at) = self.slots.get_or_grow(slot, shared.config.slots_max) else {
            return;
        };
        match at.age(seq) {
            Age::Stale => {}
            Age::New => self.ask_again(slot, seq),
            Age::Current => self.tell(slot, seq),
        }
    }

    /// The caller does not want the call any more. A call that has not begun
    /// never will.
    pub(crate) fn cancel(&mut self, shared: &mut Shared, slot: Slot, seq: Seq) {
        let Some(at) = self.slots.get_or_grow(slot, shared.config.slots_max) else {
            return;
        };
        let denies = shared.config.faults.has(Fault::CancelRunning);
        match (at.age(seq), &at.phase) {
            (Age::Stale, _) => return,
            (Age::Current, Phase::Running { .. }) if !denies => at.cancel(),
            (Age::Current, Phase::Done { .. }) => {}
            (Age::Current | Age::New, _) => self.refuse(shared, slot, seq),
        }
        self.tell(slot, seq);
    }

    /// What of it is to be executed. `place` is where it lies.
    pub(crate) fn request(&self, place: usize, arrived: Arrived) -> Request {
        Request {
            key: CallKey {
                session: self.link.session,
                place,
                kind: arrived.kind,
                slot: arrived.slot,
                seq: arrived.seq,
            },
            kind: match arrived.kind {
                MessageKind::Message => RequestKind::Message {
                    stream: arrived.slot.0,
                },
                MessageKind::Call | MessageKind::Reply => RequestKind::Call,
            },
            client: self.client,
            until: arrived.until,
            cancelled: arrived.cancelled,
            reply_bytes_max: self.reply_bytes_max,
            message: arrived.message,
        }
    }

    /// A call was executed. Whether its caller can still get the reply.
    pub(crate) fn complete(
        &mut self,
        shared: &mut Shared,
        slot: Slot,
        seq: Seq,
        mut reply: Vec<u8>,
    ) -> bool {
        self.end_one(shared);
        let (acks_sent, until) = match self.slots.get(slot) {
            Some(at) if at.seq == seq => match at.phase {
                Phase::Running { acks_sent, until } => (acks_sent, until),
                _ => return false,
            },
            // The client has gone on, or there is no such slot.
            _ => return false,
        };
        if reply.capacity() / REPLY_SLACK > reply.len() {
            // It may be kept for long.
            reply.shrink_to_fit();
        }
        let total = reply.len() as u64;
        let bytes = reply;
        let reply = Some(Kept { bytes, until });
        self.note_late(until);
        self.set_phase(shared, slot, Phase::Done { reply });
        self.send_reply(slot, seq, total, Some(acks_sent));
        true
    }

    /// A call that was to be executed will not be.
    pub(crate) fn abandon(&mut self, shared: &mut Shared, slot: Slot, seq: Seq) {
        self.end_one(shared);
        let is_current = self.slots.get(slot).is_some_and(|at| at.seq == seq);
        if is_current {
            self.set_phase(shared, slot, Phase::Refused);
            self.tell(slot, seq);
        }
    }

    /// Replies all of which the client has are not needed any more.
    pub(crate) fn note_delivered(&mut self, shared: &mut Shared) {
        while let Some(id) = self.link.poll_delivered() {
            let is_current = self.slots.get(id.slot).is_some_and(|at| at.seq == id.seq);
            // It may have been asked for once more by what came behind.
            let is_wanted = self.link.is_sending(id);
            if id.kind == MessageKind::Reply && is_current && !is_wanted {
                self.set_phase(shared, id.slot, Phase::Done { reply: None });
            }
        }
    }

    /// The client wants a reply from its beginning.
    pub(crate) fn resend(&mut self, id: MessageId) {
        let at = self.slots.get(id.slot).filter(|at| at.seq == id.seq);
        if id.kind == MessageKind::Reply && at.is_some() {
            if self.link.is_sending(id) {
                self.link.restart(id);
            } else {
                self.tell(id.slot, id.seq);
            }
        }
    }

    /// Drops what is kept for callers that have stopped waiting: calls that are
    /// not complete, and replies.
    pub(crate) fn drop_late(&mut self, now: Instant, shared: &mut Shared) {
        if self.late_at.is_some_and(|at| at <= now) {
            self.drop_late_calls(now, shared);
        }
        self.streams.drop_late(now, &mut self.link, shared);
    }

    /// When [`drop_late`](Self::drop_late) may have something to do.
    pub(crate) fn next_late(&self) -> Option<Instant> {
        [self.late_at, self.streams.next_late()]
            .into_iter()
            .flatten()
            .min()
    }

    fn drop_late_calls(&mut self, now: Instant, shared: &mut Shared) {
        for place in 0..self.slots.len() {
            let slot = Slot(place);
            let at = self.slots.get(slot);
            let Some(at) = at.filter(|at| at.phase.until().is_some_and(|until| until <= now))
            else {
                continue;
            };
            let left = match at.phase {
                Phase::Done { .. } => Phase::Done { reply: None },
                _ => Phase::Empty,
            };
            self.link.stop_sending(MessageId::reply(slot, at.seq));
            self.set_phase(shared, slot, left);
        }
        let untils = self.slots.iter().filter_map(|at| at.phase.until());
        self.late_at = untils.min();
    }

    /// Gives back what is counted for it.
    pub(crate) fn release(&mut self, shared: &mut Shared) {
        self.streams.release(shared);
        shared.memory -= self.memory;
        shared.in_progress -= self.running;
        self.memory = 0;
        self.running = 0;
    }

    /// Appends the next packet.
    pub(crate) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> bool {
        self.link.poll_transmit(now, &mut self.slots, out)
    }

    /// Appends the last packet, once, where the server stops.
    pub(crate) fn poll_farewell(&mut self, out: &mut Vec<u8>) -> bool {
        if !std::mem::take(&mut self.is_leaving) {
            return false;
        }
        let farewell = Farewell::new(self.slots.executed());
        farewell.write(self.link.session, self.link.token, out);
        true
    }

    fn take_new(
        &mut self,
        now: Instant,
        shared: &mut Shared,
        data: &Data<'_>,
        place: Range<usize>,
    ) -> Taken {
        let (slot, seq) = (data.id.slot, data.id.seq);
        if shared.draining {
            self.refuse(shared, slot, seq);
            self.tell(slot, seq);
            return Taken::Nothing;
        }
        let is_whole = data.bytes.len() as u64 == data.total;
        if !self.has_room(shared, slot, is_whole) {
            if shared.config.faults.has(Fault::EvictLiveReply) {
                self.evict(shared);
            }
            self.busy(shared, slot, seq);
            return Taken::Nothing;
        }
        self.forget_current(shared, slot);
        let until = now + data.patience.min(shared.config.receive_max);
        if is_whole {
            return self.run(now, shared, data, Bytes::InDatagram(place));
        }
        if data.total > shared.config.message_bytes_max {
            self.refuse(shared, slot, seq);
            self.tell(slot, seq);
            return Taken::Nothing;
        }
        self.note_late(until);
        if let Some(at) = self.slots.get_mut(slot) {
            at.seq = seq;
        }
        let assembly = new_assembly(shared, data.total);
        self.set_phase(shared, slot, Phase::Receiving { assembly, until });
        self.take_part(now, shared, data)
    }

    fn take_more(
        &mut self,
        now: Instant,
        shared: &mut Shared,
        data: &Data<'_>,
        place: Range<usize>,
    ) -> Taken {
        let (slot, seq) = (data.id.slot, data.id.seq);
        let is_whole = data.bytes.len() as u64 == data.total;
        match self.slots.get(slot).map(|at| &at.phase) {
            Some(Phase::Running { .. }) if shared.config.faults.has(Fault::ForgetRunning) => {
                self.run(now, shared, data, Bytes::InDatagram(place))
            }
            // It was sent in parts before, and packets have become larger.
            Some(Phase::Receiving { .. } | Phase::Empty) if is_whole => {
                self.set_phase(shared, slot, Phase::Empty);
                self.run(now, shared, data, Bytes::InDatagram(place))
            }
            Some(Phase::Receiving { .. }) => self.take_part(now, shared, data),
            Some(Phase::Empty) => {
                // It was dropped as too late or as broken.
                let until = now + data.patience.min(shared.config.receive_max);
                let assembly = new_assembly(shared, data.total);
                self.note_late(until);
                self.set_phase(shared, slot, Phase::Receiving { assembly, until });
                self.take_part(now, shared, data)
            }
            // A copy of what was executed is answered, and so is one of what
            // will not be. Parts beyond the first are not worth an answer each.
            Some(Phase::Done { .. } | Phase::Refused) if data.offset == 0 => {
                // If the answer is lost, the call comes again.
                let quiet_after = Some(self.link.acks_sent());
                self.tell_with(slot, seq, quiet_after);
                Taken::Nothing
            }
            _ => Taken::Nothing,
        }
    }

    fn take_part(&mut self, now: Instant, shared: &mut Shared, data: &Data<'_>) -> Taken {
        let (id, slot) = (data.id, data.id.slot);
        let may_grow = !self.is_full(shared, 0);
        let Some(Phase::Receiving { assembly, .. }) =
            self.slots.get_mut(slot).map(|at| &mut at.phase)
        else {
            return Taken::Nothing;
        };
        if !may_grow && assembly.would_grow(data) {
            // What did arrive may be what others lack the room for.
            self.set_phase(shared, slot, Phase::Empty);
            self.busy(shared, slot, id.seq);
            return Taken::Nothing;
        }
        let before = assembly.memory();
        let stored = assembly.store(data);
        if may_grow
            && stored == Stored::Partly
            && let Some(until) = assembly.grant(shared.config.grant_window)
        {
            self.link.say(Control::Grant { id, until });
        }
        let grown = assembly.memory() - before;
        self.memory += grown;
        shared.memory += grown;
        match stored {
            Stored::Partly => Taken::Nothing,
            Stored::Refused => Taken::Refused,
            Stored::Broken => {
                self.set_phase(shared, slot, Phase::Empty);
                self.link.say(Control::Resend { id });
                Taken::Nothing
            }
            Stored::Complete => match self.set_phase(shared, slot, Phase::Empty) {
                Phase::Receiving { assembly, .. } => {
                    self.run(now, shared, data, Bytes::Assembled(assembly.into_bytes()))
                }
                _ => Taken::Nothing,
            },
        }
    }

    /// The slot is taken before the call is executed, so that no copy is.
    fn run(&mut self, now: Instant, shared: &mut Shared, data: &Data<'_>, message: Bytes) -> Taken {
        let (slot, seq) = (data.id.slot, data.id.seq);
        let acks_sent = self.link.acks_sent();
        let Some(at) = self.slots.get_mut(slot) else {
            return Taken::Nothing;
        };
        let until = now + data.patience;
        let cancelled = at.run(seq, acks_sent, until + data.patience / CLOCK_DRIFT);
        self.running += 1;
        shared.in_progress += 1;
        Taken::Call(Arrived {
            kind: MessageKind::Call,
            slot,
            seq,
            until,
            cancelled,
            message,
        })
    }

    fn has_room(&self, shared: &Shared, slot: Slot, is_whole: bool) -> bool {
        let config = &shared.config;
        // The call frees what is kept of the one before it. A running call will
        // have a reply, which is kept whatever its size, so there must be room
        // for something before it runs.
        let freed = self.slots.get(slot).map_or(0, |at| at.phase.memory());
        let too_many = is_whole && shared.in_progress >= config.in_progress_max;
        !self.is_full(shared, freed) && !too_many
    }

    /// Whether no more memory may be used, once so much is freed.
    fn is_full(&self, shared: &Shared, freed: usize) -> bool {
        let config = &shared.config;
        shared.memory - freed >= config.memory_bytes_max
            || self.memory() - freed >= config.session_bytes_max
    }

    /// Makes room where none may be made.
    fn evict(&mut self, shared: &mut Shared) {
        for place in 0..self.slots.len() {
            let slot = Slot(place);
            let at = self.slots.get(slot);
            let done = at.filter(|at| matches!(at.phase, Phase::Done { .. }));
            if let Some(seq) = done.map(|at| at.seq) {
                self.link.stop_sending(MessageId::reply(slot, seq));
                self.set_phase(shared, slot, Phase::Empty);
                if let Some(at) = self.slots.get_mut(slot) {
                    *at = ServerSlot::default();
                }
            }
        }
    }

    fn busy(&mut self, shared: &Shared, slot: Slot, seq: Seq) {
        let retry_after = shared.config.busy_retry;
        self.link.say(Control::Busy {
            slot,
            seq,
            retry_after,
        });
    }

    /// The call will never be executed.
    fn refuse(&mut self, shared: &mut Shared, slot: Slot, seq: Seq) {
        self.forget_current(shared, slot);
        if let Some(at) = self.slots.get_mut(slot) {
            at.seq = seq;
            at.phase = Phase::Refused;
        }
    }

    /// A newer call says that the client has no use for the older one's reply.
    fn forget_current(&mut self, shared: &mut Shared, slot: Slot) {
        if let Some(at) = self.slots.get(slot) {
            if matches!(at.phase, Phase::Running { .. }) {
                at.cancel();
            }
            let seq = at.seq;
            self.link.stop_sending(MessageId::reply(slot, seq));
            self.set_phase(shared, slot, Phase::Empty);
        }
    }

    /// Tells what is known of a slot's newest call to who asks. Who does knows
    /// that the call arrived, and does not send it again if the reply is lost.
    fn tell(&mut self, slot: Slot, seq: Seq) {
        self.tell_with(slot, seq, None);
    }

    fn tell_with(&mut self, slot: Slot, seq: Seq, quiet_after: Option<u64>) {
        let state = match self.slots.get(slot).map(|at| &at.phase) {
            Some(Phase::Running { .. }) => CallState::Running,
            Some(Phase::Refused) => CallState::NotExecuted,
            Some(Phase::Done { reply: None }) => CallState::ReplyGone,
            Some(Phase::Done { reply: Some(reply) }) => {
                let total = reply.bytes.len() as u64;
                if !self.link.is_sending(MessageId::reply(slot, seq)) {
                    return self.send_reply(slot, seq, total, quiet_after);
                }
                // It is on its way, and may be for long where it is large: who
                // asks is not to take the server for dead.
                CallState::Running
            }
            Some(Phase::Empty | Phase::Receiving { .. }) | None => {
                return self.ask_again(slot, seq);
            }
        };
        self.link.say(Control::Status { slot, seq, state });
    }

    fn ask_again(&mut self, slot: Slot, seq: Seq) {
        let id = MessageId::call(slot, seq);
        self.link.say(Control::Resend { id });
    }

    fn send_reply(&mut self, slot: Slot, seq: Seq, total: u64, quiet_after: Option<u64>) {
        let mut reply = Outgoing::new(MessageId::reply(slot, seq), total, None);
        reply.quiet_after = quiet_after;
        self.link.send(reply);
    }

    fn note_late(&mut self, until: Instant) {
        self.late_at = Some(self.late_at.map_or(until, |at| at.min(until)));
    }

    fn end_one(&mut self, shared: &mut Shared) {
        self.running -= 1;
        shared.in_progress -= 1;
    }

    /// Sets a slot's phase and keeps count of the memory.
    fn set_phase(&mut self, shared: &mut Shared, slot: Slot, phase: Phase) -> Phase {
        let Some(at) = self.slots.get_mut(slot) else {
            return phase;
        };
        let old = std::mem::replace(&mut at.phase, phase);
        let (before, after) = (old.memory(), at.phase.memory());
        self.memory = self.memory - before + after;
        shared.memory = shared.memory - before + after;
        old
    }
}

fn new_assembly(shared: &mut Shared, total: u64) -> Assembly {
    let faults = shared.config.faults;
    let memory = if faults.has(Fault::TrustLength) {
        Vec::with_capacity(usize::try_from(total).unwrap_or(usize::MAX))
    } else {
        shared.spare.take(total)
    };
    Assembly::new(total, memory).with_faults(faults)
}
