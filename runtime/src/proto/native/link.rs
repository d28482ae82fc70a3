//! What both ends of a session have in common: numbers packets, fills them,
//! acknowledges the other side's, finds out what was lost and sends it again.
//!
//! It knows of messages only that their parts are to arrive. What a call is,
//! and what to do about one, the client and the server know.
//!
//! ```text
//! a packet arrives   begin → on_ack, store, … for each frame → commit
//! a packet leaves    poll_transmit
//! time passes        handle_timeout
//! ```

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::config::CongestionControl;
use crate::proto::native::ack::Ack;
use crate::proto::native::carried::{Carried, Item};
use crate::proto::native::checksum::Digest;
use crate::proto::native::fault::{Fault, Faults};
use crate::proto::native::frame::{Control, Open, ack_len, write_ack};
use crate::proto::native::number::{MessageId, PacketNumber, SessionId, Token};
use crate::proto::native::outbox::{Outbox, Payloads, Room};
use crate::proto::native::outgoing::Outgoing;
use crate::proto::native::packet::{self, DERIVED_BYTES_MIN, HEADER_BYTES, Header};
use crate::proto::native::path_mtu::{PACKET_BYTES_MIN, PathMtu};
use crate::proto::native::received::{AckPolicy, Received, expand};
use crate::proto::native::recovery::{OnTimeout, PacketKind, Recovery, RecoveryConfig};
use crate::proto::native::repeats::Repeats;

/// After so many timeouts in a row the other side is taken to be gone, and
/// nothing is repeated until it is heard again.
const TIMEOUTS_MAX: u32 = 12;

/// And so long after the first of them, where round trips are long.
const SILENCE_MAX: Duration = Duration::from_secs(20);

/// The least that may be under way, whatever the other side says: packets of
/// the smallest size must fit.
const PEER_WINDOW_MIN: usize = 2 * PACKET_BYTES_MIN;

/// So many packets fit what the other side takes at a time, or they are not
/// made as large.
const PACKETS_PER_WINDOW: usize = 2;

/// From so many timeouts in a row on, each sends two packets (RFC 9002 §6.2.4):
/// where half of all round trips fail, doubling the time after each would make
/// a call wait for seconds.
const TIMEOUTS_BEFORE_TWO: u32 = 2;

/// What a link is told when it is made.
#[derive(Debug, Clone)]
pub(crate) struct LinkConfig {
    pub(crate) session: SessionId,
    pub(crate) token: Token,
    pub(crate) packet_bytes_max: usize,
    /// Packets are padded to this.
    pub(crate) packet_bytes_min: usize,
    /// And those that follow a timeout to this.
    pub(crate) repeat_bytes_min: usize,
    /// What the other side takes at a time.
    pub(crate) peer_window: u32,
    pub(crate) congestion: CongestionControl,
    pub(crate) seed: u64,
    /// What opens the session, at its client.
    pub(crate) open: Option<Open>,
    pub(crate) faults: Faults,
}

/// One end of a session.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) session: SessionId,
    pub(crate) token: Token,
    packet_bytes_min: usize,
    repeat_bytes_min: usize,
    /// Stands in every packet until the other side has been heard.
    opening: Option<Open>,
    recovery: Recovery<Carried>,
    received: Received,
    path: PathMtu,
    outbox: Outbox,
    control: VecDeque<Control>,
    /// A packet is to leave that must be acknowledged, whatever the windows say.
    probe_due: bool,
    /// And another one behind it.
    probe_twice: bool,
    timeouts_in_a_row: u32,
    /// When the other side is taken to be gone, from the first timeout on.
    gone_at: Option<Instant>,
    acks_sent: u64,
    /// Messages all of which arrived.
    delivered: VecDeque<MessageId>,
    /// To collect what an acknowledgement or a timeout shows lost.
    lost: Vec<Carried>,
    pub(crate) repeats: Repeats,
    pub(crate) faults: Faults,
}

impl Link {
    pub(crate) fn new(config: &LinkConfig) -> Self {
        let recovery = RecoveryConfig {
            congestion: config.congestion,
            ..RecoveryConfig::default()
        };
        let peer_window = (config.peer_window as usize).max(PEER_WINDOW_MIN);
        let packet_bytes_max = config
            .packet_bytes_max
            .min(peer_window / PACKETS_PER_WINDOW);
        let mut link = Self {
            session: config.session,
            token: config.token,
            packet_bytes_min: config.packet_bytes_min,
            repeat_bytes_min: config.repeat_bytes_min,
            opening: config.open,
            recovery: Recovery::new(recovery, config.seed),
            received: Received::new(AckPolicy::default()),
            path: PathMtu::new(packet_bytes_max),
            outbox: Outbox::default(),
            control: VecDeque::new(),
            probe_due: false,
            probe_twice: false,
            timeouts_in_a_row: 0,
            gone_at: None,
            acks_sent: 0,
            delivered: VecDeque::new(),
            lost: Vec::new(),
            repeats: Repeats::default(),
            faults: config.faults,
        };
        link.recovery.set_peer_window(peer_window);
        link
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: Outgoing) {
        self.outbox.add(message);
    }

    /// Sends no more of a message.
    pub(crate) fn stop_sending(&mut self, id: MessageId) {
        self.outbox.remove(id);
    }

    /// Whether a message is still being sent.
    pub(crate) fn is_sending(&self, id: MessageId) -> bool {
        self.outbox.contains(id)
    }

    /// Sends a message once more from its beginning, which it had not reached
    /// the other side's memory.
    pub(crate) fn restart(&mut self, id: MessageId) {
        self.outbox.restart(id);
    }

    /// The other side has more room for a message.
    pub(crate) fn grant(&mut self, id: MessageId, until: u64) {
        self.outbox.grant(id, until);
    }

    /// Sends a word. Of how far a stream has come only the last word is sent.
    pub(crate) fn say(&mut self, control: Control) {
        let updates = |old: &Control| match (old, &control) {
            (Control::Done { stream: old, .. }, Control::Done { stream, .. }) => old == stream,
            _ => false,
        };
        if let Some(old) = self.control.iter_mut().find(|old| updates(old)) {
            *old = control;
        } else if !self.control.contains(&control) {
            self.control.push_back(control);
        }
    }

    /// Sends something now that must be acknowledged, whatever the windows say.
    pub(crate) const fn probe_now(&mut self) {
        self.probe_due = true;
    }

    /// How many acknowledgements were sent so far.
    pub(crate) const fn acks_sent(&self) -> u64 {
        self.acks_sent
    }

    /// The highest packet number used.
    pub(crate) fn largest_sent(&self) -> PacketNumber {
        PacketNumber(self.recovery.next_packet_number().0.saturating_sub(1))
    }

    /// The next message all of which the other side has.
    pub(crate) fn poll_delivered(&mut self) -> Option<MessageId> {
        self.delivered.pop_front()
    }

    /// Whether something is on its way that the other side acknowledges.
    pub(crate) const fn expects_ack(&self) -> bool {
        self.recovery.in_flight() > 0
    }

    /// Whether nothing is on its way and nothing is to be sent. A message that
    /// waits for the other side to make room for it does not count: the other
    /// side may have lost all interest in it, and would not say so twice.
    pub(crate) fn is_idle(&self) -> bool {
        !self.outbox.is_due() && self.control.is_empty() && self.recovery.is_idle()
    }

    /// A packet arrived: its number, unless it is a copy.
    pub(crate) fn begin(&self, number: u32) -> Option<PacketNumber> {
        let number = expand(number, self.received.largest());
        self.received.is_new(number).then_some(number)
    }

    /// Everything in a packet was taken: it may be acknowledged.
    pub(crate) fn commit(
        &mut self,
        now: Instant,
        number: PacketNumber,
        header: &Header,
        len: usize,
    ) {
        self.opening = None;
        let is_new = self.received.on_packet(now, number, len, header.eliciting);
        if is_new && header.ack_now {
            self.received.request_ack(now);
        }
    }

    /// What arrived is to be acknowledged with the next chance.
    pub(crate) fn ack_now(&mut self, now: Instant) {
        self.received.request_ack(now);
    }

    /// The other side says what arrived.
    pub(crate) fn on_ack(&mut self, now: Instant, ack: &Ack) {
        let Self {
            recovery,
            received,
            outbox,
            path,
            delivered,
            lost,
            ..
        } = self;
        let outcome = recovery.on_ack(
            now,
            ack,
            |carried: Carried| {
                if let Some(largest) = carried.acked {
                    received.on_ack_acked(largest);
                }
                for item in carried.items() {
                    match item {
                        Item::Data(part) if outbox.on_arrived(part) => delivered.push_back(part.id),
                        Item::MtuTry(size) => path.on_try_arrived(*size),
                        Item::Data(_) | Item::Control(_) => {}
                    }
                }
            },
            |carried| lost.push(carried),
        );
        if outcome.is_ok_and(|outcome| outcome.acked > 0) {
            self.timeouts_in_a_row = 0;
            self.gone_at = None;
            self.recovery.set_mtu(self.path.current());
        }
        self.repeat_lost();
    }

    /// When [`handle_timeout`](Self::handle_timeout) or
    /// [`poll_transmit`](Self::poll_transmit) has something to do.
    pub(crate) fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        let recovery = self.recovery.poll_timeout();
        let ack = self.received.ack_deadline();
        let waits = self.outbox.is_pending() && self.recovery.can_send() >= self.path.current();
        let pacing = if waits {
            self.recovery.next_send(now)
        } else {
            None
        };
        [recovery, ack, pacing, self.gone_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// Time has passed. `false` where the other side has not been heard for so
    /// long that everything on its way was given up.
    pub(crate) fn handle_timeout(&mut self, now: Instant) -> bool {
        if self.gone_at.is_some_and(|at| at <= now) {
            self.give_up();
            return false;
        }
        let lost = &mut self.lost;
        match self
            .recovery
            .handle_timeout(now, |carried| lost.push(carried))
        {
            OnTimeout::Nothing => {}
            OnTimeout::LossDetected => self.repeat_lost(),
            OnTimeout::Probe if self.faults.has(Fault::NeverProbe) => {}
            OnTimeout::Probe => {
                self.timeouts_in_a_row = self.timeouts_in_a_row.saturating_add(1);
                self.repeats.timeouts += 1;
                if !self.faults.has(Fault::NeverGiveUp) {
                    self.gone_at.get_or_insert(now + SILENCE_MAX);
                    if self.timeouts_in_a_row >= TIMEOUTS_MAX {
                        self.give_up();
                        return false;
                    }
                }
                self.probe();
            }
        }
        true
    }

    /// The system would not send a packet of this size.
    pub(crate) fn on_too_big(&mut self, size: usize) {
        self.path.on_too_big(size);
        self.recovery.set_mtu(self.path.current());
    }

    /// Forgets what is under way or waits, and that nothing was heard. Who
    /// still wants something of it will ask.
    pub(crate) fn give_up(&mut self) {
        self.recovery.forget_all(|_gone| {});
        self.outbox = Outbox::default();
        self.control.clear();
        self.probe_due = false;
        self.probe_twice = false;
        self.timeouts_in_a_row = 0;
        self.gone_at = None;
    }

    /// Appends the next packet, if one is to leave now.
    pub(crate) fn poll_transmit(
        &mut self,
        now: Instant,
        payloads: &mut impl Payloads,
        out: &mut Vec<u8>,
    ) -> bool {
        let ack_due = self.received.ack_deadline().is_some_and(|at| at <= now);
        let waits = self.probe_due || !self.control.is_empty() || self.outbox.is_pending();
        let pending = waits && self.may_send(now);
        if !pending && !ack_due {
            return false;
        }
        if pending && !self.probe_due && self.try_larger_packets(now, out) {
            return true;
        }
        let start = out.len();
        let number = self.recovery.next_packet_number();
        let number = match number.0.checked_sub(1) {
            Some(used) if self.faults.has(Fault::ReuseNumber) => PacketNumber(used),
            _ => number,
        };
        Header::data(self.session, self.token, number).write(out);
        let mut carried = Carried::default();
        let mut room = Room {
            left: self.path.current() - HEADER_BYTES,
            whole: self.path.current() - HEADER_BYTES,
            acks_sent: self.acks_sent,
            end: None,
        };
        if let Some(open) = self.opening.map(Control::Open) {
            open.write(out);
            room.left -= open.len();
            room.whole = room.left;
        }
        self.put_ack(now, &mut room, &mut carried, out);
        if pending {
            self.put_control(&mut room, &mut carried, out);
            let on_part = |part| carried.push(Item::Data(part));
            self.outbox.fill(now, &mut room, payloads, out, on_part);
            if self.probe_due && carried.is_empty() {
                Control::Ping.write(out);
                carried.push(Item::Control(Control::Ping));
            }
            self.probe_due = false;
        }
        let end = room.end.filter(|(len, _)| *len >= DERIVED_BYTES_MIN);
        self.finish(now, start, PacketKind::AckEliciting, carried, end, out);
        if pending && std::mem::take(&mut self.probe_twice) {
            self.repeat_oldest();
        }
        true
    }

    fn may_send(&self, now: Instant) -> bool {
        self.probe_due
            || (self.recovery.can_send() >= self.path.current()
                && self.recovery.next_send(now).is_none_or(|at| at <= now))
    }

    fn put_ack(&mut self, now: Instant, room: &mut Room, carried: &mut Carried, out: &mut Vec<u8>) {
        if self.received.ack_deadline().is_none() {
            return;
        }
        if let Some(ack) = self.received.ack(now) {
            write_ack(&ack, out);
            room.left = room.left.saturating_sub(ack_len(&ack));
            carried.acked = Some(ack.largest());
            self.received.on_ack_sent();
            self.acks_sent += 1;
        }
    }

    fn put_control(&mut self, room: &mut Room, carried: &mut Carried, out: &mut Vec<u8>) {
        while let Some(control) = self.control.front().copied() {
            if control.len() > room.left {
                return;
            }
            self.control.pop_front();
            control.write(out);
            room.left -= control.len();
            carried.push(Item::Control(control));
        }
    }

    fn finish(
        &mut self,
        now: Instant,
        start: usize,
        kind: PacketKind,
        carried: Carried,
        end: Option<(usize, Digest)>,
        out: &mut Vec<u8>,
    ) {
        let least = match self.timeouts_in_a_row {
            0 => start + self.packet_bytes_min,
            _ => start + self.repeat_bytes_min,
        };
        if out.len() < least {
            out.resize(least, 0);
        }
        let eliciting = !carried.is_empty();
        let len = out.len() - start;
        let packet = out.get_mut(start..).unwrap_or_default();
        if eliciting {
            packet::set_eliciting(packet);
        }
        if eliciting && self.waits_for_ack(len) {
            packet::set_ack_now(packet);
        }
        match end {
            Some((len, digest)) => packet::seal_with_end(packet, len, digest),
            None => packet::seal(packet),
        }
        let kind = if eliciting { kind } else { PacketKind::AckOnly };
        self.recovery.on_sent(now, len, kind, carried);
    }

    /// Whether nothing can follow a packet of so many bytes until it is
    /// acknowledged, and the other side would take its time over that: losses
    /// may keep the window smaller than what it acknowledges at once.
    fn waits_for_ack(&mut self, len: usize) -> bool {
        let packet = self.path.current();
        let policy = AckPolicy::default();
        let at_once = policy.bytes.min(policy.packets * packet);
        self.recovery.can_send() < len + packet
            && self.recovery.in_flight() + len < at_once
            && self.outbox.is_pending()
    }

    /// While there is much to send, tries whether larger packets arrive.
    fn try_larger_packets(&mut self, now: Instant, out: &mut Vec<u8>) -> bool {
        let Some(size) = self.path.next_try() else {
            return false;
        };
        if !self.outbox.is_bulk(2 * self.path.current()) {
            return false;
        }
        let start = out.len();
        let number = self.recovery.next_packet_number();
        Header::data(self.session, self.token, number).write(out);
        if let Some(open) = self.opening.map(Control::Open) {
            open.write(out);
        }
        Control::Ping.write(out);
        out.resize(start + size, 0);
        let mut carried = Carried::default();
        carried.push(Item::MtuTry(size));
        self.path.on_try_sent();
        if let Some(packet) = out.get_mut(start..) {
            packet::set_ack_now(packet);
        }
        self.finish(now, start, PacketKind::MtuProbe, carried, None, out);
        true
    }

    /// What was lost is sent again, where it still matters.
    fn repeat_lost(&mut self) {
        for carried in self.lost.drain(..) {
            let (outbox, control, path) = (&mut self.outbox, &mut self.control, &mut self.path);
            self.repeats.repeat(&carried, outbox, control, path);
        }
    }

    /// Nothing was acknowledged for a while: what is oldest goes once more.
    fn probe(&mut self) {
        self.probe_twice = self.timeouts_in_a_row >= TIMEOUTS_BEFORE_TWO;
        if self.path.on_timeouts(self.timeouts_in_a_row) {
            self.recovery.set_mtu(self.path.current());
        }
        self.repeat_oldest();
    }

    fn repeat_oldest(&mut self) {
        self.probe_due = true;
        // Data goes before words, and an old word's packet before nothing: were
        // that repeated and no data, the answer would acknowledge the call, and
        // its reply, which may be what was lost, would not come with it.
        let wanted = |carried: &&Carried| carried.data().any(|part| self.outbox.contains(part.id));
        let oldest = self.recovery.unacked_contents().find(wanted);
        if let Some(oldest) = oldest.or(self.recovery.probe_contents()).cloned() {
            let (outbox, control, path) = (&mut self.outbox, &mut self.control, &mut self.path);
            self.repeats.repeat(&oldest, outbox, control, path);
        }
    }
}
