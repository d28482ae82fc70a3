//! The world: moves virtual time from one event to the next, and keeps the
//! journal that the invariants are checked against.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use idlc_xdr::{Decode, Encode};

use crate::error::{CallError, ReplyLost};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::proto::random::Random;
use crate::proto::reply_cache::CallKey;
use crate::service::Service;
use crate::sim::client::{Ended, SimClient};
use crate::sim::journal::{CallId, Journal};
use crate::sim::network::Network;
use crate::sim::options::Options;
use crate::sim::schedule::Schedule;
use crate::sim::server::{Served, SimServer};
use crate::sim::trace::{Happening, TraceEntry};

/// Clients, a server, and the network between them.
#[derive(Debug)]
pub struct World {
    options: Options,
    now: Instant,
    random: Random,
    network: Network,
    server: SimServer,
    clients: Vec<SimClient>,
    schedule: Schedule<Event>,
    journal: Journal,
}

#[derive(Debug)]
enum Event {
    ToServer {
        client: usize,
        from: SocketAddr,
        datagram: Vec<u8>,
    },
    ToClient {
        client: usize,
        to: SocketAddr,
        datagram: Vec<u8>,
    },
    Refused {
        client: usize,
        to: SocketAddr,
    },
    ClientTimer {
        client: usize,
    },
    HandlerEnds {
        client: usize,
        incarnation: u32,
        key: CallKey,
        reply: Vec<u8>,
    },
    Crash,
    Start,
}

const SERVER: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 2049));

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
        let network = Network::new(&options, Random::new(random.next_u64()), origin);
        let clients = (0..options.clients)
            .map(|client| {
                let random = Random::new(random.next_u64());
                SimClient::new(&options, client_address(client), SERVER, random)
            })
            .collect();
        let server = match SimServer::new(services, options.server) {
            Ok(server) => server,
            Err(error) => panic!("this world cannot be: {error}"),
        };
        let mut world = Self {
            now: origin,
            random,
            network,
            server,
            clients,
            schedule: Schedule::new(),
            journal: Journal::new(origin),
            options,
        };
        world.plan_crash();
        world
    }

    /// Plans a call of a client; it begins when the client's earlier calls
    /// have ended and the world [runs](Self::run).
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
        let Some(caller) = self.clients.get_mut(client) else {
            panic!(
                "there is no client {client}: this world has {}",
                self.options.clients
            );
        };
        let id = self.journal.plan();
        caller.plan(id, interface, procedure, idlc_xdr::to_vec(arguments));
        id
    }

    /// Runs until every planned call has ended and nothing is under way.
    pub fn run(&mut self) {
        for client in 0..self.clients.len() {
            self.proceed(client);
        }
        while let Some((at, event)) = self.schedule.next() {
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

    /// Whether nothing is left anywhere: no call in flight or in progress.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.clients.iter().all(SimClient::is_idle) && self.server.in_progress() == 0
    }

    /// How often the server crashed.
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
        match event {
            Event::ToServer {
                client,
                from,
                datagram,
            } => self.at_server(client, from, &datagram),
            Event::ToClient {
                client,
                to,
                datagram,
            } => {
                let now = self.now;
                let ended = self.client(client).handle_datagram(now, to, &datagram);
                self.end_and_proceed(client, ended);
            }
            Event::Refused { client, to } => {
                let ended = self.client(client).handle_refused(to);
                self.end_and_proceed(client, ended);
            }
            Event::ClientTimer { client } => {
                let now = self.now;
                let ended = self.client(client).handle_timeout(now);
                self.end_and_proceed(client, ended);
            }
            Event::HandlerEnds {
                client,
                incarnation,
                key,
                reply,
            } => {
                if self.server.complete(self.now, incarnation, key, &reply) {
                    self.reply(client, key.peer, &reply);
                }
            }
            Event::Crash => self.crash(),
            Event::Start => self.start(),
        }
    }

    fn at_server(&mut self, client: usize, from: SocketAddr, datagram: &[u8]) {
        match self.server.receive(self.now, from, datagram) {
            Served::Down if self.options.refuse_when_down => {
                for at in self.network.arrivals(self.now) {
                    self.schedule.add(at, Event::Refused { client, to: from });
                }
            }
            Served::Down | Served::Nothing => self.note(Happening::NotExecuted { client }),
            Served::Answer(answer) => {
                self.note(Happening::NotExecuted { client });
                self.reply(client, from, &answer);
            }
            Served::Executed(key, reply) => {
                let incarnation = self.server.incarnation;
                self.journal.execute(self.now, client, key.xid, incarnation);
                let Options {
                    handler_min,
                    handler_max,
                    ..
                } = self.options;
                let ends = self.now + self.random.between(handler_min, handler_max);
                self.schedule.add(
                    ends,
                    Event::HandlerEnds {
                        client,
                        incarnation,
                        key,
                        reply,
                    },
                );
            }
        }
    }

    fn reply(&mut self, client: usize, to: SocketAddr, datagram: &[u8]) {
        let arrivals = self.network.arrivals(self.now);
        self.note(Happening::ReplySent {
            client,
            copies: arrivals.len(),
        });
        for at in arrivals {
            self.schedule.add(
                at,
                Event::ToClient {
                    client,
                    to,
                    datagram: datagram.to_vec(),
                },
            );
        }
    }

    /// Files a call that ended; lets the client do what is due.
    fn end_and_proceed(&mut self, client: usize, ended: Option<Ended>) {
        if let Some(Ended { id, xid, outcome }) = ended {
            self.journal.end(self.now, client, xid, id, outcome);
        }
        self.proceed(client);
    }

    /// Begins the client's next call if it is free, sends what is due, and
    /// sets its timer.
    fn proceed(&mut self, client: usize) {
        let now = self.now;
        if let Some((id, xid)) = self.client(client).begin_next(now) {
            self.journal.begin(now, client, xid, id);
        }
        if let Some((xid, datagram)) = self.client(client).poll_transmit(now) {
            let arrivals = self.network.arrivals(now);
            self.note(Happening::CallSent {
                client,
                xid,
                copies: arrivals.len(),
            });
            let from = self.client(client).address();
            for at in arrivals {
                self.schedule.add(
                    at,
                    Event::ToServer {
                        client,
                        from,
                        datagram: datagram.clone(),
                    },
                );
            }
            if let Some(at) = self.client(client).poll_timeout() {
                self.schedule.add(at, Event::ClientTimer { client });
            }
        }
    }

    fn crash(&mut self) {
        let over = self.clients.iter().all(SimClient::is_idle) || self.network.is_healed(self.now);
        if !over {
            self.server.crash();
            self.note(Happening::Crashed);
            self.schedule
                .add(self.now + self.options.down, Event::Start);
        }
    }

    fn start(&mut self) {
        if let Err(error) = self.server.start() {
            // The same services started before.
            panic!("the server cannot start again: {error}");
        }
        self.note(Happening::Started);
        self.plan_crash();
    }

    fn plan_crash(&mut self) {
        if let Some(mean) = self.options.crash_after {
            let after = self.random.between(Duration::ZERO, mean * 2);
            self.schedule.add(self.now + after, Event::Crash);
        }
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "events name only clients that made calls"
    )]
    fn client(&mut self, client: usize) -> &mut SimClient {
        &mut self.clients[client]
    }

    fn note(&mut self, what: Happening) {
        self.journal.note(self.now, what);
    }
}

fn client_address(client: usize) -> Ipv4Addr {
    let [.., high, low] = client.to_be_bytes();
    Ipv4Addr::new(10, 1, high, low)
}
