//! The server's end: all sessions of all clients, short of the handlers.
//!
//! The flow of messages stands at the head of [`Caller`](super::Caller). A
//! hello is answered from the server's secret alone. A session begins with the
//! first packet that carries a cookie back; a packet of a session that is not
//! known, and that no cookie can open any more, is answered by a reset, which
//! says for how long the responder has not forgotten anything.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use crate::config::ResponderConfig;
use crate::proto::native::cookie::Cookie;
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{Control, Frame, Frames, Open};
use crate::proto::native::link::{Link, LinkConfig};
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageKind, PacketNumber, SessionId, Token};
use crate::proto::native::packet::{Header, PacketType};
use crate::proto::native::secret::Secret;
use crate::proto::native::welcome::{StreamLimits, Welcome, reset_packet};
use crate::proto::random::Random;

mod request;
mod session;
mod shared;
mod slot;
mod spare;
mod stream;
mod streams;

pub use request::{CallKey, Request, RequestKind};
use session::Session;
use shared::{Shared, Taken};
use spare::Spare;

/// Welcomes and resets that wait to be sent, at most; further ones are not.
const STATELESS_MAX: usize = 256;

/// How many sessions are looked at to find one that can be forgotten.
const EVICTION_TRIES: usize = 32;

/// All sessions of a server.
#[derive(Debug)]
pub struct Responder {
    shared: Shared,
    secret: Secret,
    random: Random,
    incarnation: u64,
    started: Instant,
    /// When a session was forgotten last.
    forgot: Option<Instant>,
    by_id: HashMap<SessionId, usize>,
    sessions: Vec<Option<Session>>,
    free: Vec<usize>,
    /// Where to look next for a session that can be forgotten.
    hand: usize,
    is_closed: bool,
    timers: BTreeSet<(Instant, usize)>,
    /// Sessions that may have something to send.
    queue: VecDeque<usize>,
    stateless: VecDeque<(SocketAddr, Vec<u8>)>,
    requests: VecDeque<Request>,
}

impl Responder {
    /// A responder that begins to remember now.
    #[must_use]
    pub fn new(now: Instant, config: ResponderConfig, mut secret: Secret) -> Self {
        Self {
            random: Random::new(secret.next_id()),
            incarnation: secret.next_id(),
            secret,
            started: now,
            forgot: None,
            shared: Shared {
                config,
                memory: 0,
                in_progress: 0,
                draining: false,
                spare: Spare::new(config.spare_bytes_max),
            },
            by_id: HashMap::new(),
            sessions: Vec::new(),
            free: Vec::new(),
            hand: 0,
            is_closed: false,
            timers: BTreeSet::new(),
            queue: VecDeque::new(),
            stateless: VecDeque::new(),
            requests: VecDeque::new(),
        }
    }

    /// A datagram arrived. Whether it meant anything.
    pub fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> bool {
        if self.is_closed {
            return false;
        }
        let Some((header, body)) = Header::open(datagram) else {
            return false;
        };
        match header.kind {
            PacketType::Hello => {
                self.welcome(now, from, header.session, datagram.len());
                true
            }
            PacketType::Data => self.handle_data(now, from, &header, body, datagram),
            PacketType::Welcome | PacketType::Reset | PacketType::Close => false,
        }
    }

    /// The next call to execute. Its message may lie in the datagram that was
    /// handled last, so take all of them before the next one is.
    #[must_use]
    pub fn poll_request(&mut self) -> Option<Request> {
        self.requests.pop_front()
    }

    /// A message was executed. The next of its stream, if it is there, is
    /// handed out by [`poll_request`](Self::poll_request).
    pub fn consumed(&mut self, key: CallKey) {
        let Some(session) = session_mut(&mut self.sessions, key) else {
            return;
        };
        if key.kind == MessageKind::Message {
            let next = session.consumed(&mut self.shared, key.slot, key.seq);
            let next = next.map(|arrived| session.request(key.place, arrived));
            self.requests.extend(next);
            self.enqueue(key.place);
        }
    }

    /// A message is not executed: its client is sent a short reply which says
    /// why, as a call would be. Nothing behind it on its stream is executed
    /// until the client has heard that. A call is completed with the reply.
    pub fn refuse(&mut self, key: CallKey, reply: Vec<u8>) {
        if key.kind != MessageKind::Message {
            return self.complete(key, reply);
        }
        if let Some(session) = session_mut(&mut self.sessions, key) {
            session.refuse_message(&mut self.shared, key.slot, key.seq, &reply);
            self.enqueue(key.place);
        }
    }

    /// A call was executed: its reply is kept and sent. A message was: it has
    /// no reply.
    pub fn complete(&mut self, key: CallKey, reply: Vec<u8>) {
        if key.kind == MessageKind::Message {
            return self.consumed(key);
        }
        let Some(session) = session_mut(&mut self.sessions, key) else {
            return;
        };
        session.complete(&mut self.shared, key.slot, key.seq, reply);
        self.enqueue(key.place);
    }

    /// The memory of a call's message, which is not needed any more: another
    /// one may be received into it.
    pub fn recycle(&mut self, now: Instant, memory: Vec<u8>) {
        self.shared.spare.give(now, memory);
    }

    /// A call will not be executed, now or later. A message is done with.
    pub fn abandon(&mut self, key: CallKey) {
        if key.kind == MessageKind::Message {
            return self.consumed(key);
        }
        let Some(session) = session_mut(&mut self.sessions, key) else {
            return;
        };
        session.abandon(&mut self.shared, key.slot, key.seq);
        self.enqueue(key.place);
    }

    /// Takes no new calls from now on; what is known of old ones is still told.
    pub const fn drain(&mut self) {
        self.shared.draining = true;
    }

    /// Listens to nobody any more, and tells every client which of its calls
    /// were executed: no other will be.
    pub fn close(&mut self) {
        self.is_closed = true;
        for place in 0..self.sessions.len() {
            if let Some(Some(session)) = self.sessions.get_mut(place) {
                session.is_leaving = true;
                self.enqueue(place);
            }
        }
    }

    /// How many calls are queued or being executed.
    #[must_use]
    pub const fn in_progress(&self) -> usize {
        self.shared.in_progress
    }

    /// How many sessions are remembered.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.by_id.len()
    }

    /// The bytes of calls being received and of replies kept.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.shared.memory
    }

    /// The bytes kept for sessions, counted anew one by one: the same as
    /// [`memory`](Self::memory), or the books are wrong.
    #[must_use]
    pub fn memory_counted(&self) -> usize {
        self.sessions
            .iter()
            .flatten()
            .map(Session::memory_counted)
            .sum()
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let timer = self.timers.first().map(|(at, _)| *at);
        let spare = self.shared.spare.poll_timeout();
        [timer, spare].into_iter().flatten().min()
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.shared.spare.handle_timeout(now);
        while let Some((at, place)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, place));
            let Some(Some(session)) = self.sessions.get_mut(place) else {
                continue;
            };
            session.armed = None;
            session.drop_late(now, &mut self.shared);
            session.link.handle_timeout(now);
            let idle_max = self.shared.idle_max();
            if session.is_quiet() && now.saturating_duration_since(session.heard) >= idle_max {
                self.forget(now, place);
            } else {
                self.enqueue(place);
            }
        }
    }

    /// Appends the next packet to be sent now: to whom, if there is one.
    pub fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr> {
        if let Some((to, packet)) = self.stateless.pop_front() {
            out.extend_from_slice(&packet);
            return Some(to);
        }
        while let Some(place) = self.queue.front().copied() {
            if let Some(Some(session)) = self.sessions.get_mut(place) {
                if session.poll_transmit(now, out) || session.poll_farewell(out) {
                    return Some(session.client);
                }
                session.is_queued = false;
                self.queue.pop_front();
                self.arm(now, place);
            } else {
                self.queue.pop_front();
            }
        }
        None
    }

    fn welcome(
        &mut self,
        now: Instant,
        client: SocketAddr,
        session: SessionId,
        hello_bytes: usize,
    ) {
        let uptime = now.saturating_duration_since(self.started);
        let config = &self.shared.config;
        let welcome = Welcome {
            cookie: Cookie::issue(&self.secret, client, session, uptime),
            incarnation: self.incarnation,
            slots: config.slots_max,
            window: config.window,
            message_bytes_max: config.message_bytes_max,
            streams: StreamLimits {
                streams: config.streams_max,
                window: config.stream_window,
                bytes: config.stream_bytes_max,
            },
        };
        let token = Token::issue(&self.secret, client, session);
        self.answer(client, hello_bytes, welcome.packet(session, token));
    }

    /// Answers without remembering anything, and never with more bytes than
    /// were received.
    fn answer(&mut self, to: SocketAddr, received_bytes: usize, packet: Vec<u8>) {
        if self.shared.config.faults.has(Fault::Amplify) {
            let copies = std::iter::repeat_n((to, packet.clone()), 4);
            self.stateless.extend(copies);
        }
        if packet.len() <= received_bytes && self.stateless.len() < STATELESS_MAX {
            self.stateless.push_back((to, packet));
        }
    }

    fn handle_data(
        &mut self,
        now: Instant,
        from: SocketAddr,
        header: &Header,
        body: &[u8],
        datagram: &[u8],
    ) -> bool {
        let place = match self.by_id.get(&header.session).copied() {
            Some(place) => place,
            None => match self.open(now, from, header, body) {
                Some(place) => place,
                None => return false,
            },
        };
        let Some(Some(session)) = self.sessions.get_mut(place) else {
            return false;
        };
        if session.link.token != header.token || session.client != from {
            return self.handle_moved(now, from, header, place, datagram.len());
        }
        let Some(number) = session.link.begin(header.number) else {
            // A copy. What it asked for is on its way or was lost; its sender
            // will ask under another number.
            return true;
        };
        session.heard = now;
        let mut complete = true;
        for frame in Frames::new(body, session.link.largest_sent()) {
            match frame {
                Err(_malformed) => return false,
                Ok(Frame::Ack(ack)) => session.link.on_ack(now, &ack),
                Ok(Frame::Control(control)) => handle_control(session, &mut self.shared, &control),
                Ok(Frame::Data(mut data)) => {
                    data.digest = header.digest_of_end(datagram, data.bytes);
                    let bytes = Bytes::place(data.bytes, datagram);
                    match session.take(now, &mut self.shared, &data, bytes) {
                        Taken::Nothing => {}
                        Taken::Refused => complete = false,
                        Taken::Call(arrived) => {
                            self.requests.push_back(session.request(place, arrived));
                        }
                    }
                }
            }
        }
        if complete {
            session.link.commit(now, number, header, datagram.len());
        }
        session.note_delivered(&mut self.shared);
        self.enqueue(place);
        true
    }

    /// A packet of a session that is not known: opens it if it carries a
    /// cookie, says so if not.
    fn open(
        &mut self,
        now: Instant,
        from: SocketAddr,
        header: &Header,
        body: &[u8],
    ) -> Option<usize> {
        let uptime = now.saturating_duration_since(self.started);
        let (config, secret, session) = (&self.shared.config, &self.secret, header.session);
        let (faults, life) = (config.faults, config.cookie_life);
        let first = Frames::new(body, PacketNumber::default()).next();
        match first {
            Some(Ok(Frame::Control(Control::Open(open))))
                if (open.cookie.is_fresh(uptime, life) || faults.has(Fault::OldCookieOpens))
                    && open.cookie.is_genuine(secret, from, session)
                    && header.token == Token::issue(secret, from, session) =>
            {
                self.admit(now, from, header, &open)
            }
            // Its client's address has changed, and a packet that left before
            // may yet open the session: a reset would deny its calls.
            Some(Ok(Frame::Control(Control::Open(open))))
                if open.cookie.is_fresh(uptime, life)
                    && open.cookie.is_ours(secret, session)
                    && !faults.has(Fault::ResetMoved) =>
            {
                None
            }
            _ if faults.has(Fault::NoCookieOpens) => {
                let open = Open {
                    cookie: Cookie::issue(&self.secret, from, header.session, uptime),
                    window: 1 << 20,
                    message_bytes_max: 1 << 20,
                };
                self.admit(now, from, header, &open)
            }
            _ => {
                let forgot = self.forgot.filter(|_| !faults.has(Fault::ForgetForgetting));
                let remembers_since = forgot.unwrap_or(self.started);
                let age = now.saturating_duration_since(remembers_since);
                let received = body.len() + super::packet::HEADER_BYTES;
                self.answer(from, received, reset_packet(header.session, age));
                None
            }
        }
    }

    fn admit(
        &mut self,
        now: Instant,
        from: SocketAddr,
        header: &Header,
        open: &Open,
    ) -> Option<usize> {
        if self.by_id.len() >= self.shared.config.sessions_max && !self.make_room(now) {
            return None;
        }
        let config = &self.shared.config;
        let link = Link::new(&LinkConfig {
            session: header.session,
            token: header.token,
            packet_bytes_max: config.packet_bytes_max,
            packet_bytes_min: 0,
            repeat_bytes_min: 0,
            peer_window: open.window,
            congestion: config.congestion,
            seed: self.random.next_u64(),
            open: None,
            faults: config.faults,
        });
        let session = Session::new(now, from, link, open.message_bytes_max);
        let place = self.free.pop().unwrap_or_else(|| {
            self.sessions.push(None);
            self.sessions.len() - 1
        });
        if let Some(free) = self.sessions.get_mut(place) {
            *free = Some(session);
        }
        self.by_id.insert(header.session, place);
        Some(place)
    }

    /// Forgets a session that has been quiet, if one is found soon.
    fn make_room(&mut self, now: Instant) -> bool {
        let cookie_life = self.shared.config.cookie_life;
        for _ in 0..EVICTION_TRIES.min(self.sessions.len()) {
            self.hand = (self.hand + 1) % self.sessions.len();
            let at = self.sessions.get(self.hand).and_then(Option::as_ref);
            // While its cookie opens, a session must be remembered, or a copy
            // of its first packet would open it again.
            let old =
                |session: &Session| now.saturating_duration_since(session.opened) > cookie_life;
            let silent =
                |session: &Session| now.saturating_duration_since(session.heard) > cookie_life;
            if at.is_some_and(|session| session.is_quiet() && old(session) && silent(session)) {
                self.forget(now, self.hand);
                return true;
            }
        }
        false
    }

    fn forget(&mut self, now: Instant, place: usize) {
        let Some(mut session) = self.sessions.get_mut(place).and_then(Option::take) else {
            return;
        };
        if let Some(at) = session.armed {
            self.timers.remove(&(at, place));
        }
        session.release(&mut self.shared);
        self.by_id.remove(&session.link.session);
        self.free.push(place);
        self.forgot = Some(now);
    }

    /// A packet of a session from another address: its client must show that
    /// it receives there before anything is sent to it.
    fn handle_moved(
        &mut self,
        now: Instant,
        from: SocketAddr,
        header: &Header,
        place: usize,
        received_bytes: usize,
    ) -> bool {
        let token = Token::issue(&self.secret, from, header.session);
        if header.token == token {
            if let Some(Some(session)) = self.sessions.get_mut(place) {
                session.client = from;
                session.link.token = token;
            }
            return true;
        }
        self.welcome(now, from, header.session, received_bytes);
        false
    }

    fn enqueue(&mut self, place: usize) {
        if let Some(Some(session)) = self.sessions.get_mut(place)
            && !session.is_queued
        {
            session.is_queued = true;
            self.queue.push_back(place);
        }
    }

    /// Plans when a session is looked after next. A plan that is early is
    /// kept: it costs a look, and changing it at every packet costs more.
    fn arm(&mut self, now: Instant, place: usize) {
        let Some(Some(session)) = self.sessions.get_mut(place) else {
            return;
        };
        // While something is under way it cannot be forgotten, and will be
        // looked at when that has come to its end.
        let idle_max = self.shared.idle_max();
        let idle = session.is_quiet().then(|| session.heard + idle_max);
        let next = [session.link.poll_timeout(now), session.next_late(), idle];
        let Some(next) = next.into_iter().flatten().min() else {
            return;
        };
        if session.armed.is_none_or(|armed| next < armed) {
            if let Some(armed) = session.armed {
                self.timers.remove(&(armed, place));
            }
            session.armed = Some(next);
            self.timers.insert((next, place));
        }
    }
}

fn session_mut(sessions: &mut [Option<Session>], key: CallKey) -> Option<&mut Session> {
    let session = sessions.get_mut(key.place)?.as_mut()?;
    (session.link.session == key.session).then_some(session)
}

fn handle_control(session: &mut Session, shared: &mut Shared, control: &Control) {
    match *control {
        Control::Grant { id, until } => session.link.grant(id, until),
        Control::Probe { slot, seq } => session.probe(shared, slot, seq),
        Control::Cancel { slot, seq } => session.cancel(shared, slot, seq),
        Control::Resend { id } => session.resend(id),
        Control::Ask { stream, seq } => session.ask(shared, stream, seq),
        Control::Skip { stream, from, to } => session.skip(shared, stream, from, to),
        // The rest is for clients, or was for those who open sessions.
        _ => {}
    }
}
