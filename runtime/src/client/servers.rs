//! The servers that a client may call, and when it moves on from one to the
//! next.
//!
//! What is known of a call decides: one that was not executed, or that may as
//! well run twice, is made at the next server; any other ends with the one that
//! may have executed it. A server that has not answered so far is first called
//! in vain (procedure 0) if there is another to move on to, so that a silent one
//! is not given a call that could not be moved from it.

mod moving;
mod server;

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use idlc_xdr::{Decode, Encode};

use super::channel::{Channel, Setup};
use crate::address::Transport;
use crate::config::ClientConfig;
use crate::driver::clock;
use crate::driver::native_calls::Terms;
use crate::driver::resolve::Place;
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::id::Procedure;
use crate::pending::Begun;
use crate::server_address::ServerAddress;

use moving::{is_no_more, may_move, of_all};
use server::{Opened, Server};

const NO_SERVER: ConnectError = ConnectError::Config("there is no server to call");

/// The longest that a server is called in vain.
const TRY_MAX: Duration = Duration::from_secs(5);

/// Asks where a program is.
pub(crate) trait Find: Send + Sync {
    /// Where the client's program is on this host, for a transport.
    fn find(
        &self,
        host: IpAddr,
        transport: Transport,
        deadline: Duration,
    ) -> Result<ServerAddress, ConnectError>;
}

/// The servers of a client.
pub(crate) struct Servers {
    setup: Arc<Setup>,
    find: Option<Box<dyn Find>>,
    first: Server,
    others: Vec<Server>,
    /// Where the next call goes.
    current: AtomicUsize,
    /// Where oneway calls go.
    oneways: Mutex<Option<Arc<Channel>>>,
}

/// A call at one of several servers.
#[derive(Clone, Copy)]
struct Turn {
    ends: Instant,
    idempotent: bool,
    /// How many there are to move on to.
    others: u32,
}

impl Servers {
    /// Finds one of the servers, so that an address that leads nowhere is known
    /// at once.
    pub(crate) fn new(
        setup: &Arc<Setup>,
        places: Vec<Place>,
        find: Option<Box<dyn Find>>,
    ) -> Result<Self, ConnectError> {
        let mut places = places.into_iter();
        let first = places.next().ok_or(NO_SERVER)?;
        let servers = Self {
            setup: Arc::clone(setup),
            find,
            first: Server::new(first),
            others: places.map(Server::new).collect(),
            current: AtomicUsize::new(0),
            oneways: Mutex::new(None),
        };
        servers.find_one()?;
        Ok(servers)
    }

    fn find_one(&self) -> Result<(), ConnectError> {
        let deadline = self.setup.config.deadline;
        let deadline = deadline.unwrap_or(ClientConfig::DEADLINE_ONC);
        let mut failed = None;
        for number in 0..self.count() {
            match self.open(self.at(number), deadline) {
                Ok(_) => {
                    self.current.store(number, Ordering::Relaxed);
                    return Ok(());
                }
                Err(error) => drop(failed.get_or_insert(error)),
            }
        }
        Err(failed.unwrap_or(NO_SERVER))
    }

    /// Where the next call goes.
    pub(crate) fn server(&self) -> ServerAddress {
        self.current().address()
    }

    /// How long a call may take where nothing else is said.
    pub(crate) fn deadline(&self) -> Duration {
        self.current().deadline()
    }

    /// Makes a call, at the next server where it may be moved there.
    pub(crate) fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<T, CallError> {
        let ends = terms.ends(clock::now());
        let (first, count) = (self.current.load(Ordering::Relaxed), self.count());
        let mut failed = None;
        for step in 0..count {
            let number = (first + step) % count;
            let server = self.at(number);
            let turn = Turn {
                ends,
                idempotent: terms.idempotent,
                others: u32::try_from(count - step - 1).unwrap_or(u32::MAX),
            };
            let result = self.call_at(server, procedure, arguments, turn);
            let Err(error) = result else {
                self.current.store(number, Ordering::Relaxed);
                return result;
            };
            let is_no_more = is_no_more(&error);
            if is_no_more {
                self.current.store((number + 1) % count, Ordering::Relaxed);
                server.is_gone();
            }
            if !is_no_more || !may_move(&error, terms.idempotent) {
                return Err(of_all(error, terms.deadline));
            }
            failed = Some(error);
        }
        let none = || NotExecuted::Withdrawn.into();
        Err(of_all(failed.unwrap_or_else(none), terms.deadline))
    }

    /// Begins a call at the server that is called now. It does not move.
    pub(crate) fn begin(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<Begun, NotExecuted> {
        let opened = self.open(self.current(), terms.deadline);
        let Opened { channel, .. } = opened.map_err(not_found)?;
        channel.begin(procedure, arguments, terms)
    }

    /// Blocks until every call that was begun has ended.
    pub(crate) fn wait_all(&self) {
        let servers = (0..self.count()).map(|number| self.at(number));
        for channel in servers.filter_map(Server::channel).chain(self.oneways()) {
            channel.wait_all();
        }
    }

    /// Where oneway calls go: to the server that is called now, and then no
    /// other, so that they are executed in order.
    pub(crate) fn begin_oneways(&self, deadline: Duration) -> Result<Arc<Channel>, NotExecuted> {
        if let Some(channel) = self.oneways() {
            return Ok(channel);
        }
        let opened = self.open(self.current(), deadline);
        let channel = opened.map_err(not_found)?.channel;
        Ok(Arc::clone(self.lock_oneways().get_or_insert(channel)))
    }

    /// Where they go, if there were any.
    pub(crate) fn oneways(&self) -> Option<Arc<Channel>> {
        self.lock_oneways().clone()
    }

    /// One failed, and its caller was told: later ones go where calls go then.
    pub(crate) fn end_oneways(&self, error: &CallError) {
        let ended = self.lock_oneways().take();
        let number = self.current.load(Ordering::Relaxed);
        let server = self.at(number);
        let is_current = |channel: Arc<Channel>| {
            let current = server.channel();
            current.is_some_and(|current| Arc::ptr_eq(&current, &channel))
        };
        if is_no_more(error) && ended.is_some_and(is_current) {
            server.is_gone();
            let next = (number + 1) % self.count();
            self.current.store(next, Ordering::Relaxed);
        }
    }

    fn lock_oneways(&self) -> MutexGuard<'_, Option<Arc<Channel>>> {
        self.oneways.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Servers {
    fn count(&self) -> usize {
        1 + self.others.len()
    }

    fn at(&self, number: usize) -> &Server {
        let other = number.checked_sub(1).and_then(|n| self.others.get(n));
        other.unwrap_or(&self.first)
    }

    fn current(&self) -> &Server {
        self.at(self.current.load(Ordering::Relaxed))
    }

    fn open(&self, server: &Server, deadline: Duration) -> Result<Opened, ConnectError> {
        server.open(|place| match place {
            Place::Known { transport, server } => {
                Channel::open(&self.setup, *transport, server.clone())
            }
            Place::Registered { host, transport } => {
                let find = self.find.as_ref().ok_or(NO_SERVER)?;
                let server = find.find(*host, *transport, deadline)?;
                Channel::open(&self.setup, *transport, server)
            }
        })
    }

    /// Makes the call at one server. One that is not there any more is looked
    /// for where it may have gone.
    fn call_at<T: for<'a> Decode<'a>>(
        &self,
        server: &Server,
        procedure: Procedure,
        arguments: &impl Encode,
        turn: Turn,
    ) -> Result<T, CallError> {
        let opened = self.open(server, turn.rest()).map_err(not_found)?;
        let result = turn.call(server, &opened.channel, procedure, arguments);
        let Err(error) = &result else {
            return result;
        };
        let is_elsewhere = is_no_more(error) && may_move(error, turn.idempotent);
        if opened.is_new || !server.may_move() || !is_elsewhere {
            return result;
        }
        server.is_gone();
        let found = self.open(server, turn.rest()).map_err(not_found)?;
        if found.channel.server() == opened.channel.server() {
            return result;
        }
        turn.call(server, &found.channel, procedure, arguments)
    }
}

impl Turn {
    /// Fails where nobody answers; any answer will do.
    fn call_in_vain(&self, channel: &Channel) -> Result<(), CallError> {
        let terms = Terms {
            deadline: self.share().min(TRY_MAX),
            idempotent: true,
        };
        let server = || channel.server().clone();
        match channel.call::<()>(Procedure::NULL, &(), terms) {
            Err(CallError::MaybeExecuted { .. }) => {
                Err(NotExecuted::Silent { server: server() }.into())
            }
            Err(error) if is_no_more(&error) => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn rest(&self) -> Duration {
        self.ends.saturating_duration_since(clock::now())
    }

    /// This server's part of the time that is left.
    fn share(&self) -> Duration {
        self.rest() / self.others.saturating_add(1)
    }

    fn call<T: for<'a> Decode<'a>>(
        &self,
        server: &Server,
        channel: &Channel,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> Result<T, CallError> {
        if self.others > 0 && !server.is_there() {
            self.call_in_vain(channel)?;
        }
        let result = channel.call(
            procedure,
            arguments,
            Terms {
                // One that must not be moved once it was sent has all the time.
                deadline: if self.idempotent {
                    self.share()
                } else {
                    self.rest()
                },
                idempotent: self.idempotent,
            },
        );
        if result.is_ok() {
            server.has_answered();
        }
        result
    }
}

fn not_found(error: ConnectError) -> NotExecuted {
    let error = Box::new(error);
    NotExecuted::NotFound { error }
}
