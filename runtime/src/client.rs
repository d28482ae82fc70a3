//! The client as users and generated stubs hold it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use idlc_xdr::{Decode, Encode, Gather, Writer};

use crate::address::{Address, Transport};
use crate::answer::{Answer, read_reply, read_results};
use crate::config::{ClientConfig, Retransmission};
use crate::counters::{ClientCounters, ClientCounting};
use crate::driver::async_calls::AsyncCalls;
use crate::driver::client_socket::ClientSocket;
use crate::driver::deferred::DeferredCalls;
use crate::driver::native_calls::{NativeCalls, Terms};
use crate::driver::onc_calls::{Callee, OncCalls};
use crate::driver::oneway_queue::{self, OnewayQueue};
use crate::driver::stream_calls::StreamCalls;
use crate::driver::{entropy, resolve};
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::pending::{Begun, Pending};
use crate::rpc::{Credentials, OpaqueAuth, call_prefix};
use crate::server_address::ServerAddress;

/// Calls the procedures of one interface at one server.
///
/// Generated code wraps it in typed methods: `CalcClient`. A client is cheap to
/// clone and may be used by many threads at once; each call runs on the thread
/// that makes it: over UDP on a socket of its own while it lasts, over TCP and
/// unix sockets on a connection that all of them share.
///
/// How calls travel, the server's [`Address`] says. In the ONC form over UDP
/// every call and every reply is one datagram.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    deadline: Duration,
}

pub(crate) struct Shared {
    pub(crate) interface: &'static Interface,
    server: ServerAddress,
    pub(crate) config: ClientConfig,
    /// Credentials and verifier as every call carries them.
    auth: Vec<u8>,
    next_xid: AtomicU32,
    pub(crate) calls: Calls,
    /// Oneway calls, where no session has them.
    pub(crate) oneways: OnceLock<OnewayQueue>,
    pub(crate) counters: Arc<ClientCounting>,
}

/// How calls are made.
pub(crate) enum Calls {
    Native {
        now: NativeCalls,
        /// For calls that nobody waits for at once; made with the first.
        later: OnceLock<Arc<AsyncCalls>>,
    },
    Onc {
        now: Arc<OncCalls>,
        later: OnceLock<DeferredCalls>,
    },
    Stream(Arc<StreamCalls>),
}

impl Client {
    /// A client with the default configuration and no credentials. Nothing is
    /// sent: whether the server is there, the first call shows.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] where the address leads nowhere or the system has no
    /// socket or no randomness to give.
    pub fn connect(
        interface: &'static Interface,
        server: impl Into<Address>,
    ) -> Result<Self, ConnectError> {
        Self::builder(interface).connect(server)
    }

    /// To set more than the defaults.
    #[must_use]
    pub fn builder(interface: &'static Interface) -> ClientBuilder {
        ClientBuilder {
            interface,
            config: ClientConfig::default(),
            credentials: Credentials::None,
        }
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
        self.shared.interface
    }

    /// The server's address.
    #[must_use]
    pub fn server(&self) -> &ServerAddress {
        &self.shared.server
    }

    /// What this client and its clones did so far.
    #[must_use]
    pub fn counters(&self) -> ClientCounters {
        self.shared.counters.snapshot()
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
        self.shared
            .count(self.shared.call(procedure, arguments, self.terms(false)))
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
        self.shared
            .count(self.shared.call(procedure, arguments, self.terms(true)))
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
        self.shared.counters.calls.add_one();
        Pending::failed(error.into(), self.shared.answer(procedure))
    }

    /// Blocks until every call that was begun with this client and its clones
    /// has ended, and every oneway call; what became of each, its [`Pending`]
    /// says, and of the latter [`flush`](Self::flush).
    pub fn wait_all(&self) {
        match &self.shared.calls {
            Calls::Native { later, .. } => {
                if let Some(later) = later.get() {
                    later.wait_all();
                }
            }
            Calls::Onc { later, .. } => {
                if let Some(later) = later.get() {
                    later.wait_all();
                }
            }
            Calls::Stream(calls) => calls.wait_all(),
        }
        if let Some(oneways) = self.shared.oneways.get() {
            oneways.wait_all();
        }
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
        self.counters.calls.add_one();
        match &self.calls {
            Calls::Native { now, .. } => self.call_native(now, procedure, arguments, terms),
            Calls::Onc { now, .. } => {
                let (socket, callee) = self.prepare_onc(now, procedure, arguments, terms)?;
                now.call(socket, callee, &self.counters, read_results)
            }
            Calls::Stream(calls) => {
                let reply = calls.call(self.message(procedure, arguments), terms)?;
                read_reply(self.interface, procedure, &reply)
            }
        }
    }

    fn count<T>(&self, result: Result<T, CallError>) -> Result<T, CallError> {
        if result.is_err() {
            self.counters.badcalls.add_one();
        }
        result
    }

    fn call_native<T: for<'a> Decode<'a>>(
        &self,
        calls: &NativeCalls,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<T, CallError> {
        let mut line = calls.line()?;
        let mut head = line.take_memory();
        self.write_header(self.next_xid(), procedure, &mut head);
        let mut message = Gather::from_writer(head);
        arguments.encode(&mut message);
        let reply = line.call(&message, terms, &self.counters);
        line.give_memory_back(message.into_writer());
        read_reply(self.interface, procedure, line.reply(&reply?))
    }

    /// A socket that holds the call.
    fn prepare_onc(
        &self,
        calls: &OncCalls,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<(ClientSocket, Callee), NotExecuted> {
        let mut socket = calls.socket()?;
        let xid = self.next_xid();
        let message = &mut socket.message;
        message.clear();
        self.write_header(xid, procedure, message);
        arguments.encode(message);
        let (size, limit) = (message.len(), self.config.message_bytes_max);
        if size > limit {
            calls.put_back(socket);
            return Err(NotExecuted::TooLargeForDatagram { size, limit });
        }
        let callee = Callee {
            interface: self.interface,
            procedure,
            xid,
            deadline: terms.deadline,
        };
        Ok((socket, callee))
    }

    fn begin<T>(&self, procedure: Procedure, arguments: &impl Encode, terms: Terms) -> Pending<T> {
        self.counters.calls.add_one();
        let answer = self.answer(procedure);
        let begun = match &self.calls {
            Calls::Native { now, later } => {
                self.begin_native(now.server(), later, procedure, arguments, terms)
            }
            Calls::Onc { now, later } => self.begin_onc(now, later, procedure, arguments, terms),
            Calls::Stream(calls) => {
                let begun = calls.begin(self.message(procedure, arguments), terms);
                begun.map(|call| Begun::Stream(Arc::clone(calls), call))
            }
        };
        match begun {
            Ok(begun) => Pending::new(begun, answer),
            Err(error) => Pending::failed(error.into(), answer),
        }
    }

    fn begin_native(
        &self,
        server: SocketAddr,
        later: &OnceLock<Arc<AsyncCalls>>,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<Begun, NotExecuted> {
        let message = self.message(procedure, arguments);
        let calls = self.async_calls(server, later)?;
        let number = calls.begin(message, terms);
        Ok(Begun::Native(Arc::clone(calls), number))
    }

    /// The session for calls that nobody waits for at once.
    pub(crate) fn async_calls<'a>(
        &self,
        server: SocketAddr,
        later: &'a OnceLock<Arc<AsyncCalls>>,
    ) -> Result<&'a Arc<AsyncCalls>, NotExecuted> {
        if let Some(calls) = later.get() {
            return Ok(calls);
        }
        let counters = Arc::clone(&self.counters);
        let calls = AsyncCalls::start(server, &self.config, counters).map_err(|error| {
            let (server, error) = (server.into(), std::io::Error::other(error));
            NotExecuted::NotSent { server, error }
        })?;
        Ok(later.get_or_init(|| Arc::new(calls)))
    }

    /// In the ONC form a worker makes the call and blocks.
    fn begin_onc(
        &self,
        now: &Arc<OncCalls>,
        later: &OnceLock<DeferredCalls>,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<Begun, NotExecuted> {
        let (socket, callee) = self.prepare_onc(now, procedure, arguments, terms)?;
        let (calls, counters) = (Arc::clone(now), Arc::clone(&self.counters));
        let deferred = later.get_or_init(DeferredCalls::new).begin(move || {
            let copy = |results: &[u8]| Ok(results.to_vec());
            calls.call(socket, callee, &counters, copy)
        });
        deferred.map(Begun::Onc)
    }

    /// Makes a call of the ONC form that returns nothing, when its turn comes.
    pub(crate) fn onc_call(
        &self,
        calls: &Arc<OncCalls>,
        xid: Xid,
        procedure: Procedure,
        message: Vec<u8>,
    ) -> oneway_queue::Call {
        let (calls, counters) = (Arc::clone(calls), Arc::clone(&self.counters));
        let interface = self.interface;
        Box::new(move |deadline| {
            let mut socket = calls.socket()?;
            socket.message.clear();
            idlc_xdr::Sink::put(&mut socket.message, &message);
            let callee = Callee {
                interface,
                procedure,
                xid,
                deadline,
            };
            calls.call(socket, callee, &counters, read_results)
        })
    }

    /// The same over a connection.
    pub(crate) fn stream_call(
        &self,
        calls: &Arc<StreamCalls>,
        procedure: Procedure,
        message: Vec<u8>,
        idempotent: bool,
    ) -> oneway_queue::Call {
        let (calls, interface) = (Arc::clone(calls), self.interface);
        Box::new(move |deadline| {
            let terms = Terms {
                deadline,
                idempotent,
            };
            let reply = calls.call(message, terms)?;
            read_reply(interface, procedure, &reply)
        })
    }

    fn answer(&self, procedure: Procedure) -> Answer {
        Answer {
            interface: self.interface,
            procedure,
            counters: Arc::clone(&self.counters),
        }
    }

    /// A whole call.
    pub(crate) fn message(&self, procedure: Procedure, arguments: &impl Encode) -> Vec<u8> {
        let mut message = Writer::new();
        self.write_header(self.next_xid(), procedure, &mut message);
        arguments.encode(&mut message);
        message.into_vec()
    }

    pub(crate) fn next_xid(&self) -> Xid {
        Xid(self.next_xid.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn write_header(&self, xid: Xid, procedure: Procedure, message: &mut Writer) {
        let Interface {
            program, version, ..
        } = *self.interface;
        idlc_xdr::Sink::put_array(message, call_prefix(xid, program, version, procedure));
        idlc_xdr::Sink::put(message, &self.auth);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("interface", &self.shared.interface.name)
            .field("server", &self.shared.server)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    interface: &'static Interface,
    config: ClientConfig,
    credentials: Credentials,
}

impl ClientBuilder {
    /// Who the calls say they are from, such as
    /// [`AuthSys::from_process`](crate::AuthSys::from_process). Default: nobody,
    /// `AUTH_NONE`.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// The total time that each call may take. Default: see
    /// [`ClientConfig::deadline`].
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.config.deadline = Some(deadline);
        self
    }

    /// When unanswered calls are sent again.
    #[must_use]
    pub const fn retransmission(mut self, retransmission: Retransmission) -> Self {
        self.config.retransmission = retransmission;
        self
    }

    /// Everything that can be set at once.
    #[must_use]
    pub const fn config(mut self, config: ClientConfig) -> Self {
        self.config = config;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] where the configuration cannot work, the address leads
    /// nowhere, or the system has no socket or no randomness to give.
    pub fn connect(self, server: impl Into<Address>) -> Result<Client, ConnectError> {
        let Self {
            interface,
            config,
            credentials,
        } = self;
        config.check().map_err(ConnectError::Config)?;
        let (transport, server) = resolve::resolve(&server.into())?;
        let counters = Arc::<ClientCounting>::default();
        let (calls, deadline) = match (transport, &server) {
            (Transport::Native, ServerAddress::Udp(server)) => {
                let calls = Calls::Native {
                    now: NativeCalls::new(*server, config)?,
                    later: OnceLock::new(),
                };
                (calls, ClientConfig::DEADLINE_NATIVE)
            }
            (_, ServerAddress::Udp(server)) => {
                let calls = Calls::Onc {
                    now: Arc::new(OncCalls::new(*server, &config)?),
                    later: OnceLock::new(),
                };
                (calls, ClientConfig::DEADLINE_ONC)
            }
            (_, ServerAddress::Tcp(_) | ServerAddress::Unix(_)) => {
                let its_counters = Arc::clone(&counters);
                let calls = StreamCalls::new(server.clone(), &config, its_counters)?;
                (Calls::Stream(Arc::new(calls)), ClientConfig::DEADLINE_ONC)
            }
        };
        let mut auth = credentials.to_wire();
        auth.extend(idlc_xdr::to_vec(&OpaqueAuth::none()));
        let first_xid = entropy::random_u32().map_err(ConnectError::Random)?;
        let shared = Shared {
            interface,
            server,
            config,
            auth,
            next_xid: AtomicU32::new(first_xid),
            calls,
            oneways: OnceLock::new(),
            counters,
        };
        Ok(Client {
            shared: Arc::new(shared),
            deadline: config.deadline.unwrap_or(deadline),
        })
    }
}
