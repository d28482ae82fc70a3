//! The world: moves virtual time from one event to the next, and keeps the
//! journal that the promises are checked against.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use idlc_xdr::{Decode, Encode};

use crate::error::{CallError, ReplyLost};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::proto::native::transmission;
use crate::proto::random::Random;
use crate::service::Service;
use crate::sim::amplification::Amplification;
use crate::sim::buffers::Buffers;
use crate::sim::client::{PlannedCall, SimClient};
use crate::sim::journal::{CallId, Journal};
use crate::sim::network::{Arrival, Network};
use crate::sim::options::{Options, Transport};
use crate::sim::order::Order;
use crate::sim::plan::CallPlan;
use crate::sim::promises;
use crate::sim::schedule::Schedule;
use crate::sim::server::{Execution, SimServer, Ticket};
use crate::sim::trace::{Direction, Happening, TraceEntry};

/// Clients, a server, and the network between them.
#[derive(Debug)]
pub struct World {
    options: Options,
    origin: Instant,
    now: Instant,
    random: Random,
    network: Network,
    server: SimServer,
    clients: Vec<SimClient>,
    schedule: Schedule<Event>,
    journal: Journal,
    order: Order,
    buffers: Buffers,
    /// The copies of the datagram that was sent last.
    arrivals: Vec<Arrival>,
    amplification: Amplification,
    /// The highest packet number that was sent, each way, in each session.
    numbers: BTreeMap<(Direction, u64), u32>,
    /// When the server crashed for good.
    died: Option<Instant>,
    /// Calls that have not ended.
    outstanding: usize,
    datagrams: u64,
    /// Those of this instant.
    at_once: u64,
    wakeups: u64,
    /// The first thing that was found wrong on the way.
    wrong: Option<String>,
}

#[derive(Debug)]
enum Event {
    CallDue {
        client: usize,
        call: Box<PlannedCall>,
        cancel_after: Option<Duration>,
    },
    Cancel {
        client: usize,
        call: CallId,
    },
    ToServer {
        from: SocketAddr,
        sent_at: Instant,
        datagram: Vec<u8>,
    },
    ToClient {
        to: SocketAddr,
        incarnation: u32,
        datagram: Vec<u8>,
    },
    Refused {
        to: SocketAddr,
    },
    ClientTimer {
        client: usize,
    },
    ServerTimer,
    HandlerEnds {
        incarnation: u32,
        ticket: Ticket,
        call: Option<CallId>,
        reply: Vec<u8>,
    },
    Crash,
    Start,
    Die,
    Part,
}

const SERVER: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 2049));

/// A machine that is woken more often than so many times per datagram of the
/// world, and so often in each second of it, is spinning.
const WAKEUPS_PER_DATAGRAM_MAX: u64 = 4;
const WAKEUPS_PER_SECOND_MAX: u64 = 20;
const WAKEUPS_MIN: u64 = 10_000;

/// A world that lasts longer never ends.
const TIME_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// More than any window holds of the smallest datagrams.
const AT_ONCE_MAX: u64 = 20_000;

impl World {
    /// A world that begins at `origin`, an arbitrary instant, with a server
    /// that runs the services.
    ///
    /// # Panics
    ///
    /// Where two services have the same program and version.
    #[must_use]
    pub fn new(options: Options, origin: Instant, services: Vec<Box<dyn Service>>) -> Self {
        let mut random = Random::new(options.seed);
        let mut branch = || Random::new(random.next_u64());
        let network = Network::new(&options, branch(), origin);
        let clients = (0..options.clients)
            .map(|client| SimClient::new(&options, client_address(client), SERVER, branch()))
            .collect();
        let server = match SimServer::new(origin, services, &options, branch()) {
            Ok(server) => server,
            Err(error) => panic!("this world cannot be: {error}"),
        };
        let mut world = Self {
            origin,
            now: origin,
            random,
            network,
            server,
            clients,
            schedule: Schedule::new(origin),
            journal: Journal::new(origin),
            order: Order::default(),
            buffers: Buffers::default(),
            arrivals: Vec::new(),
            amplification: Amplification::default(),
            numbers: BTreeMap::new(),
            died: None,
            outstanding: 0,
            datagrams: 0,
            at_once: 0,
            wakeups: 0,
            wrong: None,
            options,
        };
        world.plan_crash();
        world.plan_partition();
        if let Some(after) = world.options.dies_after {
            world.schedule.add(origin + after, Event::Die);
        }
        world
    }

    /// Plans a call that begins as soon as the world [runs](Self::run), or in
    /// the ONC form when the client's earlier calls have ended.
    ///
    /// # Panics
    ///
    /// Where there is no such client.
    pub fn call(
        &mut self,
        client: usize,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> CallId {
        self.plan(
            client,
            &CallPlan::default(),
            interface,
            procedure,
            arguments,
        )
    }

    /// Plans a call.
    ///
    /// # Panics
    ///
    /// Where there is no such client.
    pub fn plan(
        &mut self,
        client: usize,
        plan: &CallPlan,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> CallId {
        let Some(caller) = self.clients.get_mut(client) else {
            panic!(
                "there is no client {client}: this world has {}",
                self.options.clients
            );
        };
        let deadline = plan.deadline.unwrap_or(self.options.deadline);
        let id = self.journal.plan(deadline, plan);
        let call = Box::new(PlannedCall {
            id,
            xid: caller.next_xid(),
            interface,
            procedure,
            deadline,
            idempotent: plan.idempotent,
            ordered: plan.ordered,
            arguments: idlc_xdr::to_vec(arguments),
        });
        self.outstanding += 1;
        let due = Event::CallDue {
            client,
            call,
            cancel_after: plan.cancel_after,
        };
        self.schedule.add(self.now + plan.after, due);
        id
    }

    /// Runs until every planned call has ended, nothing is under way, and
    /// every session that was idle for long enough is forgotten.
    pub fn run(&mut self) {
        while let Some((at, event)) = self.schedule.next().filter(|_| self.wrong.is_none()) {
            if at > self.now {
                self.at_once = 0;
            }
            if at.saturating_duration_since(self.origin) > TIME_MAX {
                let restless = format!("the world does not come to rest within {TIME_MAX:?}");
                self.wrong.get_or_insert(restless);
            }
            self.now = at;
            self.happen(event);
        }
    }

    /// How a call ended.
    ///
    /// # Errors
    ///
    /// What the call returned, as a client would have seen it.
    ///
    /// # Panics
    ///
    /// Where the world has not run since the call was planned.
    pub fn result<T: for<'a> Decode<'a>>(&self, call: CallId) -> Result<T, &CallError> {
        match self.journal.record(call).outcome() {
            Some(Ok(bytes)) => match idlc_xdr::from_slice(bytes) {
                Ok(value) => Ok(value),
                Err(error) => panic!("{call:?}: {}", ReplyLost::Undecodable(error)),
            },
            Some(Err(error)) => Err(error),
            None => panic!("{call:?} has not ended: run the world first"),
        }
    }

    /// How a call ended, whatever it returned.
    ///
    /// # Errors
    ///
    /// What the call returned, as a client would have seen it.
    ///
    /// # Panics
    ///
    /// Where the world has not run since the call was planned.
    pub fn outcome(&self, call: CallId) -> Result<(), &CallError> {
        match self.journal.record(call).outcome() {
            Some(outcome) => outcome.as_ref().map(|_| ()),
            None => panic!("{call:?} has not ended: run the world first"),
        }
    }

    /// How often a call was executed, over all lives of the server.
    #[must_use]
    pub fn executions(&self, call: CallId) -> usize {
        self.journal.record(call).executions()
    }

    /// The most often that one life of the server executed a call.
    #[must_use]
    pub fn executions_in_one_life(&self, call: CallId) -> usize {
        self.journal.record(call).executions_in_one_life()
    }

    /// How long a call took.
    #[must_use]
    pub fn duration(&self, call: CallId) -> Option<Duration> {
        self.journal.record(call).duration()
    }

    /// What went wrong in a world that has run, if anything did. It is a bug of
    /// the protocol where:
    ///
    /// - a call that is not idempotent ran twice (in the ONC form: in one life
    ///   of the server), is `Ok` or [`CallError::ReplyLost`] and never ran, or
    ///   ran and is [`CallError::NotExecuted`];
    /// - a message was executed before one that began before it on its stream,
    ///   and that had not failed;
    /// - a call did not end, or not by its deadline;
    /// - something is left, at a client or at the server, when all calls have
    ///   ended and all sessions have been idle for long enough;
    /// - a call goes on for more than 35 seconds after the last that its client
    ///   heard of a server that died while it was executed (native transport);
    /// - two packets had the same number;
    /// - an address was sent more than three times what came from it before it
    ///   was known that somebody receives there (native transport);
    /// - a machine was woken again and again and did nothing.
    #[must_use]
    pub fn violation(&self) -> Option<String> {
        let forgetful = self.options.transport == Transport::Onc;
        let mut calls = self.journal.records();
        let of_call = || calls.find_map(|(id, call)| promises::violation(id, call, forgetful));
        let wrong = self.wrong.clone();
        wrong
            .or_else(of_call)
            .or_else(|| self.server.complaint(true))
            .or_else(|| self.unrest())
    }

    /// Whether nothing is left anywhere: no call in flight or in progress.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.clients.iter().all(SimClient::is_at_rest) && self.server.in_progress() == 0
    }

    /// How often the server crashed or stopped.
    #[must_use]
    pub fn crashes(&self) -> usize {
        self.trace()
            .iter()
            .filter(|entry| entry.what == Happening::Crashed)
            .count()
    }

    /// Everything that happened.
    #[must_use]
    pub fn trace(&self) -> &[TraceEntry] {
        self.journal.trace()
    }

    fn happen(&mut self, event: Event) {
        let now = self.now;
        match event {
            Event::CallDue {
                client,
                call,
                cancel_after,
            } => {
                if let Some(after) = cancel_after {
                    let call = call.id;
                    self.schedule
                        .add(now + after, Event::Cancel { client, call });
                }
                self.client(client).add(*call);
                self.attend_client(client);
            }
            Event::Cancel { client, call } => {
                self.client(client).cancel(call);
                self.attend_client(client);
            }
            Event::ToServer {
                from,
                sent_at,
                datagram,
            } => {
                self.at_server(from, sent_at, &datagram);
                self.buffers.give(datagram);
            }
            Event::ToClient {
                to,
                incarnation,
                datagram,
            } => {
                self.at_client(to, incarnation, &datagram);
                self.buffers.give(datagram);
            }
            Event::Refused { to } => {
                if let Some(client) = self.client_at(to) {
                    self.client(client).handle_refused(now);
                    self.attend_client(client);
                }
            }
            Event::ClientTimer { client } => {
                if self.client(client).armed == Some(now) {
                    self.wakeups += 1;
                    self.client(client).armed = None;
                    self.client(client).handle_timeout(now);
                    self.attend_client(client);
                }
            }
            Event::ServerTimer => {
                if self.server.armed == Some(now) {
                    self.wakeups += 1;
                    self.server.armed = None;
                    self.server.handle_timeout(now);
                    self.attend_server();
                }
            }
            Event::HandlerEnds {
                incarnation,
                ticket,
                call,
                reply,
            } => {
                if let Some(call) = call.filter(|_| incarnation == self.server.incarnation) {
                    self.journal.finish(call);
                }
                self.server.complete(now, incarnation, ticket, reply);
                self.attend_server();
            }
            Event::Crash => self.crash(),
            Event::Start => self.start(),
            Event::Die => self.die(),
            Event::Part => self.part(),
        }
    }

    fn at_server(&mut self, from: SocketAddr, sent_at: Instant, datagram: &[u8]) {
        if self.server.is_up() {
            self.amplification
                .on_received(from, sent_at, datagram.len());
            self.server.handle_datagram(self.now, from, datagram);
            self.attend_server();
        } else if self.options.refuse_when_down {
            let client = self.client_at(from);
            self.carry(Direction::ToClient, client, Vec::new());
            for arrival in self.arrivals.drain(..) {
                self.schedule.add(arrival.at, Event::Refused { to: from });
            }
        }
    }

    fn at_client(&mut self, to: SocketAddr, incarnation: u32, datagram: &[u8]) {
        let Some(client) = self.client_at(to) else {
            return;
        };
        let now = self.now;
        if incarnation == self.server.incarnation {
            self.amplification.on_reached(now, to);
        }
        self.client(client).handle_datagram(now, datagram);
        self.attend_client(client);
    }

    /// Lets a client do all it can do now.
    fn attend_client(&mut self, client: usize) {
        let now = self.now;
        loop {
            while let Some((id, xid)) = self.client(client).begin_next(now) {
                self.journal.begin(now, client, xid, id);
                if let Some(ordered) = self.journal.record(id).ordered {
                    self.order.on_begun(client, ordered.stream, id);
                }
            }
            let Some(ended) = self.client(client).poll_ended() else {
                break;
            };
            self.outstanding -= 1;
            self.check_noticed(client, ended.id);
            self.journal
                .end(now, client, ended.xid, ended.id, ended.outcome);
        }
        while self.wrong.is_none() {
            let mut datagram = self.buffers.take();
            if !self.client(client).poll_transmit(now, &mut datagram) {
                self.buffers.give(datagram);
                break;
            }
            self.send_to_server(client, datagram);
        }
        let due = self.client(client).poll_timeout(now);
        let due = self.check_not_spinning(due, Some(client));
        let armed = &mut self.client(client).armed;
        if *armed != due {
            *armed = due;
            if let Some(at) = due {
                self.schedule.add(at, Event::ClientTimer { client });
            }
        }
    }

    /// Lets the server do all it can do now.
    fn attend_server(&mut self) {
        let now = self.now;
        while let Some(execution) = self.server.execute_next(now) {
            self.execute(execution);
        }
        while self.wrong.is_none() {
            let mut datagram = self.buffers.take();
            let Some(to) = self.server.poll_transmit(now, &mut datagram) else {
                self.buffers.give(datagram);
                break;
            };
            self.send_to_client(to, datagram);
        }
        if let Some(complaint) = self.server.complaint(false) {
            self.wrong.get_or_insert(complaint);
        }
        if self.server.is_drained() {
            return self.stop();
        }
        let due = self.server.poll_timeout();
        let due = self.check_not_spinning(due, None);
        if self.server.armed != due {
            self.server.armed = due;
            if let Some(at) = due {
                self.schedule.add(at, Event::ServerTimer);
            }
        }
    }

    fn execute(&mut self, execution: Execution) {
        let Execution {
            ticket,
            incarnation,
            client,
            xid,
            reply,
        } = execution;
        let host = host_of(client);
        let call = host.and_then(|host| self.journal.execute(self.now, host, xid, incarnation));
        if let (Some(host), Some(call)) = (host, call) {
            self.check_order(host, call);
        }
        let Options {
            handler_min,
            handler_max,
            ..
        } = self.options;
        let ends = self.now + self.random.between(handler_min, handler_max);
        let event = Event::HandlerEnds {
            incarnation,
            ticket,
            call,
            reply,
        };
        self.schedule.add(ends, event);
    }

    fn send_to_server(&mut self, client: usize, datagram: Vec<u8>) {
        let (now, from) = (self.now, self.client(client).address());
        self.send(Direction::ToServer, Some(client), datagram);
        for arrival in self.arrivals.drain(..) {
            if self.network.is_spoofed(now) {
                let event = Event::ToServer {
                    from: nobodys_address(from),
                    sent_at: now,
                    datagram: self.buffers.copy(&arrival.datagram),
                };
                self.schedule.add(arrival.at, event);
            }
            let event = Event::ToServer {
                from,
                sent_at: now,
                datagram: arrival.datagram,
            };
            self.schedule.add(arrival.at, event);
        }
        if self.network.is_moving(now) {
            self.client(client).move_on();
            self.note(Happening::Moved { client });
        }
    }

    fn send_to_client(&mut self, to: SocketAddr, datagram: Vec<u8>) {
        let wrong = self.amplification.on_sent(to, datagram.len());
        if self.options.transport == Transport::Native && self.wrong.is_none() {
            self.wrong = wrong;
        }
        self.send(Direction::ToClient, host_of(to), datagram);
        for arrival in self.arrivals.drain(..) {
            let event = Event::ToClient {
                to,
                incarnation: self.server.incarnation,
                datagram: arrival.datagram,
            };
            self.schedule.add(arrival.at, event);
        }
    }

    /// Sends a datagram: its copies are then in `arrivals`.
    fn send(&mut self, direction: Direction, client: Option<usize>, datagram: Vec<u8>) {
        self.check_sent(direction, &datagram);
        let traced = self.options.trace_datagrams;
        let sent = traced.then(|| (datagram.len(), crc32c::crc32c(&datagram)));
        self.carry(direction, client, datagram);
        if let Some((bytes, checksum)) = sent {
            self.note(Happening::Sent {
                direction,
                client,
                bytes,
                checksum,
                copies: self.arrivals.len(),
            });
        }
    }

    fn carry(&mut self, direction: Direction, client: Option<usize>, datagram: Vec<u8>) {
        let (buffers, arrivals) = (&mut self.buffers, &mut self.arrivals);
        self.network
            .carry(self.now, direction, client, datagram, buffers, arrivals);
    }

    fn crash(&mut self) {
        if self.is_calm() || !self.server.is_up() {
            return;
        }
        if self.random.chance(self.options.drain_per_mille) {
            self.note(Happening::Draining);
            self.server.drain();
            self.attend_server();
        } else {
            self.stop();
        }
    }

    fn stop(&mut self) {
        self.server.crash();
        self.note(Happening::Crashed);
        let starts = self.now + self.options.down;
        self.schedule.add(starts, Event::Start);
    }

    fn die(&mut self) {
        self.died = Some(self.now);
        self.server.crash();
        self.note(Happening::Died);
    }

    fn start(&mut self) {
        if self.died.is_some() {
            return;
        }
        if let Err(error) = self.server.start(self.now) {
            // The same services started before.
            panic!("the server cannot start again: {error}");
        }
        self.amplification = Amplification::default();
        self.numbers.clear();
        self.note(Happening::Started);
        self.plan_crash();
    }

    fn part(&mut self) {
        if let Some(partitions) = self.options.partitions
            && !self.is_calm()
        {
            self.network.part(self.now, partitions.last_max);
            self.note(Happening::Parted);
            self.plan_partition();
        }
    }

    /// Whether no more faults are made: nobody would notice, or it is time.
    fn is_calm(&self) -> bool {
        self.outstanding == 0 || self.network.is_healed(self.now)
    }

    fn plan_crash(&mut self) {
        self.plan_about(self.options.crash_after, Event::Crash);
    }

    fn plan_partition(&mut self) {
        self.plan_about(self.options.partitions.map(|p| p.every), Event::Part);
    }

    fn plan_about(&mut self, mean: Option<Duration>, event: Event) {
        if let Some(mean) = mean {
            let after = self.random.between(Duration::ZERO, mean * 2);
            self.schedule.add(self.now + after, event);
        }
    }

    /// A machine that has done all it can has its timer in the future.
    fn check_not_spinning(
        &mut self,
        due: Option<Instant>,
        client: Option<usize>,
    ) -> Option<Instant> {
        let seconds = self.now.saturating_duration_since(self.origin).as_secs();
        let allowed = WAKEUPS_MIN
            + WAKEUPS_PER_DATAGRAM_MAX * self.datagrams
            + WAKEUPS_PER_SECOND_MAX * seconds;
        if self.wakeups > allowed {
            // The timer is not set again, or the world would never end.
            let who = client.map_or("the server".to_owned(), |client| format!("client {client}"));
            let spinning = format!("{} wake-ups in {seconds} s, at last of {who}", self.wakeups);
            self.wrong.get_or_insert(spinning);
            return None;
        }
        due.map(|at| at.max(self.now))
    }

    /// A message that is executed now follows those before it.
    fn check_order(&mut self, client: usize, call: CallId) {
        let Some(ordered) = self.journal.record(call).ordered else {
            return;
        };
        let (order, stream) = (&mut self.order, ordered.stream);
        if let Some(early) = order.on_executed(client, stream, call, &self.journal) {
            self.wrong.get_or_insert(early);
        }
    }

    /// A call that ends now does so soon enough after the server died.
    fn check_noticed(&mut self, client: usize, call: CallId) {
        let Some(died) = self
            .died
            .filter(|_| self.options.transport == Transport::Native)
        else {
            return;
        };
        let since = self.client(client).heard.map_or(died, |at| at.max(died));
        let record = self.journal.record(call);
        // A session with messages that are to be repeated outlives silence, and
        // what waited is then sent in it.
        let mut records = self.journal.records();
        let goes_on = records.any(|(_, other)| other.ordered.is_some_and(|at| at.repeat));
        if goes_on && record.executions() == 0 {
            return;
        }
        if let Some(late) = promises::unnoticed(call, record, since, self.now) {
            self.wrong.get_or_insert(late);
        }
    }

    /// Every transmission has a number of its own, higher than those before.
    fn check_fresh(&mut self, direction: Direction, datagram: &[u8]) {
        let Some((session, number)) = transmission(datagram) else {
            return;
        };
        let before = self.numbers.insert((direction, session), number);
        if before.is_some_and(|before| before >= number) {
            let again = format!("packet {number} was sent again");
            self.wrong.get_or_insert(again);
        }
    }

    fn unrest(&self) -> Option<String> {
        let clients = self.clients.iter().enumerate();
        let mut restless = clients.filter(|(_, client)| !client.is_at_rest());
        restless
            .next()
            .map(|(client, _)| format!("something of client {client} is left at rest"))
    }

    /// Who is at the address now.
    fn client_at(&self, address: SocketAddr) -> Option<usize> {
        let client = host_of(address)?;
        let is_there = |c: &SimClient| c.address() == address;
        self.clients
            .get(client)
            .is_some_and(is_there)
            .then_some(client)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "events name only clients that made calls"
    )]
    fn client(&mut self, client: usize) -> &mut SimClient {
        &mut self.clients[client]
    }

    fn check_sent(&mut self, direction: Direction, datagram: &[u8]) {
        self.check_fresh(direction, datagram);
        self.datagrams += 1;
        self.at_once += 1;
        if self.at_once > AT_ONCE_MAX {
            let babbling = format!("{AT_ONCE_MAX} datagrams were sent at the same instant");
            self.wrong.get_or_insert(babbling);
        }
    }

    fn note(&mut self, what: Happening) {
        self.journal.note(self.now, what);
    }
}

fn client_address(client: usize) -> Ipv4Addr {
    let [.., high, low] = client.to_be_bytes();
    Ipv4Addr::new(10, 1, high, low)
}

/// Whose host the address is of, whatever its port.
fn host_of(address: SocketAddr) -> Option<usize> {
    match address.ip() {
        IpAddr::V4(ip) => match ip.octets() {
            [10, 1, high, low] => Some(usize::from(u16::from_be_bytes([high, low]))),
            _ => None,
        },
        IpAddr::V6(_) => None,
    }
}

/// An address like the other, at which nobody is.
fn nobodys_address(like: SocketAddr) -> SocketAddr {
    SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 9, 0, 9), like.port()))
}
