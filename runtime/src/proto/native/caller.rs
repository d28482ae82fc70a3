//! The client's end: many calls from one socket to one server.
//!
//! ```text
//!  caller                                        responder
//!    │ 1. HELLO ───────────────────────────────────▶ │ remembers nothing
//!    │ ◀──────────────────── 2. WELCOME(cookie, token)│
//!    │ 3. OPEN(cookie) CALL(slot, seq) ────────────▶ │ takes the slot, executes
//!    │ ◀───────────────── 4. ACK(3) REPLY(slot, seq) │ keeps the reply
//!    │ 5. CALL(slot, seq + 1) ─────────────────────▶ │ forgets the reply
//!
//!    3 or 4 is lost:     CALL(slot, seq) ──────────▶ │ the reply again
//!    the handler is slow: ◀──────────────── ACK(3)   │
//!      after 1, 2, 4 … s PROBE(slot, seq) ─────────▶ │
//!                        ◀───────── STATUS(running)  │
//!    the server restarted: CALL(slot, seq) ────────▶ │ knows no such session
//!                        ◀────────────── RESET(age)  │
//! ```
//!
//! A reset ends a call whose first bytes left before the server began to
//! remember: it may have been executed. Any other was not, and is sent again in
//! a new session. A call never goes from one session to another otherwise.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::proto::native::assembly::{Assembly, Stored};
use crate::proto::native::caller_config::CallerConfig;
use crate::proto::native::frame::{CallState, Control, Data, Frame, Frames, Open};
use crate::proto::native::link::{Link, LinkConfig};
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageId, MessageKind, Seq, SessionId, Slot};
use crate::proto::native::outbox::Payloads;
use crate::proto::native::outgoing::Outgoing;
use crate::proto::native::packet::{Header, PacketType};
use crate::proto::native::secret::Secret;
use crate::proto::native::welcome::{Welcome, read_reset};
use crate::proto::random::Random;

mod call;
mod greeting;

pub use call::Request;
use call::{Call, Due, Stage};
use greeting::Greeting;

/// Packets of a client have at least so many bytes, so that no reset is larger
/// than what it answers.
const PACKET_BYTES_MIN: usize = 40;

/// How long the server's host may refuse before the server is taken to be gone.
const REFUSED_MAX: Duration = Duration::from_secs(2);

/// Clocks of two machines may differ by this part of what they measure: 1/1000.
const CLOCK_DRIFT: u32 = 1_000;

/// Names a call at its client; whoever makes calls chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallNumber(pub u64);

/// Where the messages of calls are.
pub trait Requests {
    /// Appends a part of a call's message.
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>);
}

/// A call ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which call.
    pub call: CallNumber,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A reply came.
    Replied(Bytes),
    /// The procedure was not executed and will not be.
    NotExecuted(WhyNot),
    /// The procedure was executed at most once.
    MaybeExecuted(WhyMaybe),
    /// The procedure was executed and its reply is gone.
    ReplyLost,
}

/// Why a procedure was not executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// The deadline passed before anything was sent.
    DeadlinePassed,
    /// Nobody answered the hello.
    NoAnswer,
    /// The server's host says that nobody listens.
    Refused,
    /// The caller cancelled it in time, or the server takes no calls any more.
    Withdrawn,
    /// It is larger than the server takes.
    TooLarge {
        /// What the server takes, in bytes.
        limit: u64,
    },
}

/// Why it is not known whether a procedure was executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyMaybe {
    /// The deadline passed.
    DeadlinePassed,
    /// The server restarted, or forgot the session.
    ServerRestarted,
    /// The server does not answer any more.
    ServerGone,
}

/// All calls from one socket to one server.
#[derive(Debug)]
pub struct Caller {
    config: CallerConfig,
    server: SocketAddr,
    secret: Secret,
    random: Random,
    state: State,
    calls: BTreeMap<CallNumber, Call>,
    alarms: BTreeSet<(Instant, CallNumber)>,
    waiting: VecDeque<CallNumber>,
    slots: Vec<ClientSlot>,
    free: Vec<Slot>,
    refused_since: Option<Instant>,
    ended: VecDeque<Ended>,
}

#[derive(Debug)]
enum State {
    /// Nothing was said, or the server forgot it.
    Strangers,
    Greeting(Greeting),
    Open(Box<Association>),
}

/// A session.
#[derive(Debug)]
struct Association {
    link: Link,
    incarnation: u64,
    message_bytes_max: u64,
}

/// A place for one outstanding call.
#[derive(Debug)]
struct ClientSlot {
    seq: Seq,
    call: Option<CallNumber>,
    reply: Option<Assembly>,
}

impl Caller {
    /// A caller that has not said hello yet.
    #[must_use]
    pub fn new(config: CallerConfig, server: SocketAddr, mut secret: Secret) -> Self {
        let random = Random::new(secret.next_id());
        Self {
            config,
            server,
            secret,
            random,
            state: State::Strangers,
            calls: BTreeMap::new(),
            alarms: BTreeSet::new(),
            waiting: VecDeque::new(),
            slots: Vec::new(),
            free: Vec::new(),
            refused_since: None,
            ended: VecDeque::new(),
        }
    }

    /// Where the server is.
    #[must_use]
    pub const fn server(&self) -> SocketAddr {
        self.server
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.calls.len()
    }

    /// Whether there is nothing to do until a call begins.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.calls.is_empty() && self.alarms.is_empty() && self.waiting.is_empty()
    }

    /// Begins a call.
    pub fn begin(&mut self, now: Instant, number: CallNumber, request: Request) {
        let call = Call::new(request);
        self.alarms.insert((call.alarm, number));
        self.calls.insert(number, call);
        self.waiting.push_back(number);
        self.proceed(now);
    }

    /// Asks that a call be not executed if that can still be helped. The call
    /// ends as soon as the server says which it is.
    pub fn cancel(&mut self, number: CallNumber) {
        let Some(call) = self.calls.get(&number) else {
            return;
        };
        match (call.first_sent, call.place) {
            (Some(_), Some((slot, seq))) => {
                if let State::Open(open) = &mut self.state {
                    open.link.say(Control::Cancel { slot, seq });
                }
            }
            _ => self.end(number, Outcome::NotExecuted(WhyNot::Withdrawn)),
        }
    }

    /// The next call that ended.
    #[must_use]
    pub fn poll_ended(&mut self) -> Option<Ended> {
        self.ended.pop_front()
    }

    /// A datagram from the server. Whether it meant anything.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) -> bool {
        let Some((header, body)) = Header::open(datagram) else {
            return false;
        };
        let understood = match header.kind {
            PacketType::Welcome => self.handle_welcome(&header, body),
            PacketType::Reset => self.handle_reset(now, &header, body),
            PacketType::Data => self.handle_data(now, &header, body, datagram),
            PacketType::Hello => false,
        };
        if understood {
            self.refused_since = None;
            self.proceed(now);
        }
        understood
    }

    /// The server's host says that nobody listens there.
    pub fn handle_refused(&mut self, now: Instant) {
        match &self.state {
            State::Strangers => {}
            State::Greeting(_) => self.end_waiting(WhyNot::Refused),
            State::Open(_) => {
                let since = *self.refused_since.get_or_insert(now);
                if now.saturating_duration_since(since) >= REFUSED_MAX {
                    self.lose_server();
                }
            }
        }
    }

    /// The system would not send a packet of this size.
    pub fn handle_too_big(&mut self, size: usize) {
        if let State::Open(open) = &mut self.state {
            open.link.on_too_big(size);
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        match &mut self.state {
            State::Strangers => {}
            State::Greeting(greeting) => {
                if now.saturating_duration_since(greeting.began()) >= self.config.greeting {
                    self.end_waiting(WhyNot::NoAnswer);
                }
            }
            State::Open(open) => {
                if !open.link.handle_timeout(now) {
                    self.lose_server();
                }
            }
        }
        while let Some((at, number)) = self.alarms.first().copied().filter(|(at, _)| *at <= now) {
            self.alarms.remove(&(at, number));
            self.handle_alarm(now, number);
        }
        self.proceed(now);
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) and
    /// [`poll_transmit`](Self::poll_transmit), if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        let alarm = self.alarms.first().map(|(at, _)| *at);
        let state = match &mut self.state {
            State::Strangers => None,
            State::Greeting(greeting) => {
                Some(greeting.due().min(greeting.began() + self.config.greeting))
            }
            State::Open(open) => open.link.poll_timeout(now),
        };
        [alarm, state].into_iter().flatten().min()
    }

    /// Appends the next packet to be sent now, if there is one.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        requests: &impl Requests,
        out: &mut Vec<u8>,
    ) -> bool {
        match &mut self.state {
            State::Strangers => false,
            State::Greeting(greeting) => greeting.poll_transmit(now, &mut self.random, out),
            State::Open(open) => {
                let mut payloads = Outstanding {
                    slots: &self.slots,
                    calls: &mut self.calls,
                    requests,
                };
                open.link.poll_transmit(now, &mut payloads, out)
            }
        }
    }

    fn handle_welcome(&mut self, header: &Header, body: &[u8]) -> bool {
        let Ok(welcome) = Welcome::read(body) else {
            return false;
        };
        match &mut self.state {
            State::Greeting(greeting) if greeting.session == header.session => {
                self.open(header, &welcome);
                true
            }
            // This client's address has changed, and the server wants to see
            // that it receives at the new one.
            State::Open(open)
                if open.link.session == header.session
                    && open.incarnation == welcome.incarnation =>
            {
                if open.link.token != header.token {
                    open.link.token = header.token;
                    open.link.probe_now();
                }
                true
            }
            _ => false,
        }
    }

    fn open(&mut self, header: &Header, welcome: &Welcome) {
        let config = LinkConfig {
            session: header.session,
            token: header.token,
            packet_bytes_max: self.config.packet_bytes_max,
            packet_bytes_min: PACKET_BYTES_MIN,
            peer_window: welcome.window,
            congestion: self.config.congestion,
            seed: self.random.next_u64(),
            open: Some(Open {
                cookie: welcome.cookie,
                window: self.config.window,
                message_bytes_max: self.config.message_bytes_max,
            }),
        };
        let slots = welcome.slots.min(self.config.slots_max).max(1);
        let empty = || ClientSlot {
            seq: Seq(0),
            call: None,
            reply: None,
        };
        self.slots = std::iter::repeat_with(empty).take(slots.into()).collect();
        self.free = (0..slots).rev().map(Slot).collect();
        self.state = State::Open(Box::new(Association {
            link: Link::new(&config),
            incarnation: welcome.incarnation,
            message_bytes_max: welcome.message_bytes_max,
        }));
    }

    /// The server does not know the session. What was first sent after it
    /// began to remember was not executed.
    fn handle_reset(&mut self, now: Instant, header: &Header, body: &[u8]) -> bool {
        let Ok(age) = read_reset(body) else {
            return false;
        };
        match &self.state {
            State::Open(open) if open.link.session == header.session => {}
            _ => return false,
        }
        let age = age.saturating_sub(age / CLOCK_DRIFT);
        self.state = State::Strangers;
        self.slots.clear();
        self.free.clear();
        let mut ended = Vec::new();
        let mut again = Vec::new();
        for (number, call) in &mut self.calls {
            if call.place.is_none() {
                continue;
            }
            let is_new = |first: Instant| now.saturating_duration_since(first) < age;
            let is_new = call.first_sent.is_none_or(is_new);
            if call.request.idempotent || is_new {
                call.withdraw(!is_new);
                again.push(*number);
            } else {
                ended.push(*number);
            }
        }
        for number in ended {
            self.end(number, Outcome::MaybeExecuted(WhyMaybe::ServerRestarted));
        }
        self.wait_again(again);
        true
    }

    fn handle_data(&mut self, now: Instant, header: &Header, body: &[u8], datagram: &[u8]) -> bool {
        let State::Open(open) = &mut self.state else {
            return false;
        };
        if open.link.session != header.session {
            return false;
        }
        let Some(number) = open.link.begin(header.number) else {
            return true;
        };
        let mut complete = true;
        for frame in Frames::new(body, open.link.largest_sent()) {
            let Ok(frame) = frame else {
                return false;
            };
            complete &= self.handle_frame(now, &frame, header, datagram);
        }
        if let (true, State::Open(open)) = (complete, &mut self.state) {
            open.link.commit(now, number, header, datagram.len());
        }
        self.note_delivered(now);
        true
    }

    /// Whether the frame was taken, so that its packet may be acknowledged.
    fn handle_frame(
        &mut self,
        now: Instant,
        frame: &Frame<'_>,
        header: &Header,
        datagram: &[u8],
    ) -> bool {
        let State::Open(open) = &mut self.state else {
            return false;
        };
        match frame {
            Frame::Ack(ack) => open.link.on_ack(now, ack),
            Frame::Data(data) if data.id.kind == MessageKind::Reply => {
                return self.handle_reply(now, data, header, datagram);
            }
            Frame::Data(_) => {}
            Frame::Control(control) => self.handle_control(now, control),
        }
        true
    }

    fn handle_control(&mut self, now: Instant, control: &Control) {
        let State::Open(open) = &mut self.state else {
            return;
        };
        match *control {
            Control::Grant { id, until } => open.link.grant(id, until),
            Control::Resend { id } if id.kind == MessageKind::Call => {
                self.send_again(id.slot, id.seq);
            }
            Control::Status { slot, seq, state } => self.handle_status(now, slot, seq, state),
            Control::Busy {
                slot,
                seq,
                retry_after,
            } => {
                if let Some(number) = self.call_at(slot, seq) {
                    self.hold_back(now, number, retry_after);
                }
            }
            // The rest is for servers.
            _ => {}
        }
    }

    fn handle_status(&mut self, now: Instant, slot: Slot, seq: Seq, state: CallState) {
        let Some(number) = self.call_at(slot, seq) else {
            return;
        };
        match state {
            CallState::Running => {
                if let Some(call) = self.calls.get_mut(&number) {
                    call.on_running(now);
                }
                self.rearm(number);
            }
            CallState::NotExecuted => self.end(number, Outcome::NotExecuted(WhyNot::Withdrawn)),
            CallState::ReplyGone => self.end(number, Outcome::ReplyLost),
        }
    }

    fn handle_reply(
        &mut self,
        now: Instant,
        data: &Data<'_>,
        header: &Header,
        datagram: &[u8],
    ) -> bool {
        let (slot, seq) = (data.id.slot, data.id.seq);
        let Some(number) = self.call_at(slot, seq) else {
            // An old one.
            return true;
        };
        let (State::Open(open), Some(place)) =
            (&mut self.state, self.slots.get_mut(usize::from(slot.0)))
        else {
            return false;
        };
        if data.bytes.len() as u64 == data.total {
            if header.eliciting {
                open.link.ack_now(now);
            }
            let outcome = Outcome::Replied(Bytes::InDatagram(Bytes::place(data.bytes, datagram)));
            self.end(number, outcome);
            return true;
        }
        if data.total > self.config.message_bytes_max {
            self.end(number, Outcome::ReplyLost);
            return true;
        }
        let reply = place
            .reply
            .get_or_insert_with(|| Assembly::new(data.total, Vec::new()));
        match reply.store(data) {
            Stored::Refused => return false,
            Stored::Partly => {
                if let Some(until) = reply.grant(self.config.grant_window) {
                    open.link.say(Control::Grant { id: data.id, until });
                }
            }
            Stored::Complete => {
                open.link.ack_now(now);
                if let Some(reply) = place.reply.take() {
                    let reply = Bytes::Assembled(reply.into_bytes());
                    self.end(number, Outcome::Replied(reply));
                }
            }
            Stored::Broken => {
                place.reply = None;
                open.link.say(Control::Resend { id: data.id });
            }
        }
        true
    }

    /// Looks after a call whose time has come.
    fn handle_alarm(&mut self, now: Instant, number: CallNumber) {
        let Some(call) = self.calls.get_mut(&number) else {
            return;
        };
        let (due, place) = (call.handle_alarm(now), call.place);
        match (due, place) {
            (Due::Deadline, _) => return self.end_late(number),
            (Due::ServerDead, _) => return self.lose_server(),
            (Due::Probe, Some((slot, seq))) => {
                if let State::Open(open) = &mut self.state {
                    open.link.say(Control::Probe { slot, seq });
                }
            }
            (Due::Retry, Some((slot, seq))) => self.send_again(slot, seq),
            _ => {}
        }
        self.rearm(number);
    }

    fn end_late(&mut self, number: CallNumber) {
        let Some(call) = self.calls.get(&number) else {
            return;
        };
        let outcome = match call.first_sent {
            None => Outcome::NotExecuted(WhyNot::DeadlinePassed),
            Some(_) => Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed),
        };
        if let (Some((slot, seq)), State::Open(open)) = (call.place, &mut self.state) {
            // Nobody waits for it any more: spare the server the work.
            open.link.say(Control::Cancel { slot, seq });
        }
        self.end(number, outcome);
    }

    /// Sends a call from its beginning, in the same place.
    fn send_again(&mut self, slot: Slot, seq: Seq) {
        let Some(number) = self.call_at(slot, seq) else {
            return;
        };
        let (State::Open(open), Some(call)) = (&mut self.state, self.calls.get_mut(&number)) else {
            return;
        };
        let id = MessageId::call(slot, seq);
        if open.link.is_sending(id) {
            open.link.restart(id);
        } else {
            let request = call.request;
            open.link
                .send(Outgoing::new(id, request.total, Some(request.deadline)));
        }
        call.stage = Stage::Sending;
        self.rearm(number);
    }

    fn hold_back(&mut self, now: Instant, number: CallNumber, retry_after: Duration) {
        let (State::Open(open), Some(call)) = (&mut self.state, self.calls.get_mut(&number)) else {
            return;
        };
        if let Some((slot, seq)) = call.place {
            open.link.stop_sending(MessageId::call(slot, seq));
        }
        let random = &mut self.random;
        call.on_busy(now, retry_after, |pause| random.jitter(pause));
        self.rearm(number);
    }

    /// Calls all of which the server has are asked about from now on.
    fn note_delivered(&mut self, now: Instant) {
        while let State::Open(open) = &mut self.state {
            let Some(id) = open.link.poll_delivered() else {
                return;
            };
            if let Some(number) = self.call_at(id.slot, id.seq) {
                if let Some(call) = self.calls.get_mut(&number) {
                    call.on_acknowledged(now);
                }
                self.rearm(number);
            }
        }
    }

    /// Begins what can begin.
    fn proceed(&mut self, now: Instant) {
        if self.waiting.is_empty() {
            return;
        }
        if matches!(self.state, State::Strangers) {
            let session = SessionId(self.secret.next_id());
            self.state = State::Greeting(Greeting::new(session, now));
        }
        while let (State::Open(open), Some(number)) =
            (&mut self.state, self.waiting.front().copied())
        {
            let Some(call) = self.calls.get_mut(&number) else {
                self.waiting.pop_front();
                continue;
            };
            if call.request.total > open.message_bytes_max {
                let limit = open.message_bytes_max;
                self.waiting.pop_front();
                self.end(number, Outcome::NotExecuted(WhyNot::TooLarge { limit }));
                continue;
            }
            let Some(slot) = self.free.pop() else {
                return;
            };
            self.waiting.pop_front();
            let Some(place) = self.slots.get_mut(usize::from(slot.0)) else {
                return;
            };
            place.seq = place.seq.next();
            place.call = Some(number);
            call.start(slot, place.seq);
            let id = MessageId::call(slot, place.seq);
            open.link.send(Outgoing::new(
                id,
                call.request.total,
                Some(call.request.deadline),
            ));
        }
    }

    /// The server does not answer any more.
    fn lose_server(&mut self) {
        self.refused_since = None;
        let is_sent = |call: &Call| call.place.is_some() && call.first_sent.is_some();
        let sent = self.calls.iter().filter(|(_, call)| is_sent(call));
        let sent: Vec<_> = sent.map(|(number, _)| *number).collect();
        for number in sent {
            self.end(number, Outcome::MaybeExecuted(WhyMaybe::ServerGone));
        }
        // What was never sent waits for the next session.
        self.state = State::Strangers;
        self.slots.clear();
        self.free.clear();
        let mut again = Vec::new();
        for (number, call) in &mut self.calls {
            if call.place.is_some() {
                call.withdraw(false);
                again.push(*number);
            }
        }
        self.wait_again(again);
    }

    /// Puts calls back in front of those that wait.
    fn wait_again(&mut self, numbers: Vec<CallNumber>) {
        for number in numbers.into_iter().rev() {
            self.rearm(number);
            self.waiting.push_front(number);
        }
    }

    /// Nothing was sent of the calls that wait.
    fn end_waiting(&mut self, why: WhyNot) {
        self.state = State::Strangers;
        for number in std::mem::take(&mut self.waiting) {
            self.end(number, Outcome::NotExecuted(why));
        }
    }

    fn end(&mut self, number: CallNumber, outcome: Outcome) {
        let Some(call) = self.calls.remove(&number) else {
            return;
        };
        let outcome = match outcome {
            Outcome::NotExecuted(_) if call.may_have_run => {
                Outcome::MaybeExecuted(WhyMaybe::ServerGone)
            }
            outcome => outcome,
        };
        self.alarms.remove(&(call.alarm, number));
        if let Some((slot, seq)) = call.place {
            if let State::Open(open) = &mut self.state {
                open.link.stop_sending(MessageId::call(slot, seq));
            }
            if let Some(place) = self.slots.get_mut(usize::from(slot.0)) {
                place.call = None;
                place.reply = None;
                self.free.push(slot);
            }
        } else {
            self.waiting.retain(|waiting| *waiting != number);
        }
        self.ended.push_back(Ended {
            call: number,
            outcome,
        });
    }

    fn rearm(&mut self, number: CallNumber) {
        if let Some(call) = self.calls.get_mut(&number) {
            let alarm = call.next_alarm();
            if alarm != call.alarm || !self.alarms.contains(&(alarm, number)) {
                self.alarms.remove(&(call.alarm, number));
                self.alarms.insert((alarm, number));
                call.alarm = alarm;
            }
        }
    }

    /// The call that has the place, unless it is an old one's.
    fn call_at(&self, slot: Slot, seq: Seq) -> Option<CallNumber> {
        let place = self.slots.get(usize::from(slot.0))?;
        place.call.filter(|_| place.seq == seq)
    }
}

/// Finds the bytes of calls, and notes when the first of them leave.
struct Outstanding<'a, R> {
    slots: &'a [ClientSlot],
    calls: &'a mut BTreeMap<CallNumber, Call>,
    requests: &'a R,
}

impl<R: Requests> Payloads for Outstanding<'_, R> {
    fn append(&mut self, now: Instant, id: MessageId, part: Range<u64>, out: &mut Vec<u8>) {
        let place = self.slots.get(usize::from(id.slot.0));
        let number = place
            .filter(|place| place.seq == id.seq)
            .and_then(|place| place.call);
        if let Some((number, call)) = number.and_then(|n| Some((n, self.calls.get_mut(&n)?))) {
            call.first_sent.get_or_insert(now);
            self.requests.append(number, part, out);
        }
    }
}
