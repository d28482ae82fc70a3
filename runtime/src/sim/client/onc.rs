//! The ONC form at a client: one call at a time.

use std::net::SocketAddr;
use std::time::Instant;

use crate::config::Retransmission;
use crate::error::CallError;
use crate::id::Xid;
use crate::proto::onc::{Call, Caller, Reaction};
use crate::proto::random::Random;
use crate::proto::rtt::RttEstimator;
use crate::sim::client::{Ended, Machine, PlannedCall};
use crate::sim::journal::CallId;
use crate::sim::options::Options;

#[derive(Debug)]
pub(super) struct OncClient {
    server: SocketAddr,
    bounds: Retransmission,
    rtt: RttEstimator,
    random: Random,
    current: Option<Current>,
    ended: Option<Ended>,
}

#[derive(Debug)]
struct Current {
    id: CallId,
    xid: Xid,
    caller: Caller,
    message: Vec<u8>,
}

impl OncClient {
    pub(super) fn new(options: &Options, server: SocketAddr, random: Random) -> Self {
        Self {
            server,
            bounds: options.retransmission,
            rtt: RttEstimator::new(options.retransmission),
            random,
            current: None,
            ended: None,
        }
    }

    fn end(&mut self, outcome: Result<Vec<u8>, CallError>) {
        let Some(current) = self.current.take() else {
            return;
        };
        let round_trip = current.caller.round_trip();
        self.rtt.observe(round_trip, current.caller.transmissions());
        self.ended = Some(Ended {
            id: current.id,
            xid: current.xid,
            outcome,
            // As the driver does: something may still arrive on this socket,
            // so the next call uses another.
            leaves_traces: round_trip.is_none(),
        });
    }
}

impl Machine for OncClient {
    fn takes_more(&self) -> bool {
        self.current.is_none() && self.ended.is_none()
    }

    fn begin(&mut self, now: Instant, planned: PlannedCall) {
        let call = Call {
            server: self.server,
            xid: planned.xid,
            interface: planned.interface,
            procedure: planned.procedure,
            deadline: planned.deadline,
        };
        let jitter = Random::new(self.random.next_u64());
        self.current = Some(Current {
            id: planned.id,
            xid: planned.xid,
            caller: Caller::new(now, call, self.rtt.timeout(), &self.bounds, jitter),
            message: planned.message(),
        });
    }

    /// A blocking call cannot be given up.
    fn cancel(&mut self, _id: CallId) {}

    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        let Some(current) = self.current.as_mut() else {
            return;
        };
        match current.caller.handle_datagram(now, self.server, datagram) {
            Reaction::Done(outcome) => self.end(outcome.map(<[u8]>::to_vec)),
            Reaction::OtherXid | Reaction::Noise => {}
        }
    }

    fn handle_refused(&mut self, _now: Instant) {
        if let Some(error) = self.current.as_ref().map(|c| c.caller.handle_refused()) {
            self.end(Err(error));
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        let current = self.current.as_mut();
        if let Some(error) = current.and_then(|current| current.caller.handle_timeout(now)) {
            self.end(Err(error));
        }
    }

    fn poll_ended(&mut self) -> Option<Ended> {
        self.ended.take()
    }

    fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> bool {
        let Some(current) = self.current.as_mut() else {
            return false;
        };
        let is_due = current.caller.poll_transmit(now);
        if is_due {
            out.extend_from_slice(&current.message);
        }
        is_due
    }

    fn poll_timeout(&mut self, _now: Instant) -> Option<Instant> {
        self.current.as_ref().map(|c| c.caller.poll_timeout())
    }

    fn is_at_rest(&self) -> bool {
        self.current.is_none() && self.ended.is_none()
    }
}
