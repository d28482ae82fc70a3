//! Blocking calls of the ONC form: each is one datagram, on a socket of its own
//! while it lasts.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::config::{ClientConfig, Retransmission};
use crate::counters::ClientCounting;
use crate::driver::call_loop::{self, Results};
use crate::driver::client_socket::ClientSocket;
use crate::driver::pool::Pool;
use crate::driver::{clock, entropy};
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::onc::{Call, Caller};
use crate::proto::random::Random;
use crate::proto::rtt::RttEstimator;

/// The sockets of a client, and what it knows of the way to the server.
#[derive(Debug)]
pub(crate) struct OncCalls {
    server: SocketAddr,
    retransmission: Retransmission,
    jitter_seed: u64,
    rtt: Mutex<RttEstimator>,
    pool: Pool,
}

/// What is called, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Callee {
    pub(crate) interface: &'static Interface,
    pub(crate) procedure: Procedure,
    pub(crate) xid: Xid,
    pub(crate) deadline: Duration,
}

impl OncCalls {
    pub(crate) fn new(server: SocketAddr, config: &ClientConfig) -> Result<Self, ConnectError> {
        let pool = Pool::new(config.idle_sockets_max);
        let socket = ClientSocket::connect(server);
        pool.put(socket.map_err(|error| ConnectError::Socket {
            server: server.into(),
            error,
        })?);
        Ok(Self {
            server,
            retransmission: config.retransmission,
            jitter_seed: entropy::random_u64().map_err(ConnectError::Random)?,
            rtt: Mutex::new(RttEstimator::new(config.retransmission)),
            pool,
        })
    }

    /// A socket for one call.
    pub(crate) fn socket(&self) -> Result<ClientSocket, NotExecuted> {
        match self.pool.take() {
            Some(socket) => Ok(socket),
            None => ClientSocket::connect(self.server).map_err(|error| NotExecuted::NotSent {
                server: self.server.into(),
                error,
            }),
        }
    }

    /// Gives a socket back that was not used.
    pub(crate) fn put_back(&self, socket: ClientSocket) {
        self.pool.put(socket);
    }

    /// Sends the call that the socket holds until it is answered, and lets
    /// `decode` read the results.
    pub(crate) fn call<T>(
        &self,
        mut socket: ClientSocket,
        target: Callee,
        counters: &ClientCounting,
        decode: impl FnOnce(&[u8]) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut caller = self.caller(target);
        let outcome = call_loop::run(&mut caller, &mut socket, counters);
        self.learn(&caller);
        let value = outcome.and_then(|Results { reply_len, offset }| {
            let reply = socket.received(reply_len);
            decode(reply.get(offset..).unwrap_or_default())
        });
        // On a socket whose call was sent twice or not answered something may
        // still arrive: the refusal of an old datagram, which a later call must
        // not take for its own.
        if caller.round_trip().is_some() {
            self.pool.put(socket);
        }
        value
    }

    fn caller(&self, target: Callee) -> Caller {
        let call = Call {
            server: self.server,
            xid: target.xid,
            interface: target.interface,
            procedure: target.procedure,
            deadline: target.deadline,
        };
        let timeout = self
            .rtt
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .timeout();
        let random = Random::new(self.jitter_seed ^ u64::from(target.xid.0));
        Caller::new(clock::now(), call, timeout, &self.retransmission, random)
    }

    /// Takes the call's round trip into the estimate.
    fn learn(&self, caller: &Caller) {
        let mut rtt = self.rtt.lock().unwrap_or_else(PoisonError::into_inner);
        rtt.observe(caller.round_trip(), caller.transmissions());
    }
}
