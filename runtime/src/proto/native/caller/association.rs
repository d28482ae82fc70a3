//! A session at its client: the link, and which call has which slot.

use std::ops::Range;
use std::time::Instant;

use super::call::{Call, Stage};
use super::greeting::HELLO_BYTES;
use super::ledger::Ledger;
use super::outcome::{CallNumber, Outcome, WhyMaybe, WhyNot};
use super::requests::Requests;
use super::streams::Streams;
use crate::config::CallerConfig;
use crate::proto::native::assembly::{Assembly, Stored};
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{CallState, Control, Data, Open};
use crate::proto::native::link::{Link, LinkConfig};
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageId, MessageKind, Seq, Slot};
use crate::proto::native::outbox::Payloads;
use crate::proto::native::outgoing::Outgoing;
use crate::proto::native::packet::Header;
use crate::proto::native::welcome::{StreamLimits, Welcome};
use crate::proto::random::Random;

/// Packets of a client have at least so many bytes, so that no reset is larger
/// than what it answers.
const PACKET_BYTES_MIN: usize = 40;

/// What is repeated may come from a new address, and has room for the welcome
/// that answers it there.
const REPEAT_BYTES_MIN: usize = HELLO_BYTES;

/// A session.
#[derive(Debug)]
pub(crate) struct Association {
    pub(crate) link: Link,
    incarnation: u64,
    pub(crate) message_bytes_max: u64,
    stream_limits: StreamLimits,
    slots: Vec<ClientSlot>,
    free: Vec<Slot>,
}

/// A place for one outstanding call.
#[derive(Debug)]
struct ClientSlot {
    seq: Seq,
    call: Option<CallNumber>,
    reply: Option<Assembly>,
}

/// What became of some bytes of a reply.
#[derive(Debug)]
pub(crate) enum Answer {
    /// They were kept, or did not matter any more.
    Taken,
    /// They could not be kept, and must not be acknowledged.
    Refused,
    /// With them the call ends.
    Ends(CallNumber, Outcome),
}

impl Association {
    /// A session to which the server said welcome.
    pub(crate) fn new(
        config: &CallerConfig,
        header: &Header,
        welcome: &Welcome,
        seed: u64,
    ) -> Self {
        let link = Link::new(&LinkConfig {
            session: header.session,
            token: header.token,
            packet_bytes_max: config.packet_bytes_max,
            packet_bytes_min: PACKET_BYTES_MIN,
            repeat_bytes_min: REPEAT_BYTES_MIN,
            peer_window: welcome.window,
            congestion: config.congestion,
            seed,
            open: Some(Open {
                cookie: welcome.cookie,
                window: config.window,
                message_bytes_max: config.message_bytes_max,
            }),
            faults: config.faults,
        });
        let slots = welcome.slots.min(config.slots_max).max(1);
        let empty = || ClientSlot {
            seq: Seq(0),
            call: None,
            reply: None,
        };
        Self {
            link,
            incarnation: welcome.incarnation,
            message_bytes_max: welcome.message_bytes_max,
            stream_limits: StreamLimits {
                window: welcome.streams.window.min(config.stream_window),
                ..welcome.streams
            },
            slots: std::iter::repeat_with(empty).take(slots.into()).collect(),
            free: (0..slots).rev().map(Slot).collect(),
        }
    }

    /// This client's address has changed, and the server wants to see that it
    /// receives at the new one.
    pub(crate) fn handle_welcome(&mut self, header: &Header, welcome: &Welcome) -> bool {
        let is_ours =
            self.link.session == header.session && self.incarnation == welcome.incarnation;
        if is_ours && self.link.token != header.token {
            self.link.token = header.token;
            self.link.probe_now();
        }
        is_ours
    }

    /// Begins to send a call, if a slot is free; whether one was.
    pub(crate) fn start(&mut self, number: CallNumber, call: &mut Call) -> bool {
        let Some(slot) = self.free.pop() else {
            return false;
        };
        let Some(place) = self.slots.get_mut(usize::from(slot.0)) else {
            return false;
        };
        place.seq = place.seq.next();
        place.call = Some(number);
        call.start(slot, place.seq);
        let id = MessageId::call(slot, place.seq);
        let (total, deadline) = (call.request.total, call.request.deadline);
        self.link.send(Outgoing::new(id, total, Some(deadline)));
        true
    }

    /// A word from the server.
    pub(crate) fn handle_control(
        &mut self,
        now: Instant,
        control: &Control,
        ledger: &mut Ledger,
        random: &mut Random,
    ) {
        match *control {
            Control::Grant { id, until } => self.link.grant(id, until),
            Control::Resend { id } if id.kind == MessageKind::Call => {
                self.send_again(ledger, id.slot, id.seq);
            }
            Control::Status { slot, seq, state } => {
                self.handle_status(now, ledger, (slot, seq), state);
            }
            Control::Busy { slot, seq, .. } if self.link.faults.has(Fault::BusyIsDone) => {
                if let Some(number) = self.call_at(slot, seq) {
                    self.end(ledger, number, Outcome::ReplyLost);
                }
            }
            Control::Busy {
                slot,
                seq,
                retry_after,
            } => self.hold_back(ledger, (slot, seq), |call| {
                call.on_busy(now, retry_after, |pause| random.jitter(pause));
            }),
            // The rest is for servers.
            _ => {}
        }
    }

    /// Begins to send the messages that the server takes.
    pub(crate) fn start_messages(&mut self, now: Instant, streams: &mut Streams) {
        let (limits, bytes_max) = (&self.stream_limits, self.message_bytes_max);
        streams.start(now, &mut self.link, limits, bytes_max);
    }

    /// Sends a call from its beginning, in the place that it has.
    pub(crate) fn send_again(&mut self, ledger: &mut Ledger, slot: Slot, seq: Seq) {
        let number = self.call_at(slot, seq);
        let Some((number, call)) = number.and_then(|n| Some((n, ledger.get_mut(n)?))) else {
            return;
        };
        let id = MessageId::call(slot, seq);
        if self.link.is_sending(id) {
            self.link.restart(id);
        } else {
            let request = call.request;
            self.link
                .send(Outgoing::new(id, request.total, Some(request.deadline)));
        }
        call.stage = Stage::Sending;
        ledger.rearm(number);
    }

    /// Calls all of which the server has are asked about from now on.
    pub(crate) fn note_delivered(&mut self, now: Instant, ledger: &mut Ledger) {
        while let Some(id) = self.link.poll_delivered() {
            if id.kind != MessageKind::Call {
                // Of messages the server says itself that they were executed.
                continue;
            }
            if let Some(number) = self.call_at(id.slot, id.seq) {
                if let Some(call) = ledger.get_mut(number) {
                    call.on_acknowledged(now);
                }
                ledger.rearm(number);
            }
        }
    }

    /// The server does not answer, and the session goes on in case it does: the
    /// calls of which something was sent end.
    pub(crate) fn end_sent(&mut self, ledger: &mut Ledger) {
        let in_slots = self.slots.iter().filter_map(|place| place.call);
        let is_sent = |number: &CallNumber| {
            let call = ledger.get(*number);
            call.is_some_and(|call| call.first_sent.is_some())
        };
        let sent: Vec<_> = in_slots.filter(is_sent).collect();
        for number in sent {
            let outcome = Outcome::MaybeExecuted(WhyMaybe::ServerGone);
            self.end(ledger, number, outcome);
        }
    }

    /// A call ends, and its place is free.
    pub(crate) fn end(&mut self, ledger: &mut Ledger, number: CallNumber, outcome: Outcome) {
        let Some((slot, seq)) = ledger.end(number, outcome) else {
            return;
        };
        self.link.stop_sending(MessageId::call(slot, seq));
        if let Some(place) = self.slots.get_mut(usize::from(slot.0)) {
            place.call = None;
            place.reply = None;
            self.free.push(slot);
        }
    }

    /// Bytes of a reply arrived.
    pub(crate) fn handle_reply(
        &mut self,
        now: Instant,
        config: &CallerConfig,
        data: &Data<'_>,
        header: &Header,
        datagram: &[u8],
    ) -> Answer {
        let (slot, seq) = (data.id.slot, data.id.seq);
        let Some(number) = self.call_at(slot, seq) else {
            // An old one.
            return Answer::Taken;
        };
        let Some(place) = self.slots.get_mut(usize::from(slot.0)) else {
            return Answer::Refused;
        };
        if data.bytes.len() as u64 == data.total {
            if header.eliciting {
                self.link.ack_now(now);
            }
            let reply = Bytes::InDatagram(Bytes::place(data.bytes, datagram));
            return Answer::Ends(number, Outcome::Replied(reply));
        }
        if data.total > config.message_bytes_max {
            return Answer::Ends(number, Outcome::ReplyLost);
        }
        let reply = place.reply.get_or_insert_with(|| {
            Assembly::new(data.total, Vec::new()).with_faults(config.faults)
        });
        let digest = header.digest_of_end(datagram, data.bytes);
        match reply.store(&Data { digest, ..*data }) {
            Stored::Refused => return Answer::Refused,
            Stored::Partly => {
                if let Some(until) = reply.grant(config.grant_window) {
                    self.link.say(Control::Grant { id: data.id, until });
                }
            }
            Stored::Complete => {
                self.link.ack_now(now);
                if let Some(reply) = place.reply.take() {
                    let reply = Bytes::Assembled(reply.into_bytes());
                    return Answer::Ends(number, Outcome::Replied(reply));
                }
            }
            Stored::Broken => {
                place.reply = None;
                self.link.say(Control::Resend { id: data.id });
                // While a part is not acknowledged the server keeps the reply.
                return Answer::Refused;
            }
        }
        Answer::Taken
    }

    /// Appends the next packet.
    pub(crate) fn poll_transmit(
        &mut self,
        now: Instant,
        ledger: &mut Ledger,
        streams: &mut Streams,
        requests: &impl Requests,
        out: &mut Vec<u8>,
    ) -> bool {
        let mut payloads = Outstanding {
            slots: &self.slots,
            ledger,
            streams,
            requests,
        };
        self.link.poll_transmit(now, &mut payloads, out)
    }

    fn handle_status(
        &mut self,
        now: Instant,
        ledger: &mut Ledger,
        (slot, seq): (Slot, Seq),
        state: CallState,
    ) {
        let Some(number) = self.call_at(slot, seq) else {
            return;
        };
        match state {
            CallState::Running => {
                if let Some(call) = ledger.get_mut(number) {
                    call.on_running(now);
                }
                ledger.rearm(number);
            }
            CallState::NotExecuted => {
                self.end(ledger, number, Outcome::NotExecuted(WhyNot::Withdrawn));
            }
            CallState::ReplyGone => self.end(ledger, number, Outcome::ReplyLost),
        }
    }

    /// The server has no room for a call: it is sent again later.
    fn hold_back(
        &mut self,
        ledger: &mut Ledger,
        (slot, seq): (Slot, Seq),
        on_busy: impl FnOnce(&mut Call),
    ) {
        let number = self.call_at(slot, seq);
        let Some((number, call)) = number.and_then(|n| Some((n, ledger.get_mut(n)?))) else {
            return;
        };
        self.link.stop_sending(MessageId::call(slot, seq));
        on_busy(call);
        ledger.rearm(number);
    }

    /// The call that has the place, unless it is an old one's.
    fn call_at(&self, slot: Slot, seq: Seq) -> Option<CallNumber> {
        call_at(&self.slots, slot, seq)
    }
}

fn call_at(slots: &[ClientSlot], slot: Slot, seq: Seq) -> Option<CallNumber> {
    let place = slots.get(usize::from(slot.0))?;
    place.call.filter(|_| place.seq == seq)
}

/// Finds the bytes of calls and messages, and notes when the first of them leave.
struct Outstanding<'a, R> {
    slots: &'a [ClientSlot],
    ledger: &'a mut Ledger,
    streams: &'a mut Streams,
    requests: &'a R,
}

impl<R: Requests> Payloads for Outstanding<'_, R> {
    fn append(&mut self, now: Instant, id: MessageId, part: Range<u64>, out: &mut Vec<u8>) {
        if id.kind == MessageKind::Message {
            if let Some(number) = self.streams.note_sent(now, id) {
                self.requests.append(number, part, out);
            }
            return;
        }
        let number = call_at(self.slots, id.slot, id.seq);
        if let Some((number, call)) = number.and_then(|n| Some((n, self.ledger.get_mut(n)?))) {
            call.first_sent.get_or_insert(now);
            self.requests.append(number, part, out);
        }
    }
}
