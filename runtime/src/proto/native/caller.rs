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
//!    the server stops:   ◀───────────── CLOSE(calls) │
//! ```
//!
//! A reset ends a call whose first bytes left before the server began to
//! remember: it may have been executed. Any other was not, and is sent again in
//! a new session. A call never goes from one session to another otherwise.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::config::CallerConfig;
use crate::proto::native::farewell::Farewell;
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{Control, Frame, Frames};
use crate::proto::native::number::{MessageKind, SessionId};
use crate::proto::native::packet::{Header, PacketType};
use crate::proto::native::repeats::Repeats;
use crate::proto::native::secret::Secret;
use crate::proto::native::welcome::{Welcome, read_reset};
use crate::proto::random::Random;

mod association;
mod call;
mod fate;
mod greeting;
mod ledger;
mod outcome;
mod policy;
mod requests;
mod state;
mod stream;
mod streams;

use association::{Answer, Association};
use call::Due;
pub use call::Request;
use fate::Fate;
use greeting::Greeting;
use ledger::Ledger;
pub use outcome::{CallNumber, Ended, Outcome, WhyMaybe, WhyNot};
pub use policy::Policy;
pub use requests::Requests;
use state::State;
use streams::Streams;

/// How long the server's host may refuse before the server is taken to be gone.
const REFUSED_MAX: Duration = Duration::from_secs(2);

/// Clocks of two machines may differ by this part of what they measure: 1/1000.
const CLOCK_DRIFT: u32 = 1_000;

/// All calls from one socket to one server.
#[derive(Debug)]
pub struct Caller {
    config: CallerConfig,
    server: SocketAddr,
    secret: Secret,
    random: Random,
    state: State,
    ledger: Ledger,
    streams: Streams,
    refused_since: Option<Instant>,
    /// In the states before this one.
    repeats: Repeats,
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
            ledger: Ledger::default(),
            streams: Streams::default(),
            refused_since: None,
            repeats: Repeats::default(),
        }
    }

    /// Where the server is.
    #[must_use]
    pub const fn server(&self) -> SocketAddr {
        self.server
    }

    /// How many calls and messages have not ended.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.ledger.len() + self.streams.len()
    }

    /// Whether there is nothing to do until a call begins or a message is sent.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.ledger.is_at_rest() && self.streams.is_at_rest()
    }

    /// Whether the server is about to be heard, having something to answer.
    #[must_use]
    pub fn expects_ack(&self) -> bool {
        self.state.expects_ack()
    }

    /// How often something was sent again so far.
    #[must_use]
    pub const fn repeats(&self) -> Repeats {
        self.repeats.and(self.state.repeats())
    }

    /// Begins a call.
    pub fn begin(&mut self, now: Instant, number: CallNumber, request: Request) {
        self.ledger.begin(number, request);
        self.proceed(now);
    }

    /// Queues a message of `total` bytes. The messages of a stream are executed
    /// in order, each at most once, and the next after the one before; several
    /// are under way at once. Where one fails, those behind it do too, and so
    /// do further ones until [`resume`](Self::resume).
    pub fn send(
        &mut self,
        now: Instant,
        number: CallNumber,
        stream: u16,
        total: u64,
        policy: Policy,
    ) {
        self.streams.push(number, stream, total, policy);
        self.proceed(now);
    }

    /// Goes on with a stream on which a message failed.
    pub fn resume(&mut self, stream: u16) {
        self.streams.resume(stream);
    }

    /// Asks that a call be not executed if that can still be helped. The call
    /// ends as soon as the server says which it is. A message ends at once, and
    /// so do those behind it.
    pub fn cancel(&mut self, number: CallNumber) {
        let Some(call) = self.ledger.get(number) else {
            return self.streams.cancel(self.state.link(), number);
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

    /// The next call or message that ended.
    #[must_use]
    pub fn poll_ended(&mut self) -> Option<Ended> {
        let call = self.ledger.poll_ended();
        call.or_else(|| self.streams.poll_ended())
    }

    /// Whether a datagram is for this caller, where a responder shares the socket.
    #[must_use]
    pub fn expects(&self, datagram: &[u8]) -> bool {
        self.state.expects(datagram)
    }

    /// A datagram from the server. Whether it meant anything.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) -> bool {
        let Some((header, body)) = Header::open(datagram) else {
            return false;
        };
        let understood = match header.kind {
            PacketType::Welcome => self.handle_welcome(&header, body),
            PacketType::Reset => self.handle_reset(now, &header, body),
            PacketType::Close => self.handle_close(&header, body),
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
            State::Greeting(_) => {
                self.streams.on_no_answer(WhyNot::Refused);
                self.end_waiting(WhyNot::Refused);
                // Somebody may listen yet: what is to be repeated waits.
                if !self.streams.is_waiting() {
                    self.enter(State::Strangers);
                }
            }
            State::Open(_) => {
                let since = *self.refused_since.get_or_insert(now);
                if now.saturating_duration_since(since) >= REFUSED_MAX {
                    self.lose_server();
                    self.proceed(now);
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
                    self.enter(State::Strangers);
                    self.streams.on_no_answer(WhyNot::NoAnswer);
                    self.end_waiting(WhyNot::NoAnswer);
                }
            }
            State::Open(open) => {
                if !open.link.handle_timeout(now) {
                    self.lose_server();
                }
            }
        }
        while let Some(number) = self.ledger.take_alarm(now) {
            self.handle_alarm(now, number);
        }
        self.streams.handle_timeout(now, self.state.link());
        self.proceed(now);
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) and
    /// [`poll_transmit`](Self::poll_transmit), if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        let alarm = self.ledger.next_alarm();
        let state = self.state.poll_timeout(now, self.config.greeting);
        [alarm, state, self.streams.next_timeout()]
            .into_iter()
            .flatten()
            .min()
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
                let (ledger, streams) = (&mut self.ledger, &mut self.streams);
                open.poll_transmit(now, ledger, streams, requests, out)
            }
        }
    }

    fn handle_welcome(&mut self, header: &Header, body: &[u8]) -> bool {
        let Ok(welcome) = Welcome::read(body) else {
            return false;
        };
        match &mut self.state {
            State::Greeting(greeting) if greeting.session == header.session => {
                let seed = self.random.next_u64();
                let open = Association::new(&self.config, header, &welcome, seed);
                self.enter(State::Open(Box::new(open)));
                true
            }
            State::Open(open) => open.handle_welcome(header, &welcome),
            _ => false,
        }
    }

    /// The server does not know the session. What was first sent after it
    /// began to remember was not executed.
    fn handle_reset(&mut self, now: Instant, header: &Header, body: &[u8]) -> bool {
        let Ok(age) = read_reset(body) else {
            return false;
        };
        if !self.state.is_session_of(header) {
            return false;
        }
        let age = age.saturating_sub(age / CLOCK_DRIFT);
        self.enter(State::Strangers);
        let trusts = self.config.faults.has(Fault::IgnoreResetAge);
        let is_new = |first: Instant| trusts || now.saturating_duration_since(first) < age;
        let why = WhyMaybe::ServerRestarted;
        self.streams.leave_session(why, is_new);
        self.ledger.leave_session(why, |call| {
            Fate::after_reset(call, call.first_sent.is_none_or(is_new))
        });
        true
    }

    /// The server stops, and says which calls it executed. The others are made
    /// again in a new session, if somebody listens there by then.
    fn handle_close(&mut self, header: &Header, body: &[u8]) -> bool {
        let Ok(farewell) = Farewell::read(body) else {
            return false;
        };
        if !self.state.is_session_of(header) {
            return false;
        }
        self.enter(State::Strangers);
        let why = WhyMaybe::ServerGone;
        self.streams.leave_session(why, |_first_sent| false);
        self.ledger
            .leave_session(why, |call| Fate::after_close(call, &farewell));
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
        if let State::Open(open) = &mut self.state {
            open.note_delivered(now, &mut self.ledger);
        }
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
                match open.handle_reply(now, &self.config, data, header, datagram) {
                    Answer::Taken => {}
                    Answer::Refused => return false,
                    Answer::Ends(number, outcome) => open.end(&mut self.ledger, number, outcome),
                }
            }
            Frame::Data(_) => {}
            Frame::Control(control) => {
                if !self.streams.handle_control(now, &mut open.link, control) {
                    open.handle_control(now, control, &mut self.ledger, &mut self.random);
                }
            }
        }
        true
    }

    /// Looks after a call whose time has come.
    fn handle_alarm(&mut self, now: Instant, number: CallNumber) {
        let Some(call) = self.ledger.get_mut(number) else {
            return;
        };
        let (due, place) = (call.handle_alarm(now, self.config.faults), call.place);
        match (due, place) {
            (Due::Deadline, _) => return self.end_late(number),
            (Due::ServerDead, _) => return self.lose_server(),
            (Due::Probe, Some((slot, seq))) => {
                if let State::Open(open) = &mut self.state {
                    open.link.say(Control::Probe { slot, seq });
                }
            }
            (Due::Retry, Some((slot, seq))) => {
                if let State::Open(open) = &mut self.state {
                    open.send_again(&mut self.ledger, slot, seq);
                }
            }
            _ => {}
        }
        self.ledger.rearm(number);
    }

    fn end_late(&mut self, number: CallNumber) {
        let Some(call) = self.ledger.get(number) else {
            return;
        };
        let outcome = call.late_outcome(self.config.faults);
        if let (Some((slot, seq)), State::Open(open)) = (call.place, &mut self.state) {
            // Nobody waits for it any more: spare the server the work.
            open.link.say(Control::Cancel { slot, seq });
        }
        self.end(number, outcome);
    }

    /// Begins what can begin.
    fn proceed(&mut self, now: Instant) {
        if !self.ledger.is_waiting() && !self.streams.is_waiting() {
            return;
        }
        if matches!(self.state, State::Strangers) {
            let session = SessionId(self.secret.next_id());
            self.state = State::Greeting(Greeting::new(session, now));
        }
        if let State::Open(open) = &mut self.state {
            open.start_messages(now, &mut self.streams);
        }
        while let (State::Open(open), Some((number, call))) =
            (&mut self.state, self.ledger.first_waiting())
        {
            if call.request.total > open.message_bytes_max {
                let limit = open.message_bytes_max;
                self.end(number, Outcome::NotExecuted(WhyNot::TooLarge { limit }));
            } else if open.start(number, call) {
                self.ledger.start_first();
            } else {
                return;
            }
        }
    }

    /// The server does not answer any more.
    fn lose_server(&mut self) {
        self.refused_since = None;
        if let State::Open(open) = &mut self.state
            && self.streams.must_repeat()
        {
            // Only in the same session does the server know what it executed
            // of the messages that are to be sent for as long as it takes.
            open.end_sent(&mut self.ledger);
            return self.streams.on_silence(&mut open.link);
        }
        self.enter(State::Strangers);
        self.streams
            .leave_session(WhyMaybe::ServerGone, |_first_sent| false);
        let adopts = self.config.faults.has(Fault::AdoptIncarnation);
        self.ledger.leave_session(WhyMaybe::ServerGone, |call| {
            Fate::after_silence(call, adopts)
        });
    }

    fn enter(&mut self, state: State) {
        self.repeats = self.repeats();
        self.state = state;
    }

    /// Nothing was sent of the calls that wait.
    fn end_waiting(&mut self, why: WhyNot) {
        for number in self.ledger.take_waiting() {
            self.end(number, Outcome::NotExecuted(why));
        }
    }

    fn end(&mut self, number: CallNumber, outcome: Outcome) {
        if let State::Open(open) = &mut self.state {
            open.end(&mut self.ledger, number, outcome);
        } else {
            // Nothing has a place.
            let _ = self.ledger.end(number, outcome);
        }
    }
}
