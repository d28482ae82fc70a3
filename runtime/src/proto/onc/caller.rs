//! One call at its client: when to send, what to make of what comes back,
//! when to give up.
//!
//! It holds no message bytes: the driver keeps those and sends them whenever
//! [`Caller::poll_transmit`] says so.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use idlc_xdr::Reader;

use crate::config::Retransmission;
use crate::error::{CallError, MaybeExecuted, NotExecuted};
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::proto::random::Random;
use crate::proto::verdict::judge;
use crate::rpc::ReplyHeader;

/// What is called, where, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// Where the server is.
    pub server: SocketAddr,
    /// The call's id; no other call from the same socket may have it.
    pub xid: Xid,
    /// The interface called.
    pub interface: &'static Interface,
    /// The procedure called.
    pub procedure: Procedure,
    /// The total time the call may take.
    pub deadline: Duration,
}

/// One call in flight.
#[derive(Debug)]
pub struct Caller {
    call: Call,
    started: Instant,
    ends: Instant,
    /// When the call is due to be sent (again); the first time at once.
    transmit_at: Instant,
    /// The retransmission timer as it stands, without jitter.
    timeout: Duration,
    timeout_max: Duration,
    random: Random,
    transmissions: u32,
    answered: Option<Instant>,
}

/// What a datagram means to a call.
#[derive(Debug)]
pub enum Reaction<'d> {
    /// It ends the call: the encoded results, or what else the server said.
    Done(Result<&'d [u8], CallError>),
    /// It is a reply to some other call: a late duplicate, mostly.
    OtherXid,
    /// It is no reply, or not from the server.
    Noise,
}

impl Caller {
    /// A call that begins now. `timeout` is the first wait for an answer, as
    /// [`RttEstimator::timeout`](crate::proto::rtt::RttEstimator::timeout)
    /// says; `random` spreads the later ones.
    #[must_use]
    pub fn new(
        now: Instant,
        call: Call,
        timeout: Duration,
        bounds: &Retransmission,
        random: Random,
    ) -> Self {
        Self {
            call,
            started: now,
            ends: now + call.deadline.min(FOREVER),
            transmit_at: now,
            timeout,
            timeout_max: bounds.max,
            random,
            transmissions: 0,
            answered: None,
        }
    }

    /// Whether to send the message now. Each `true` is one transmission, after
    /// which the timer runs anew, twice as long as before and up to a tenth
    /// shorter or longer, so that callers who lost together do not retry
    /// together.
    #[must_use]
    pub fn poll_transmit(&mut self, now: Instant) -> bool {
        if now < self.transmit_at || now >= self.ends {
            return false;
        }
        if self.transmissions > 0 {
            self.timeout = self.timeout.saturating_mul(2).min(self.timeout_max);
        }
        self.transmissions = self.transmissions.saturating_add(1);
        self.transmit_at = now + self.random.jitter(self.timeout);
        true
    }

    /// When to come back, if nothing arrives before.
    #[must_use]
    pub fn poll_timeout(&self) -> Instant {
        self.transmit_at.min(self.ends)
    }

    /// Time has passed: the error, if it is the call's last.
    #[must_use]
    pub fn handle_timeout(&mut self, now: Instant) -> Option<CallError> {
        let deadline = self.call.deadline;
        (now >= self.ends).then(|| match self.transmissions {
            0 => NotExecuted::DeadlinePassed { deadline }.into(),
            _ => MaybeExecuted::DeadlinePassed { deadline }.into(),
        })
    }

    /// Something arrived.
    #[must_use]
    pub fn handle_datagram<'d>(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &'d [u8],
    ) -> Reaction<'d> {
        if from != self.call.server {
            return Reaction::Noise;
        }
        match ReplyHeader::peek_xid(datagram) {
            None => return Reaction::Noise,
            Some(xid) if xid != self.call.xid => return Reaction::OtherXid,
            Some(_) => {}
        }
        let mut input = Reader::new(datagram);
        match input.field::<ReplyHeader<'_>>("reply") {
            Ok(header) => {
                self.answered = Some(now);
                let verdict = judge(self.call.interface, self.call.procedure, header.status);
                Reaction::Done(verdict.map(|()| input.rest()))
            }
            Err(_malformed) => Reaction::Noise,
        }
    }

    /// The server's host says that nobody listens there.
    ///
    /// After a single transmission that is proof that the call was not
    /// executed, as long as the network itself does not duplicate datagrams;
    /// after several, an earlier one may have been.
    #[must_use]
    pub fn handle_refused(&self) -> CallError {
        let server = self.call.server.into();
        match self.transmissions {
            0 | 1 => NotExecuted::Refused { server }.into(),
            _ => MaybeExecuted::ServerGone { server }.into(),
        }
    }

    /// How often the message was sent.
    #[must_use]
    pub const fn transmissions(&self) -> u32 {
        self.transmissions
    }

    /// The round trip, where it is known: the call was answered and sent once,
    /// so that there is no doubt which transmission was answered (Karn).
    #[must_use]
    pub fn round_trip(&self) -> Option<Duration> {
        let answered = self.answered.filter(|_| self.transmissions == 1)?;
        Some(answered.saturating_duration_since(self.started))
    }
}

/// More than any deadline: 136 years, so that no sum with it overflows.
const FOREVER: Duration = Duration::from_secs(u32::MAX as u64);

#[cfg(test)]
mod tests;
