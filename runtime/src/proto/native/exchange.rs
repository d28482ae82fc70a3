//! Messages to and from many peers over one socket: a [`Caller`] for each peer
//! that is sent to, one [`Responder`] for all that are received from, and the
//! messages themselves, until they are delivered or taken.
//!
//! All messages to a peer are one stream. A message is delivered when the
//! program at the other end has taken it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Instant;

use crate::config::{CallerConfig, ResponderConfig};
use crate::proto::native::caller::{CallNumber, Caller, Ended, Outcome, Policy, Requests};
use crate::proto::native::packet;
use crate::proto::native::responder::{CallKey, RequestKind, Responder};
use crate::proto::native::secret::Secret;

/// The only stream of a session.
const STREAM: u16 = 0;

/// How an [`Exchange`] behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeConfig {
    /// How it sends.
    pub caller: CallerConfig,
    /// How it receives.
    pub responder: ResponderConfig,
    /// To how many peers it sends.
    pub peers_max: usize,
    /// Bytes of messages that were received and wait to be taken; where there
    /// are more, nothing is received.
    pub inbox_bytes_max: usize,
}

/// A message that was received.
#[derive(Debug)]
struct Received {
    from: SocketAddr,
    key: CallKey,
    message: Vec<u8>,
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// There are as many peers as there may be.
    TooManyPeers,
    /// A message before it failed, and that was not told yet.
    Stopped,
}

/// Everything between one socket and its peers.
#[derive(Debug)]
pub struct Exchange {
    config: ExchangeConfig,
    secret: Secret,
    peers: BTreeMap<SocketAddr, Peer>,
    /// Peers for which there may be something to send.
    ready: BTreeSet<SocketAddr>,
    responder: Responder,
    inbox: VecDeque<Received>,
    inbox_bytes: usize,
}

/// A peer that is sent to.
#[derive(Debug)]
struct Peer {
    caller: Caller,
    outbox: Messages,
    next: u64,
    /// Messages of whose end somebody waits to hear.
    awaited: BTreeMap<CallNumber, Option<Outcome>>,
    /// How the first message ended that nobody waits for and that failed.
    failed: Option<Outcome>,
}

/// Messages that are not delivered.
#[derive(Debug, Default)]
struct Messages {
    by_number: BTreeMap<CallNumber, Vec<u8>>,
    bytes: usize,
}

impl Exchange {
    /// An exchange that begins now.
    #[must_use]
    pub fn new(now: Instant, config: ExchangeConfig, mut secret: Secret) -> Self {
        let responder = Responder::new(now, config.responder, derive(&mut secret));
        Self {
            config,
            secret,
            peers: BTreeMap::new(),
            ready: BTreeSet::new(),
            responder,
            inbox: VecDeque::new(),
            inbox_bytes: 0,
        }
    }

    /// Queues a message, to be sent until it is delivered or its deadline has
    /// passed. How one ends that is `awaited` is told by
    /// [`take_outcome`](Self::take_outcome).
    ///
    /// # Errors
    ///
    /// [`NotTaken`] says why it is not sent.
    pub fn send(
        &mut self,
        now: Instant,
        to: SocketAddr,
        message: Vec<u8>,
        deadline: Option<Instant>,
        awaited: bool,
    ) -> Result<CallNumber, NotTaken> {
        let peer = self.peer(to)?;
        if peer.failed.is_some() {
            return Err(NotTaken::Stopped);
        }
        peer.next += 1;
        let number = CallNumber(peer.next);
        if awaited {
            peer.awaited.insert(number, None);
        }
        let total = message.len() as u64;
        peer.outbox.insert(number, message);
        let policy = Policy {
            deadline,
            ..Policy::REPEAT
        };
        peer.caller.send(now, number, STREAM, total, policy);
        peer.collect();
        self.ready.insert(to);
        Ok(number)
    }

    /// How a message ended that was awaited, once.
    #[must_use]
    pub fn take_outcome(&mut self, to: SocketAddr, number: CallNumber) -> Option<Outcome> {
        let peer = self.peers.get_mut(&to)?;
        let outcome = peer.awaited.get_mut(&number)?.take()?;
        peer.awaited.remove(&number);
        Some(outcome)
    }

    /// How the first message ended that failed, of those nobody awaited. After
    /// this messages to the peer are sent again.
    #[must_use]
    pub fn take_failure(&mut self, to: SocketAddr) -> Option<Outcome> {
        let peer = self.peers.get_mut(&to)?;
        let failed = peer.failed.take();
        peer.caller.resume(STREAM);
        failed
    }

    /// How many messages to a peer are not delivered.
    #[must_use]
    pub fn undelivered(&self, to: SocketAddr) -> usize {
        self.peers
            .get(&to)
            .map_or(0, |peer| peer.caller.outstanding())
    }

    /// The bytes of messages to a peer that are not delivered.
    #[must_use]
    pub fn undelivered_bytes(&self, to: SocketAddr) -> usize {
        self.peers.get(&to).map_or(0, |peer| peer.outbox.bytes)
    }

    /// Whether a message waits to be taken.
    #[must_use]
    pub fn has_message(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Takes the message that came first, which is thereby delivered: from
    /// whom, and what.
    #[must_use]
    pub fn take_message(&mut self) -> Option<(SocketAddr, Vec<u8>)> {
        let received = self.inbox.pop_front()?;
        self.inbox_bytes -= received.message.len();
        self.responder.consumed(received.key);
        self.fill_inbox(&[]);
        Some((received.from, received.message))
    }

    /// A datagram arrived. Whether it meant anything.
    pub fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> bool {
        if let Some(peer) = self.peers.get_mut(&from)
            && peer.caller.expects(datagram)
        {
            let understood = peer.caller.handle_datagram(now, datagram);
            peer.collect();
            self.ready.insert(from);
            return understood;
        }
        if !packet::is_native(datagram) || self.inbox_bytes >= self.config.inbox_bytes_max {
            return false;
        }
        let understood = self.responder.handle_datagram(now, from, datagram);
        self.fill_inbox(datagram);
        understood
    }

    /// The system would not send a packet of this size.
    pub fn handle_too_big(&mut self, to: SocketAddr, size: usize) {
        if let Some(peer) = self.peers.get_mut(&to) {
            peer.caller.handle_too_big(size);
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        for (address, peer) in &mut self.peers {
            if peer.caller.poll_timeout(now).is_some_and(|at| at <= now) {
                peer.caller.handle_timeout(now);
                peer.collect();
                self.ready.insert(*address);
            }
        }
        self.responder.handle_timeout(now);
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) and
    /// [`poll_transmit`](Self::poll_transmit), if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        let peers = self.peers.values_mut();
        let peers = peers.filter_map(|peer| peer.caller.poll_timeout(now)).min();
        [peers, self.responder.poll_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Appends the next packet to be sent now: to whom, if there is one.
    pub fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr> {
        while let Some(to) = self.ready.first().copied() {
            if let Some(peer) = self.peers.get_mut(&to)
                && peer.caller.poll_transmit(now, &peer.outbox, out)
            {
                return Some(to);
            }
            self.ready.remove(&to);
        }
        self.responder.poll_transmit(now, out)
    }

    /// The peer, which is met now if it was not before.
    fn peer(&mut self, to: SocketAddr) -> Result<&mut Peer, NotTaken> {
        if !self.peers.contains_key(&to) && self.peers.len() >= self.config.peers_max {
            let is_idle = |(_, peer): &(&SocketAddr, &Peer)| peer.is_idle();
            let idle = self.peers.iter().find(is_idle).map(|(address, _)| *address);
            self.peers.remove(&idle.ok_or(NotTaken::TooManyPeers)?);
        }
        let (config, secret) = (&self.config, &mut self.secret);
        Ok(self.peers.entry(to).or_insert_with(|| Peer {
            caller: Caller::new(config.caller, to, derive(secret)),
            outbox: Messages::default(),
            next: 0,
            awaited: BTreeMap::new(),
            failed: None,
        }))
    }

    fn fill_inbox(&mut self, datagram: &[u8]) {
        while let Some(request) = self.responder.poll_request() {
            match request.kind {
                RequestKind::Message { .. } => {
                    let message = request.message.into_vec(datagram);
                    self.inbox_bytes += message.len();
                    self.inbox.push_back(Received {
                        from: request.client,
                        key: request.key,
                        message,
                    });
                }
                // Calls are not answered here.
                RequestKind::Call => self.responder.abandon(request.key),
            }
        }
    }
}

impl Peer {
    fn is_idle(&self) -> bool {
        self.caller.is_at_rest() && self.awaited.is_empty() && self.failed.is_none()
    }

    /// Notes how messages ended.
    fn collect(&mut self) {
        while let Some(Ended { call, outcome }) = self.caller.poll_ended() {
            self.outbox.remove(call);
            if let Some(waits) = self.awaited.get_mut(&call) {
                *waits = Some(outcome);
            } else if outcome != Outcome::Delivered {
                self.failed.get_or_insert(outcome);
            }
        }
        if self.failed.is_none() {
            // Whoever waited for a message that failed hears of it.
            self.caller.resume(STREAM);
        }
    }
}

impl Messages {
    fn insert(&mut self, number: CallNumber, message: Vec<u8>) {
        self.bytes += message.len();
        self.by_number.insert(number, message);
    }

    fn remove(&mut self, number: CallNumber) {
        let message = self.by_number.remove(&number);
        self.bytes -= message.map_or(0, |message| message.len());
    }
}

impl Requests for Messages {
    fn append(&self, number: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        let range = usize::try_from(part.start)
            .ok()
            .zip(usize::try_from(part.end).ok());
        let message = self.by_number.get(&number).zip(range);
        let part = message.and_then(|(message, (start, end))| message.get(start..end));
        out.extend_from_slice(part.unwrap_or_default());
    }
}

/// A secret of its own for a part of this.
fn derive(secret: &mut Secret) -> Secret {
    Secret::new([secret.next_id(), secret.next_id()])
}
