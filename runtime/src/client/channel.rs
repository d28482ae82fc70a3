//! The calls to one server, by whichever transport it is called.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use idlc_xdr::{Decode, Encode, Gather, Writer};

use crate::address::Transport;
use crate::answer::{read_reply, read_results};
use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::async_calls::AsyncCalls;
use crate::driver::client_socket::ClientSocket;
use crate::driver::deferred::DeferredCalls;
use crate::driver::entropy;
use crate::driver::native_calls::{NativeCalls, Terms};
use crate::driver::onc_calls::{Callee, OncCalls};
use crate::driver::oneway_queue::OnewayQueue;
use crate::driver::stream_calls::StreamCalls;
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::pending::Begun;
use crate::rpc::{Credentials, OpaqueAuth, call_prefix};
use crate::server_address::ServerAddress;

/// What the calls of a client have in common, to whichever server they go.
pub(crate) struct Setup {
    pub(crate) interface: &'static Interface,
    pub(crate) config: ClientConfig,
    /// Credentials and verifier as every call carries them.
    auth: Vec<u8>,
    pub(crate) counters: Arc<ClientCounting>,
}

/// A server, and how calls to it are made.
pub(crate) struct Channel {
    pub(crate) setup: Arc<Setup>,
    server: ServerAddress,
    next_xid: AtomicU32,
    pub(crate) calls: Calls,
    /// Oneway calls, where no session has them.
    pub(crate) oneways: OnceLock<OnewayQueue>,
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

impl Setup {
    pub(crate) fn new(
        interface: &'static Interface,
        config: ClientConfig,
        credentials: &Credentials,
    ) -> Result<Self, ConnectError> {
        config.check().map_err(ConnectError::Config)?;
        let mut auth = credentials.to_wire();
        auth.extend(idlc_xdr::to_vec(&OpaqueAuth::none()));
        Ok(Self {
            interface,
            config,
            auth,
            counters: Arc::default(),
        })
    }
}

impl Channel {
    /// Nothing is sent.
    pub(crate) fn open(
        setup: &Arc<Setup>,
        transport: Transport,
        server: ServerAddress,
    ) -> Result<Self, ConnectError> {
        let config = &setup.config;
        let calls = match (transport, &server) {
            (Transport::Native, ServerAddress::Udp(server)) => Calls::Native {
                now: NativeCalls::new(*server, *config)?,
                later: OnceLock::new(),
            },
            (_, ServerAddress::Udp(server)) => Calls::Onc {
                now: Arc::new(OncCalls::new(*server, config)?),
                later: OnceLock::new(),
            },
            (_, ServerAddress::Tcp(_) | ServerAddress::Unix(_)) => {
                let counters = Arc::clone(&setup.counters);
                let calls = StreamCalls::new(server.clone(), config, counters)?;
                Calls::Stream(Arc::new(calls))
            }
        };
        let first_xid = entropy::random_u32().map_err(ConnectError::Random)?;
        Ok(Self {
            setup: Arc::clone(setup),
            server,
            next_xid: AtomicU32::new(first_xid),
            calls,
            oneways: OnceLock::new(),
        })
    }

    pub(crate) const fn server(&self) -> &ServerAddress {
        &self.server
    }
}

impl Channel {
    /// Makes a call and blocks until it has ended.
    pub(crate) fn call<T: for<'a> Decode<'a>>(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<T, CallError> {
        match &self.calls {
            Calls::Native { now, .. } => self.call_native(now, procedure, arguments, terms),
            Calls::Onc { now, .. } => {
                let (socket, callee) = self.prepare_onc(now, procedure, arguments, terms)?;
                now.call(socket, callee, &self.setup.counters, read_results)
            }
            Calls::Stream(calls) => {
                let reply = calls.call(self.message(procedure, arguments), terms)?;
                read_reply(self.setup.interface, procedure, &reply)
            }
        }
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
        let reply = line.call(&message, terms, &self.setup.counters);
        line.give_memory_back(message.into_writer());
        read_reply(self.setup.interface, procedure, line.reply(&reply?))
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
        let (size, limit) = (message.len(), self.setup.config.message_bytes_max);
        if size > limit {
            calls.put_back(socket);
            return Err(NotExecuted::TooLargeForDatagram { size, limit });
        }
        let callee = Callee {
            interface: self.setup.interface,
            procedure,
            xid,
            deadline: terms.deadline,
        };
        Ok((socket, callee))
    }

    /// Begins a call.
    pub(crate) fn begin(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<Begun, NotExecuted> {
        match &self.calls {
            Calls::Native { now, later } => {
                self.begin_native(now.server(), later, procedure, arguments, terms)
            }
            Calls::Onc { now, later } => self.begin_onc(now, later, procedure, arguments, terms),
            Calls::Stream(calls) => {
                let begun = calls.begin(self.message(procedure, arguments), terms);
                begun.map(|call| Begun::Stream(Arc::clone(calls), call))
            }
        }
    }

    /// Blocks until every call that was begun has ended, and every oneway call.
    pub(crate) fn wait_all(&self) {
        match &self.calls {
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
        if let Some(oneways) = self.oneways.get() {
            oneways.wait_all();
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
        let counters = Arc::clone(&self.setup.counters);
        let calls = AsyncCalls::start(server, &self.setup.config, counters).map_err(|error| {
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
        let (calls, counters) = (Arc::clone(now), Arc::clone(&self.setup.counters));
        let deferred = later.get_or_init(DeferredCalls::new).begin(move || {
            let copy = |results: &[u8]| Ok(results.to_vec());
            calls.call(socket, callee, &counters, copy)
        });
        deferred.map(Begun::Onc)
    }

    /// A whole call.
    fn message(&self, procedure: Procedure, arguments: &impl Encode) -> Vec<u8> {
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
        } = *self.setup.interface;
        idlc_xdr::Sink::put_array(message, call_prefix(xid, program, version, procedure));
        idlc_xdr::Sink::put(message, &self.setup.auth);
    }
}
