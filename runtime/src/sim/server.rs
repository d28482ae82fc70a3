//! The simulated server: a state machine that forgets everything when it
//! crashes, and handlers that take time.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::cancel::Cancelled;
use crate::dispatch::execute;
use crate::error::ServeError;
use crate::id::{Procedure, Xid};
use crate::proto::directory::Directory;
use crate::proto::random::Random;
use crate::rpc::Credentials;
use crate::service::{Context, Service};
use crate::sim::options::{Options, Transport};

mod native;
mod onc;

/// A server short of its handlers, in one transport or the other.
pub(super) trait Machine: Debug {
    fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]);
    fn handle_timeout(&mut self, now: Instant);
    fn poll_admitted(&mut self) -> Option<Admitted>;
    fn complete(&mut self, now: Instant, ticket: Ticket, reply: Vec<u8>);
    /// The call will not be executed.
    fn abandon(&mut self, ticket: Ticket);
    fn drain(&mut self);
    /// Appends the next datagram to be sent now: to whom, if there is one.
    fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr>;
    fn poll_timeout(&self) -> Option<Instant>;
    fn in_progress(&self) -> usize;
    /// What is wrong with its books, or is left when nothing should be.
    fn complaint(&self, at_rest: bool) -> Option<String>;
}

/// Names a call in one life of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(super) u64);

/// A call that is to be executed.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) ticket: Ticket,
    pub(super) client: SocketAddr,
    pub(super) xid: Xid,
    /// The place of the service in the list of them.
    pub(super) service: usize,
    pub(super) procedure: Procedure,
    pub(super) credentials: Credentials,
    pub(super) arguments: Vec<u8>,
    pub(super) reply_bytes_max: usize,
    /// When nobody waits for it any more. What follows on a stream waits for a
    /// message, which is executed however late it is.
    pub(super) until: Option<Instant>,
    pub(super) cancelled: Cancelled,
}

/// A call is being executed; its reply is known already, and to be handed in
/// when the time of its handler is over.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) ticket: Ticket,
    pub(crate) incarnation: u32,
    pub(crate) client: SocketAddr,
    pub(crate) xid: Xid,
    pub(crate) reply: Vec<u8>,
}

/// A server, up or down.
#[derive(Debug)]
pub(crate) struct SimServer {
    services: Vec<Box<dyn Service>>,
    options: Options,
    random: Random,
    /// `None` while it is down.
    machine: Option<Box<dyn Machine>>,
    queue: VecDeque<Admitted>,
    running: usize,
    draining: bool,
    pub(crate) incarnation: u32,
    /// When its timer rings, if it is set.
    pub(crate) armed: Option<Instant>,
}

impl SimServer {
    pub(crate) fn new(
        now: Instant,
        services: Vec<Box<dyn Service>>,
        options: &Options,
        random: Random,
    ) -> Result<Self, ServeError> {
        let mut server = Self {
            services,
            options: options.clone(),
            random,
            machine: None,
            queue: VecDeque::new(),
            running: 0,
            draining: false,
            incarnation: 0,
            armed: None,
        };
        server.start(now)?;
        Ok(server)
    }

    /// Starts with an empty memory.
    pub(crate) fn start(&mut self, now: Instant) -> Result<(), ServeError> {
        let options = &self.options;
        let policy = || options.server.auth_policy();
        let services = self.services.iter();
        let directory = Directory::new(services.map(|s| (s.interface(), policy())))?;
        let directory = Arc::new(directory);
        self.machine = Some(match options.transport {
            Transport::Onc => Box::new(onc::OncServer::new(directory, &options.server)),
            Transport::Native => {
                let key = [self.random.next_u64(), self.random.next_u64()];
                Box::new(native::NativeServer::new(now, directory, options, key))
            }
        });
        self.incarnation += 1;
        Ok(())
    }

    pub(crate) fn crash(&mut self) {
        self.machine = None;
        self.queue.clear();
        self.running = 0;
        self.draining = false;
        self.armed = None;
    }

    /// Takes no new calls from now on.
    pub(crate) fn drain(&mut self) {
        if let Some(machine) = &mut self.machine {
            machine.drain();
            self.draining = true;
        }
    }

    /// Whether it was to stop, and can.
    pub(crate) fn is_drained(&self) -> bool {
        self.draining && self.in_progress() == 0
    }

    pub(crate) const fn is_up(&self) -> bool {
        self.machine.is_some()
    }

    pub(crate) fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        if let Some(machine) = &mut self.machine {
            machine.handle_datagram(now, from, datagram);
            self.queue_admitted();
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if let Some(machine) = &mut self.machine {
            machine.handle_timeout(now);
        }
    }

    /// Begins to execute the next call, if a handler is free.
    pub(crate) fn execute_next(&mut self, now: Instant) -> Option<Execution> {
        let machine = self.machine.as_mut()?;
        while self.running < self.options.workers {
            let admitted = self.queue.pop_front()?;
            let late = admitted.until.is_some_and(|until| until <= now);
            let service = self.services.get(admitted.service);
            let Some(service) = service.filter(|_| !late && !admitted.cancelled.is_set()) else {
                machine.abandon(admitted.ticket);
                continue;
            };
            self.running += 1;
            let mut reply = Writer::new();
            let cx = Context::new(admitted.client, admitted.xid, admitted.credentials);
            execute(
                service.as_ref(),
                &cx,
                admitted.procedure,
                &admitted.arguments,
                admitted.reply_bytes_max,
                &mut reply,
            );
            return Some(Execution {
                ticket: admitted.ticket,
                incarnation: self.incarnation,
                client: admitted.client,
                xid: admitted.xid,
                reply: reply.into_vec(),
            });
        }
        None
    }

    /// A handler's time is over, if its server still lives.
    pub(crate) fn complete(
        &mut self,
        now: Instant,
        incarnation: u32,
        ticket: Ticket,
        reply: Vec<u8>,
    ) {
        if let Some(machine) = &mut self.machine
            && incarnation == self.incarnation
        {
            self.running -= 1;
            machine.complete(now, ticket, reply);
            self.queue_admitted();
        }
    }

    fn queue_admitted(&mut self) {
        if let Some(machine) = &mut self.machine {
            self.queue
                .extend(std::iter::from_fn(|| machine.poll_admitted()));
        }
    }

    pub(crate) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr> {
        self.machine.as_mut()?.poll_transmit(now, out)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.machine.as_ref()?.poll_timeout()
    }

    pub(crate) fn in_progress(&self) -> usize {
        self.machine.as_ref().map_or(0, |m| m.in_progress())
    }

    pub(crate) fn complaint(&self, at_rest: bool) -> Option<String> {
        self.machine.as_ref()?.complaint(at_rest)
    }
}
