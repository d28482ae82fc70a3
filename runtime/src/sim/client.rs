//! A simulated client: its calls, its address, and the state machine that
//! makes the calls.

use std::collections::VecDeque;
use std::fmt::Debug;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use idlc_xdr::{Encode, Writer};

use crate::error::CallError;
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::random::Random;
use crate::rpc::{CallHeader, OpaqueAuth};
use crate::sim::journal::CallId;
use crate::sim::options::{Options, Transport};
use crate::sim::plan::Ordered;

mod native;
mod onc;

/// Where a client's ports begin.
const FIRST_PORT: u16 = 1024;

/// What makes calls, in one transport or the other.
pub(super) trait Machine: Debug {
    /// Whether a further call can begin.
    fn takes_more(&self) -> bool;
    fn begin(&mut self, now: Instant, call: PlannedCall);
    fn cancel(&mut self, id: CallId);
    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]);
    fn handle_refused(&mut self, now: Instant);
    fn handle_timeout(&mut self, now: Instant);
    fn poll_ended(&mut self) -> Option<Ended>;
    /// Appends the next datagram to be sent now, if there is one.
    fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> bool;
    fn poll_timeout(&mut self, now: Instant) -> Option<Instant>;
    /// Whether nothing is left of any call.
    fn is_at_rest(&self) -> bool;
}

/// A call that was planned.
#[derive(Debug)]
pub(crate) struct PlannedCall {
    pub(crate) id: CallId,
    pub(crate) xid: Xid,
    pub(crate) interface: &'static Interface,
    pub(crate) procedure: Procedure,
    pub(crate) deadline: Duration,
    pub(crate) idempotent: bool,
    pub(crate) ordered: Option<Ordered>,
    pub(crate) arguments: Vec<u8>,
}

/// A call that ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) id: CallId,
    pub(crate) xid: Xid,
    pub(crate) outcome: Result<Vec<u8>, CallError>,
    /// Whether something of it may still arrive at the same address and be
    /// taken for another call's.
    pub(crate) leaves_traces: bool,
}

/// A client and its calls.
#[derive(Debug)]
pub(crate) struct SimClient {
    host: Ipv4Addr,
    port: u16,
    next_xid: u32,
    waiting: VecDeque<PlannedCall>,
    machine: Box<dyn Machine>,
    /// When its timer rings, if it is set.
    pub(crate) armed: Option<Instant>,
    /// When something from the server reached it last.
    pub(crate) heard: Option<Instant>,
}

impl SimClient {
    pub(crate) fn new(
        options: &Options,
        host: Ipv4Addr,
        server: SocketAddr,
        mut random: Random,
    ) -> Self {
        // Half of a random number, and less than all of them.
        let next_xid = u32::try_from(random.next_u64() >> 32).unwrap_or_default();
        Self {
            host,
            port: FIRST_PORT,
            next_xid,
            waiting: VecDeque::new(),
            machine: match options.transport {
                Transport::Onc => Box::new(onc::OncClient::new(options, server, random)),
                Transport::Native => Box::new(native::NativeClient::new(options, server, random)),
            },
            armed: None,
            heard: None,
        }
    }

    /// The id of the next call.
    pub(crate) const fn next_xid(&mut self) -> Xid {
        let xid = Xid(self.next_xid);
        self.next_xid = self.next_xid.wrapping_add(1);
        xid
    }

    /// A call is due; it begins when it can.
    pub(crate) fn add(&mut self, call: PlannedCall) {
        self.waiting.push_back(call);
    }

    /// Begins the next call that can begin.
    pub(crate) fn begin_next(&mut self, now: Instant) -> Option<(CallId, Xid)> {
        if !self.machine.takes_more() {
            return None;
        }
        let call = self.waiting.pop_front()?;
        let begun = (call.id, call.xid);
        self.machine.begin(now, call);
        Some(begun)
    }

    /// Where its datagrams come from.
    pub(crate) const fn address(&self) -> SocketAddr {
        SocketAddr::V4(SocketAddrV4::new(self.host, self.port))
    }

    /// From now on its datagrams come from another address, and nothing sent
    /// to the old one reaches it.
    pub(crate) fn move_on(&mut self) {
        self.port = self.port.checked_add(1).unwrap_or(FIRST_PORT);
    }

    pub(crate) fn cancel(&mut self, id: CallId) {
        self.machine.cancel(id);
    }

    pub(crate) fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        self.heard = Some(now);
        self.machine.handle_datagram(now, datagram);
    }

    pub(crate) fn handle_refused(&mut self, now: Instant) {
        self.machine.handle_refused(now);
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        self.machine.handle_timeout(now);
    }

    pub(crate) fn poll_ended(&mut self) -> Option<Ended> {
        let ended = self.machine.poll_ended()?;
        if ended.leaves_traces {
            self.move_on();
        }
        Some(ended)
    }

    pub(crate) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> bool {
        self.machine.poll_transmit(now, out)
    }

    pub(crate) fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        self.machine.poll_timeout(now)
    }

    pub(crate) fn is_at_rest(&self) -> bool {
        self.waiting.is_empty() && self.machine.is_at_rest()
    }
}

impl PlannedCall {
    /// The whole message.
    pub(super) fn message(&self) -> Vec<u8> {
        let header = CallHeader {
            xid: self.xid,
            program: self.interface.program,
            version: self.interface.version,
            procedure: self.procedure,
            credentials: OpaqueAuth::none(),
            verifier: OpaqueAuth::none(),
        };
        let mut message = Writer::new();
        header.encode(&mut message);
        let mut message = message.into_vec();
        message.extend_from_slice(&self.arguments);
        message
    }
}
