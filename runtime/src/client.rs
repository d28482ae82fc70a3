//! The client as users and generated stubs hold it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use idlc_xdr::{Decode, Encode, Gather, Reader, Writer};

use crate::address::{Address, Transport};
use crate::config::{ClientConfig, Retransmission};
use crate::counters::{ClientCounters, ClientCounting};
use crate::driver::native_calls::{NativeCalls, Terms};
use crate::driver::onc_calls::{Callee, OncCalls};
use crate::driver::{entropy, resolve};
use crate::error::{CallError, ConnectError, NotExecuted, ReplyLost};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::verdict::judge;
use crate::rpc::{Credentials, OpaqueAuth, ReplyHeader, call_prefix};

/// Calls the procedures of one interface at one server.
///
/// Generated code wraps it in typed methods: `CalcClient`. A client is cheap to
/// clone and may be used by many threads at once; each call runs on the thread
/// that makes it, on a socket of its own while it lasts.
///
/// How calls travel, the server's [`Address`] says. In the ONC form every call
/// and every reply is one datagram.
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
    calls: Calls,
    counters: ClientCounting,
}

/// How calls are made.
enum Calls {
    Native(NativeCalls),
    Onc(OncCalls),
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
        match &self.calls {
            Calls::Native(calls) => self.call_native(calls, procedure, arguments, deadline),
            Calls::Onc(calls) => self.call_onc(calls, procedure, arguments, deadline),
        }
    }

    fn call_native<T: for<'a> Decode<'a>>(
        &self,
        calls: &NativeCalls,
        procedure: Procedure,
        arguments: &impl Encode,
        deadline: Duration,
    ) -> Result<T, CallError> {
        let xid = self.next_xid();
        let mut line = calls.line()?;
        let mut head = line.take_memory();
        self.write_header(xid, procedure, &mut head);
        let mut message = Gather::from_writer(head);
        arguments.encode(&mut message);
        let terms = Terms {
            deadline,
            idempotent: false,
        };
        let reply = line.call(&message, terms);
        line.give_memory_back(message.into_writer());
        let reply = reply?;
        let reply = line.reply(&reply);
        let mut input = Reader::new(reply);
        let header: ReplyHeader<'_> = input.field("reply").map_err(ReplyLost::Undecodable)?;
        judge(self.interface, procedure, header.status)?;
        decode(input.rest())
    }

    fn call_onc<T: for<'a> Decode<'a>>(
        &self,
        calls: &OncCalls,
        procedure: Procedure,
        arguments: &impl Encode,
        deadline: Duration,
    ) -> Result<T, CallError> {
        let mut socket = calls.socket()?;
        let xid = self.next_xid();
        let message = &mut socket.message;
        message.clear();
        self.write_header(xid, procedure, message);
        arguments.encode(message);
        let (size, limit) = (message.len(), self.config.message_bytes_max);
        if size > limit {
            calls.put_back(socket);
            return Err(NotExecuted::TooLargeForDatagram { size, limit }.into());
        }
        let callee = Callee {
            interface: self.interface,
            procedure,
            xid,
            deadline,
        };
        calls.call(socket, callee, &self.counters, decode)
    }

    fn next_xid(&self) -> Xid {
        Xid(self.next_xid.fetch_add(1, Ordering::Relaxed))
    }

    fn write_header(&self, xid: Xid, procedure: Procedure, message: &mut Writer) {
        let Interface {
            program, version, ..
        } = *self.interface;
        idlc_xdr::Sink::put_array(message, call_prefix(xid, program, version, procedure));
        idlc_xdr::Sink::put(message, &self.auth);
    }
}

fn decode<T: for<'a> Decode<'a>>(results: &[u8]) -> Result<T, CallError> {
    let mut input = Reader::new(results);
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
        let (calls, deadline) = match transport {
            Transport::Native => {
                let calls = NativeCalls::new(server, config)?;
                (Calls::Native(calls), ClientConfig::DEADLINE_NATIVE)
            }
            Transport::OncUdp => {
                let calls = OncCalls::new(server, &config)?;
                (Calls::Onc(calls), ClientConfig::DEADLINE_ONC)
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
            counters: ClientCounting::default(),
        };
        Ok(Client {
            shared: Arc::new(shared),
            deadline: config.deadline.unwrap_or(deadline),
        })
    }
}
