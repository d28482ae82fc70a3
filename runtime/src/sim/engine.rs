//! Moves virtual time from one event to the next, carries datagrams between
//! the machines, and keeps the journal that the promises are checked against.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::error::ServeError;
use crate::id::Procedure;
use crate::interface::Interface;
use crate::proto::random::Random;
use crate::service::Service;
use crate::sim::address::{host_of, nobodys_address};
use crate::sim::amplification::Amplification;
use crate::sim::buffers::Buffers;
use crate::sim::client::PlannedCall;
use crate::sim::clients::Clients;
use crate::sim::event::Event;
use crate::sim::journal::{CallId, Journal};
use crate::sim::network::{Arrival, Network};
use crate::sim::options::{Options, Transport};
use crate::sim::order::Order;
use crate::sim::plan::CallPlan;
use crate::sim::promises;
use crate::sim::schedule::Schedule;
use crate::sim::server::{Execution, SimServer};
use crate::sim::trace::{Direction, Happening};
use crate::sim::watch::Watch;

/// The machines and what is between them.
#[derive(Debug)]
pub(crate) struct Engine {
    options: Options,
    origin: Instant,
    now: Instant,
    random: Random,
    network: Network,
    server: SimServer,
    clients: Clients,
    schedule: Schedule<Event>,
    journal: Journal,
    order: Order,
    buffers: Buffers,
    /// The copies of the datagram that was sent last.
    arrivals: Vec<Arrival>,
    amplification: Amplification,
    watch: Watch,
    /// When the server crashed for good.
    died: Option<Instant>,
    /// Calls that have not ended.
    outstanding: usize,
}

impl Engine {
    /// A server that runs the services, and clients.
    pub(crate) fn new(
        options: Options,
        origin: Instant,
        services: Vec<Box<dyn Service>>,
    ) -> Result<Self, ServeError> {
        let mut random = Random::new(options.seed);
        let mut branch = || Random::new(random.next_u64());
        let network = Network::new(&options, branch(), origin);
        let clients = Clients::new(&options, &mut branch);
        let server = SimServer::new(origin, services, &options, branch())?;
        let mut engine = Self {
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
            watch: Watch::default(),
            died: None,
            outstanding: 0,
            options,
        };
        engine.plan_crash();
        engine.plan_partition();
        if let Some(after) = engine.options.dies_after {
            engine.schedule.add(origin + after, Event::Die);
        }
        Ok(engine)
    }

    /// Plans a call, unless there is no such client.
    pub(crate) fn plan(
        &mut self,
        client: usize,
        plan: &CallPlan,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: Vec<u8>,
    ) -> Option<CallId> {
        let caller = self.clients.find(client)?;
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
            arguments,
        });
        self.outstanding += 1;
        let due = Event::CallDue {
            client,
            call,
            cancel_after: plan.cancel_after,
        };
        self.schedule.add(self.now + plan.after, due);
        Some(id)
    }

    /// Runs until nothing is to happen any more.
    pub(crate) fn run(&mut self) {
        while let Some((at, event)) = self
            .schedule
            .next()
            .filter(|_| self.watch.wrong().is_none())
        {
            let later = at > std::mem::replace(&mut self.now, at);
            self.watch.on_time(self.age(), later);
            self.happen(event);
        }
    }

    /// What became of the calls.
    pub(crate) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What went wrong, if anything did.
    pub(crate) fn violation(&self) -> Option<String> {
        let forgetful = self.options.transport == Transport::Onc;
        let wrong = self.watch.wrong().cloned();
        wrong
            .or_else(|| promises::broken(&self.journal, forgetful))
            .or_else(|| self.server.complaint(true))
            .or_else(|| self.clients.unrest())
    }

    /// Whether nothing is left anywhere.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.clients.unrest().is_none() && self.server.in_progress() == 0
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
                self.clients.get(client).add(*call);
                self.attend_client(client);
            }
            Event::Cancel { client, call } => {
                self.clients.get(client).cancel(call);
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
                if let Some(client) = self.clients.at(to) {
                    self.clients.get(client).handle_refused(now);
                    self.attend_client(client);
                }
            }
            Event::ClientTimer { client } => {
                if self.clients.get(client).armed == Some(now) {
                    self.watch.on_wakeup();
                    self.clients.get(client).armed = None;
                    self.clients.get(client).handle_timeout(now);
                    self.attend_client(client);
                }
            }
            Event::ServerTimer => {
                if self.server.armed == Some(now) {
                    self.watch.on_wakeup();
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
            let client = self.clients.at(from);
            self.carry(Direction::ToClient, client, Vec::new());
            for arrival in self.arrivals.drain(..) {
                self.schedule.add(arrival.at, Event::Refused { to: from });
            }
        }
    }

    fn at_client(&mut self, to: SocketAddr, incarnation: u32, datagram: &[u8]) {
        let Some(client) = self.clients.at(to) else {
            return;
        };
        let now = self.now;
        if incarnation == self.server.incarnation {
            self.amplification.on_reached(now, to);
        }
        self.clients.get(client).handle_datagram(now, datagram);
        self.attend_client(client);
    }

    /// Lets a client do all it can do now.
    fn attend_client(&mut self, client: usize) {
        let now = self.now;
        loop {
            while let Some((id, xid)) = self.clients.get(client).begin_next(now) {
                self.journal.begin(now, client, xid, id);
                self.order.on_begun(client, id, &self.journal);
            }
            let Some(ended) = self.clients.get(client).poll_ended() else {
                break;
            };
            self.outstanding -= 1;
            self.check_noticed(client, ended.id);
            self.journal
                .end(now, client, ended.xid, ended.id, ended.outcome);
        }
        while self.watch.wrong().is_none() {
            let mut datagram = self.buffers.take();
            if !self.clients.get(client).poll_transmit(now, &mut datagram) {
                self.buffers.give(datagram);
                break;
            }
            self.send_to_server(client, datagram);
        }
        let due = self.clients.get(client).poll_timeout(now);
        let due = self.watch.check_timer(now, self.age(), due, Some(client));
        let armed = &mut self.clients.get(client).armed;
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
        while self.watch.wrong().is_none() {
            let mut datagram = self.buffers.take();
            let Some(to) = self.server.poll_transmit(now, &mut datagram) else {
                self.buffers.give(datagram);
                break;
            };
            self.send_to_client(to, datagram);
        }
        if let Some(complaint) = self.server.complaint(false) {
            self.watch.note(Some(complaint));
        }
        if self.server.is_drained() {
            return self.stop();
        }
        let due = self.server.poll_timeout();
        let due = self.watch.check_timer(now, self.age(), due, None);
        if self.server.armed != due {
            self.server.armed = due;
            if let Some(at) = due {
                self.schedule.add(at, Event::ServerTimer);
            }
        }
    }

    fn execute(&mut self, execution: Execution) {
        let (incarnation, xid) = (execution.incarnation, execution.xid);
        let host = host_of(execution.client);
        let call = host.and_then(|host| self.journal.execute(self.now, host, xid, incarnation));
        if let (Some(host), Some(call)) = (host, call) {
            let early = self.order.on_executed(host, call, &self.journal);
            self.watch.note(early);
        }
        let (least, most) = (self.options.handler_min, self.options.handler_max);
        let ends = self.now + self.random.between(least, most);
        let event = Event::HandlerEnds {
            incarnation,
            ticket: execution.ticket,
            call,
            reply: execution.reply,
        };
        self.schedule.add(ends, event);
    }

    fn send_to_server(&mut self, client: usize, datagram: Vec<u8>) {
        let (now, from) = (self.now, self.clients.get(client).address());
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
            self.clients.get(client).move_on();
            self.note(Happening::Moved { client });
        }
    }

    fn send_to_client(&mut self, to: SocketAddr, datagram: Vec<u8>) {
        let wrong = self.amplification.on_sent(to, datagram.len());
        if self.options.transport == Transport::Native {
            self.watch.note(wrong);
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
        self.watch.on_sent(direction, &datagram);
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
        self.watch.on_start();
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

    /// A call that ends now does so soon enough after the server died.
    fn check_noticed(&mut self, client: usize, call: CallId) {
        let Some(died) = self
            .died
            .filter(|_| self.options.transport == Transport::Native)
        else {
            return;
        };
        let heard = self.clients.get(client).heard;
        let since = heard.map_or(died, |at| at.max(died));
        let late = promises::unnoticed(&self.journal, call, since, self.now);
        self.watch.note(late);
    }

    /// How long the world has lasted.
    fn age(&self) -> Duration {
        self.now.saturating_duration_since(self.origin)
    }

    fn note(&mut self, what: Happening) {
        self.journal.note(self.now, what);
    }
}
