//! A simulated client: one call at a time, further ones wait their turn.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use idlc_xdr::{Encode, Writer};

use crate::config::Retransmission;
use crate::error::CallError;
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::onc::{Call, Caller, Reaction};
use crate::proto::random::Random;
use crate::proto::rtt::RttEstimator;
use crate::rpc::{CallHeader, OpaqueAuth};
use crate::sim::journal::CallId;
use crate::sim::options::Options;

/// Where a client's ports begin.
const FIRST_PORT: u16 = 1024;

/// A client and its calls.
#[derive(Debug)]
pub(crate) struct SimClient {
    host: Ipv4Addr,
    /// The port of the socket in use.
    port: u16,
    server: SocketAddr,
    bounds: Retransmission,
    deadline: Duration,
    rtt: RttEstimator,
    random: Random,
    next_xid: u32,
    waiting: VecDeque<Planned>,
    current: Option<Current>,
}

#[derive(Debug)]
struct Planned {
    id: CallId,
    interface: &'static Interface,
    procedure: Procedure,
    arguments: Vec<u8>,
}

#[derive(Debug)]
struct Current {
    id: CallId,
    xid: Xid,
    caller: Caller,
    message: Vec<u8>,
}

/// A call that ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: CallId,
    pub(crate) xid: Xid,
    pub(crate) outcome: Result<Vec<u8>, CallError>,
}

impl SimClient {
    pub(crate) fn new(
        options: &Options,
        host: Ipv4Addr,
        server: SocketAddr,
        mut random: Random,
    ) -> Self {
        Self {
            host,
            port: FIRST_PORT,
            server,
            bounds: options.retransmission,
            deadline: options.deadline,
            rtt: RttEstimator::new(options.retransmission),
            // Half of a random number, and less than all of them.
            next_xid: u32::try_from(random.next_u64() >> 32).unwrap_or_default(),
            random,
            waiting: VecDeque::new(),
            current: None,
        }
    }

    /// Plans a call for when those before it have ended.
    pub(crate) fn plan(
        &mut self,
        id: CallId,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: Vec<u8>,
    ) {
        self.waiting.push_back(Planned {
            id,
            interface,
            procedure,
            arguments,
        });
    }

    /// Where the call in flight is sent from.
    pub(crate) const fn address(&self) -> SocketAddr {
        SocketAddr::V4(SocketAddrV4::new(self.host, self.port))
    }

    pub(crate) const fn is_idle(&self) -> bool {
        self.current.is_none()
    }

    /// Begins the next call, if none is in flight; tells its id and xid.
    pub(crate) fn begin_next(&mut self, now: Instant) -> Option<(CallId, Xid)> {
        if self.current.is_some() {
            return None;
        }
        let planned = self.waiting.pop_front()?;
        let xid = Xid(self.next_xid);
        self.next_xid = self.next_xid.wrapping_add(1);
        let call = Call {
            server: self.server,
            xid,
            interface: planned.interface,
            procedure: planned.procedure,
            deadline: self.deadline,
        };
        let jitter = Random::new(self.random.next_u64());
        let caller = Caller::new(now, call, self.rtt.timeout(), &self.bounds, jitter);
        let message = encode(&call, &planned.arguments);
        self.current = Some(Current {
            id: planned.id,
            xid,
            caller,
            message,
        });
        Some((planned.id, xid))
    }

    /// The message, if it is due to be sent.
    pub(crate) fn poll_transmit(&mut self, now: Instant) -> Option<(Xid, Vec<u8>)> {
        let current = self.current.as_mut()?;
        current
            .caller
            .poll_transmit(now)
            .then(|| (current.xid, current.message.clone()))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.current
            .as_ref()
            .map(|current| current.caller.poll_timeout())
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) -> Option<Ended> {
        let error = self.current.as_mut()?.caller.handle_timeout(now)?;
        self.end(Err(error))
    }

    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        to: SocketAddr,
        datagram: &[u8],
    ) -> Option<Ended> {
        if to != self.address() {
            return None;
        }
        let caller = &mut self.current.as_mut()?.caller;
        match caller.handle_datagram(now, self.server, datagram) {
            Reaction::Done(outcome) => self.end(outcome.map(<[u8]>::to_vec)),
            Reaction::OtherXid | Reaction::Noise => None,
        }
    }

    pub(crate) fn handle_refused(&mut self, to: SocketAddr) -> Option<Ended> {
        if to != self.address() {
            return None;
        }
        let error = self.current.as_ref()?.caller.handle_refused();
        self.end(Err(error))
    }

    fn end(&mut self, outcome: Result<Vec<u8>, CallError>) -> Option<Ended> {
        let Current {
            id, xid, caller, ..
        } = self.current.take()?;
        let round_trip = caller.round_trip();
        self.rtt.observe(round_trip, caller.transmissions());
        if round_trip.is_none() {
            // As the driver does: something may still arrive on this socket,
            // so the next call uses another.
            self.port = self.port.checked_add(1).unwrap_or(FIRST_PORT);
        }
        Some(Ended { id, xid, outcome })
    }
}

fn encode(call: &Call, arguments: &[u8]) -> Vec<u8> {
    let header = CallHeader {
        xid: call.xid,
        program: call.interface.program,
        version: call.interface.version,
        procedure: call.procedure,
        credentials: OpaqueAuth::none(),
        verifier: OpaqueAuth::none(),
    };
    let mut message = Writer::new();
    header.encode(&mut message);
    let mut message = message.into_vec();
    message.extend_from_slice(arguments);
    message
}
