//! Both ends and the wire.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::proto::native::{
    Bytes, CallKey, CallNumber, CallRequest, Caller, CallerConfig, Outcome, Policy, Request,
    RequestKind, Requests, Responder, ResponderConfig, Secret,
};

use crate::proto::random::Random;

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const CLIENT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 700);

#[derive(Default)]
pub(super) struct Store(pub(super) BTreeMap<CallNumber, Vec<u8>>);

impl Requests for Store {
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0[&call][part.start as usize..part.end as usize]);
    }
}

pub(super) struct Pair {
    pub(super) now: Instant,
    start: Instant,
    pub(super) caller: Caller,
    pub(super) responder: Responder,
    pub(super) store: Store,
    wire: VecDeque<Packet>,
    /// Where the client is; what is sent to where it was does not arrive.
    pub(super) address: SocketAddr,
    pub(super) delay: Duration,
    /// Which packets are lost: by direction (to the server) and number.
    pub(super) lose: Box<dyn FnMut(bool, usize) -> bool>,
    /// Larger packets vanish.
    pub(super) bytes_max: usize,
    pub(super) handler: Duration,
    running: VecDeque<(Instant, CallKey, Vec<u8>)>,
    /// Messages of streams that are being executed.
    consuming: VecDeque<(Instant, CallKey)>,
    /// Messages of streams in the order in which they were executed.
    pub(super) received: Vec<(u16, Vec<u8>)>,
    /// Messages that are refused: those of this length.
    pub(super) refuses: Option<usize>,
    /// What packets are delayed by beyond `delay`, at most.
    pub(super) jitter: Duration,
    random: Random,
    pub(super) executed: usize,
    pub(super) sent: [usize; 2],
    pub(super) ended: BTreeMap<CallNumber, Result<Vec<u8>, Outcome>>,
    next: u64,
}

/// A packet on its way.
struct Packet {
    /// When it arrives.
    at: Instant,
    to_server: bool,
    /// From where it comes, or where it goes to.
    client: SocketAddr,
    bytes: Vec<u8>,
}

impl Pair {
    pub(super) fn new() -> Self {
        Self::with(CallerConfig::default(), ResponderConfig::default())
    }

    pub(super) fn with(caller: CallerConfig, responder: ResponderConfig) -> Self {
        let now = Instant::now();
        Self {
            now,
            start: now,
            caller: Caller::new(caller, CLIENT, Secret::new([1, 2])),
            responder: Responder::new(now, responder, Secret::new([3, 4])),
            store: Store::default(),
            wire: VecDeque::new(),
            address: CLIENT,
            delay: MS / 10,
            lose: Box::new(|_, _| false),
            bytes_max: usize::MAX,
            handler: Duration::ZERO,
            running: VecDeque::new(),
            consuming: VecDeque::new(),
            received: Vec::new(),
            refuses: None,
            jitter: Duration::ZERO,
            random: Random::new(9),
            executed: 0,
            sent: [0, 0],
            ended: BTreeMap::new(),
            next: 0,
        }
    }

    pub(super) fn call(&mut self, message: Vec<u8>, patience: Duration) -> CallNumber {
        let number = CallNumber(self.next);
        self.next += 1;
        let request = CallRequest {
            total: message.len() as u64,
            deadline: self.now + patience,
            idempotent: false,
        };
        self.store.0.insert(number, message);
        self.caller.begin(self.now, number, request);
        number
    }

    pub(super) fn send(&mut self, stream: u16, message: Vec<u8>, policy: Policy) -> CallNumber {
        let number = CallNumber(self.next);
        self.next += 1;
        let total = message.len() as u64;
        self.store.0.insert(number, message);
        self.caller.send(self.now, number, stream, total, policy);
        number
    }

    pub(super) fn restart(&mut self) {
        let key = self.now.duration_since(self.start).as_nanos() as u64;
        self.responder =
            Responder::new(self.now, ResponderConfig::default(), Secret::new([key, 5]));
        self.running.clear();
        self.consuming.clear();
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    /// Runs until nothing is to happen before `until`; whether nothing is left.
    pub(super) fn run_for(&mut self, span: Duration) {
        let until = self.now + span;
        loop {
            self.collect(&[]);
            self.exchange();
            let next = [
                self.wire.iter().map(|packet| packet.at).min(),
                self.consuming.iter().map(|(at, ..)| *at).min(),
                self.running.iter().map(|(at, ..)| *at).min(),
                self.caller.poll_timeout(self.now),
                self.responder.poll_timeout(),
            ];
            let Some(next) = next.into_iter().flatten().min().filter(|at| *at <= until) else {
                self.now = until;
                return;
            };
            self.now = self.now.max(next);
            self.deliver();
            if self
                .caller
                .poll_timeout(self.now)
                .is_some_and(|at| at <= self.now)
            {
                self.caller.handle_timeout(self.now);
            }
            self.responder.handle_timeout(self.now);
            self.collect(&[]);
        }
    }

    /// Runs until all calls ended.
    pub(super) fn run(&mut self) {
        let mut rounds = 0;
        while self.caller.outstanding() > 0 {
            self.run_for(MS);
            rounds += 1;
            assert!(rounds < 1_000_000, "{:?}", self.caller);
        }
    }

    fn exchange(&mut self) {
        let mut out = Vec::new();
        while self.caller.poll_transmit(self.now, &self.store, &mut out) {
            self.put(true, self.address, std::mem::take(&mut out));
        }
        while let Some(to) = self.responder.poll_transmit(self.now, &mut out) {
            self.put(false, to, std::mem::take(&mut out));
        }
    }

    fn put(&mut self, to_server: bool, client: SocketAddr, packet: Vec<u8>) {
        let number = self.sent[usize::from(to_server)];
        self.sent[usize::from(to_server)] += 1;
        if !(self.lose)(to_server, number) && packet.len() <= self.bytes_max {
            let late = self.random.below(self.jitter.as_micros() as u64 + 1);
            let at = self.now + self.delay + Duration::from_micros(late);
            self.wire.push_back(Packet {
                at,
                to_server,
                client,
                bytes: packet,
            });
        }
    }

    fn deliver(&mut self) {
        while let Some(arrived) = self.next_arrival() {
            let packet = arrived.bytes;
            if arrived.to_server {
                let from = arrived.client;
                self.responder.handle_datagram(self.now, from, &packet);
                while let Some(request) = self.responder.poll_request() {
                    if let RequestKind::Message { .. } = request.kind {
                        self.consume(&request, &packet);
                        continue;
                    }
                    let mut reply = request.message.within(&packet).to_vec();
                    reply.reverse();
                    self.executed += 1;
                    self.running
                        .push_back((self.now + self.handler, request.key, reply));
                }
            } else if arrived.client == self.address {
                self.caller.handle_datagram(self.now, &packet);
            }
            self.collect(&packet);
        }
        let now = self.now;
        for (_, key, reply) in self.running.extract_if_due(now) {
            self.responder.complete(key, reply);
        }
        while self.consuming.front().is_some_and(|(at, _)| *at <= now) {
            let Some((_, key)) = self.consuming.pop_front() else {
                return;
            };
            self.responder.consumed(key);
            while let Some(request) = self.responder.poll_request() {
                self.consume(&request, &[]);
            }
        }
    }

    fn consume(&mut self, request: &Request, packet: &[u8]) {
        let message = request.message.within(packet);
        if self.refuses == Some(message.len()) {
            return self.responder.refuse(request.key, b"no".to_vec());
        }
        if let RequestKind::Message { stream } = request.kind {
            self.received.push((stream, message.to_vec()));
            self.consuming
                .push_back((self.now + self.handler, request.key));
        }
    }

    fn collect(&mut self, packet: &[u8]) {
        while let Some(ended) = self.caller.poll_ended() {
            let result = match ended.outcome {
                Outcome::Replied(Bytes::Assembled(reply)) => Ok(reply),
                Outcome::Delivered => Ok(Vec::new()),
                Outcome::Replied(reply) => Ok(reply.within(packet).to_vec()),
                other => Err(other),
            };
            self.ended.insert(ended.call, result);
        }
    }
}

trait Due {
    fn extract_if_due(&mut self, now: Instant) -> Vec<(Instant, CallKey, Vec<u8>)>;
}

impl Due for VecDeque<(Instant, CallKey, Vec<u8>)> {
    fn extract_if_due(&mut self, now: Instant) -> Vec<(Instant, CallKey, Vec<u8>)> {
        let (due, later): (Self, Self) = self.drain(..).partition(|(at, ..)| *at <= now);
        *self = later;
        due.into()
    }
}

impl Pair {
    fn next_arrival(&mut self) -> Option<Packet> {
        let next = self.wire.iter().map(|packet| packet.at).min()?;
        let place = self.wire.iter().position(|packet| packet.at == next)?;
        (next <= self.now)
            .then(|| self.wire.remove(place))
            .flatten()
    }
}
