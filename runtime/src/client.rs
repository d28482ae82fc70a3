//! The client as users and generated stubs hold it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use idlc_xdr::{Decode, Encode, Reader, Sink, Writer};

use crate::address::Address;
use crate::config::{ClientConfig, Retransmission};
use crate::counters::{ClientCounters, ClientCounting};
use crate::driver::call_loop::{self, Results};
use crate::driver::client_socket::ClientSocket;
use crate::driver::pool::Pool;
use crate::driver::{entropy, resolve};
use crate::error::{CallError, ConnectError, NotExecuted, ReplyLost};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::onc::{Call, Caller};
use crate::proto::random::Random;
use crate::proto::rtt::RttEstimator;
use crate::rpc::{Credentials, OpaqueAuth, call_prefix};

/// Calls the procedures of one interface at one server.
///
/// Generated code wraps it in typed methods: `CalcClient`. A client is cheap to
/// clone and may be used by many threads at once; each call runs on the thread
/// that makes it, on a socket of its own while it lasts.
///
/// In the ONC form over UDP every call and every reply is one datagram.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    deadline: Duration,
}

struct Shared {
    interface: &'static Interface,
    server: SocketAddr,
    config: ClientConfig,
    /// Credentials and verifier as every call carries them.
    auth: Vec<u8>,
    next_xid: AtomicU32,
    jitter_seed: u64,
    rtt: Mutex<RttEstimator>,
    pool: Pool,
    counters: ClientCounting,
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
    pub fn server(&self) -> SocketAddr {
        self.shared.server
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
        self.shared.counters.calls.add_one();
        let result = self.shared.call(procedure, arguments, self.deadline);
        if result.is_err() {
            self.shared.counters.badcalls.add_one();
        }
        result
    }
}

impl Shared {
    fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        deadline: Duration,
    ) -> Result<T, CallError> {
        let mut socket = self.socket()?;
        let xid = Xid(self.next_xid.fetch_add(1, Ordering::Relaxed));
        if let Err(error) = self.encode(xid, procedure, arguments, &mut socket.message) {
            self.pool.put(socket);
            return Err(error.into());
        }
        let mut caller = self.caller(xid, procedure, deadline);
        let outcome = call_loop::run(&mut caller, &mut socket, &self.counters);
        self.learn(&caller);
        let value = outcome.and_then(|results| decode(&socket, results));
        // On a socket whose call was sent twice or not answered something may
        // still arrive: the refusal of an old datagram, which a later call must
        // not take for its own.
        if caller.round_trip().is_some() {
            self.pool.put(socket);
        }
        value
    }

    fn socket(&self) -> Result<ClientSocket, NotExecuted> {
        match self.pool.take() {
            Some(socket) => Ok(socket),
            None => ClientSocket::connect(self.server).map_err(|error| NotExecuted::NotSent {
                server: self.server,
                error,
            }),
        }
    }

    fn encode(
        &self,
        xid: Xid,
        procedure: Procedure,
        arguments: &impl Encode,
        message: &mut Writer,
    ) -> Result<(), NotExecuted> {
        message.clear();
        let Interface {
            program, version, ..
        } = *self.interface;
        message.put_array(call_prefix(xid, program, version, procedure));
        message.put(&self.auth);
        arguments.encode(message);
        let (size, limit) = (message.len(), self.config.message_bytes_max);
        if size > limit {
            return Err(NotExecuted::TooLargeForDatagram { size, limit });
        }
        Ok(())
    }

    fn caller(&self, xid: Xid, procedure: Procedure, deadline: Duration) -> Caller {
        let call = Call {
            server: self.server,
            xid,
            interface: self.interface,
            procedure,
            deadline,
        };
        let timeout = self
            .rtt
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .timeout();
        let random = Random::new(self.jitter_seed ^ u64::from(xid.0));
        Caller::new(
            call_loop::now(),
            call,
            timeout,
            &self.config.retransmission,
            random,
        )
    }

    /// Takes the call's round trip into the estimate.
    fn learn(&self, caller: &Caller) {
        let mut rtt = self.rtt.lock().unwrap_or_else(PoisonError::into_inner);
        rtt.observe(caller.round_trip(), caller.transmissions());
    }
}

fn decode<T: for<'a> Decode<'a>>(socket: &ClientSocket, results: Results) -> Result<T, CallError> {
    let reply = socket.received(results.reply_len);
    let mut input = Reader::new(reply.get(results.offset..).unwrap_or_default());
    let value = input.field("result").map_err(ReplyLost::Undecodable)?;
    input.finish().map_err(ReplyLost::Undecodable)?;
    Ok(value)
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
    /// Who the calls say they are from. Default: nobody, `AUTH_NONE`.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// The total time that each call may take. Default: 30 s.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.config.deadline = deadline;
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
        let server = resolve::resolve(&server.into())?;
        let pool = Pool::new(config.idle_sockets_max);
        pool.put(
            ClientSocket::connect(server)
                .map_err(|error| ConnectError::Socket { server, error })?,
        );
        let jitter_seed = entropy::random_u64().map_err(ConnectError::Random)?;
        let first_xid = entropy::random_u32().map_err(ConnectError::Random)?;
        let mut auth = credentials.to_wire();
        auth.extend(idlc_xdr::to_vec(&OpaqueAuth::none()));
        let shared = Shared {
            interface,
            server,
            config,
            auth,
            next_xid: AtomicU32::new(first_xid),
            jitter_seed,
            rtt: Mutex::new(RttEstimator::new(config.retransmission)),
            pool,
            counters: ClientCounting::default(),
        };
        Ok(Client {
            shared: Arc::new(shared),
            deadline: config.deadline,
        })
    }
}
