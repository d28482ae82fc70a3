//! The client as users and generated stubs hold it.

mod channel;
mod servers;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use idlc_xdr::{Decode, Encode};

use crate::answer::Answer;
use crate::counters::ClientCounters;
use crate::driver::native_calls::Terms;
use crate::driver::resolve::Place;
use crate::error::{CallError, ConnectError};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::pending::Pending;
use crate::server_address::ServerAddress;

pub(crate) use channel::{Calls, Channel, Setup};
pub(crate) use servers::Find;
use servers::Servers;

/// Calls the procedures of one interface at one server.
///
/// Generated code wraps it in typed methods: `CalcClient`. A client is cheap to
/// clone and may be used by many threads at once; each call runs on the thread
/// that makes it: over UDP on a socket of its own while it lasts, over TCP and
/// unix sockets on a connection that all of them share.
///
/// How calls travel, the server's [`Address`](crate::Address) says; it may lead to
/// several servers. In the ONC form over UDP
/// every call and every reply is one datagram.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    deadline: Duration,
}

pub(crate) struct Shared {
    pub(crate) setup: Arc<Setup>,
    pub(crate) servers: Servers,
}

impl Client {
    /// A client that calls whoever is at these places.
    pub(crate) fn new(
        mut setup: Setup,
        places: Vec<Place>,
        find: Option<Box<dyn Find>>,
    ) -> Result<Self, ConnectError> {
        if !matches!(places.as_slice(), [Place::Known { .. }]) {
            // There is somewhere else to go.
            setup.config.stream.waits_for_restart = false;
        }
        let setup = Arc::new(setup);
        let servers = Servers::new(&setup, places, find)?;
        let deadline = setup.config.deadline;
        let deadline = deadline.unwrap_or_else(|| servers.deadline());
        Ok(Self {
            shared: Arc::new(Shared { setup, servers }),
            deadline,
        })
    }

    /// The same client with another total deadline for its calls, for one call
    /// or for many: `calc.with_deadline(Duration::from_secs(1)).func1(2)`.
    #[must_use]
    pub fn with_deadline(&self, deadline: Duration) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            deadline,
        }
    }

    /// The interface called.
    #[must_use]
    pub fn interface(&self) -> &'static Interface {
        self.shared.setup.interface
    }

    /// The address of the server that is called: of several, the one that was
    /// called last.
    #[must_use]
    pub fn server(&self) -> ServerAddress {
        self.shared.servers.server()
    }

    /// What this client and its clones did so far.
    #[must_use]
    pub fn counters(&self) -> ClientCounters {
        self.shared.setup.counters.snapshot()
    }

    /// Calls a procedure and blocks until it is answered or its deadline
    /// passes. Generated methods are this, with types.
    ///
    /// # Errors
    ///
    /// [`CallError`], by what is known of the procedure's execution.
    pub fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> Result<T, CallError> {
        self.shared.call(procedure, arguments, self.terms(false))
    }

    /// The same for a procedure that may as well run twice: where a call was
    /// sent and its server restarted, it is made again instead of failing as
    /// [`CallError::MaybeExecuted`]; over TCP and unix sockets, where the
    /// connection broke. In the ONC form over UDP it is as any other.
    ///
    /// # Errors
    ///
    /// As for [`call`](Self::call).
    pub fn call_idempotent<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> Result<T, CallError> {
        self.shared.call(procedure, arguments, self.terms(true))
    }

    /// Begins a call and returns at once. Small calls that are begun one after
    /// another share datagrams.
    ///
    /// It is on its way at the latest when somebody waits for a call of this
    /// client, or an earlier one is acknowledged, which takes 5 ms at most.
    pub fn begin<T>(&self, procedure: Procedure, arguments: &impl Encode) -> Pending<T> {
        self.shared.begin(procedure, arguments, self.terms(false))
    }

    /// [`begin`](Self::begin) for a procedure that may as well run twice.
    pub fn begin_idempotent<T>(&self, procedure: Procedure, arguments: &impl Encode) -> Pending<T> {
        self.shared.begin(procedure, arguments, self.terms(true))
    }

    /// A call that could not begin, because an argument is too long.
    pub fn failed<T>(&self, procedure: Procedure, error: impl Into<CallError>) -> Pending<T> {
        self.shared.setup.counters.calls.add_one();
        Pending::failed(error.into(), self.shared.answer(procedure))
    }

    /// Blocks until every call that was begun with this client and its clones
    /// has ended, and every oneway call; what became of each, its [`Pending`]
    /// says, and of the latter [`flush`](Self::flush).
    pub fn wait_all(&self) {
        self.shared.servers.wait_all();
    }

    pub(crate) const fn terms(&self, idempotent: bool) -> Terms {
        Terms {
            deadline: self.deadline,
            idempotent,
        }
    }
}

impl Shared {
    fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<T, CallError> {
        let counters = &self.setup.counters;
        counters.calls.add_one();
        let result = self.servers.call(procedure, arguments, terms);
        if result.is_err() {
            counters.badcalls.add_one();
        }
        result
    }

    fn begin<T>(&self, procedure: Procedure, arguments: &impl Encode, terms: Terms) -> Pending<T> {
        self.setup.counters.calls.add_one();
        let answer = self.answer(procedure);
        match self.servers.begin(procedure, arguments, terms) {
            Ok(begun) => Pending::new(begun, answer),
            Err(error) => Pending::failed(error.into(), answer),
        }
    }

    fn answer(&self, procedure: Procedure) -> Answer {
        Answer {
            interface: self.setup.interface,
            procedure,
            counters: Arc::clone(&self.setup.counters),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("interface", &self.shared.setup.interface.name)
            .field("server", &self.server())
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
