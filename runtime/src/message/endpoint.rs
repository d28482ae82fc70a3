//! Sending and receiving.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::error::SendError;
use crate::driver::{clock, message_loop};
use crate::proto::native::{Exchange, NotTaken, Outcome};

/// Messages of up to so many bytes wait for others to share their packets.
const SHARED_BYTES_MAX: usize = 1_000;

/// A socket for messages, used by any number of threads.
///
/// Dropping it drops the messages that are not delivered: [`flush`](Self::flush)
/// first.
#[derive(Debug)]
pub struct Endpoint {
    running: message_loop::Running,
    queue_bytes_max: usize,
}

impl Endpoint {
    pub(crate) const fn new(running: message_loop::Running, queue_bytes_max: usize) -> Self {
        Self {
            running,
            queue_bytes_max,
        }
    }

    /// The address at which it receives.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.running.hub.local_addr()
    }

    /// Sends a message and returns when the program at the other end has taken
    /// it. It is sent again until then, however long that takes: to a peer that
    /// is silent, is not there yet, or was restarted. One that was restarted
    /// may have taken it before as well.
    ///
    /// # Errors
    ///
    /// [`SendError`] says what is known of the message.
    pub fn send(&self, to: SocketAddr, message: &[u8]) -> Result<(), SendError> {
        self.send_by(to, message, None)
    }

    /// Sends a message as [`send`](Self::send) does, but not for longer than
    /// this. If it is not delivered by then, neither are those that were queued
    /// for the same peer behind it.
    ///
    /// # Errors
    ///
    /// [`SendError`] says what is known of the message.
    pub fn send_within(
        &self,
        to: SocketAddr,
        message: &[u8],
        patience: Duration,
    ) -> Result<(), SendError> {
        self.send_by(to, message, clock::now().checked_add(patience))
    }

    /// Queues a message and returns. Messages to a peer are delivered in the
    /// order in which they were queued; many are under way at once, and small
    /// ones wait for up to a millisecond to share their packets. It waits only
    /// while too many bytes are queued for the peer.
    ///
    /// # Errors
    ///
    /// [`SendError::Stopped`] if a message queued before it failed; what
    /// happened, [`flush`](Self::flush) says.
    pub fn send_async(&self, to: SocketAddr, message: impl Into<Vec<u8>>) -> Result<(), SendError> {
        let (hub, message) = (&self.running.hub, message.into());
        let mut exchange = hub.exchange();
        while self.is_full(&exchange, to, message.len()) {
            (exchange, _) = hub.wait(exchange, None);
        }
        let is_small = message.len() <= SHARED_BYTES_MAX;
        let sent = exchange.send(clock::now(), to, message, None, false);
        let is_first = exchange.undelivered(to) <= 1;
        drop(exchange);
        if is_small && !is_first {
            // Those before it are under way; others may follow at once.
            hub.flush_soon();
        } else {
            hub.flush();
        }
        sent.map(drop).map_err(refused)
    }

    /// Returns when all messages queued for a peer are delivered.
    ///
    /// # Errors
    ///
    /// How the first one failed that did. Those behind it were not delivered
    /// either; after this, messages to the peer are sent again.
    pub fn flush(&self, to: SocketAddr) -> Result<(), SendError> {
        let hub = &self.running.hub;
        let mut exchange = hub.exchange();
        while exchange.undelivered(to) > 0 {
            (exchange, _) = hub.wait(exchange, None);
        }
        match exchange.take_failure(to) {
            None => Ok(()),
            Some(outcome) => SendError::of(&outcome),
        }
    }

    /// The next message: from whom, and what. The messages of one peer come in
    /// the order in which it sent them. A message is delivered, and its sender
    /// goes on, when this returns it.
    ///
    /// # Errors
    ///
    /// Those of the system, if it cannot receive.
    pub fn recv(&self) -> io::Result<(SocketAddr, Vec<u8>)> {
        loop {
            if let Some(received) = self.recv_by(None)? {
                return Ok(received);
            }
        }
    }

    /// The next message as [`recv`](Self::recv) has it, or nothing if none
    /// comes for so long.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn recv_within(&self, patience: Duration) -> io::Result<Option<(SocketAddr, Vec<u8>)>> {
        self.recv_by(clock::now().checked_add(patience))
    }

    fn send_by(
        &self,
        to: SocketAddr,
        message: &[u8],
        deadline: Option<Instant>,
    ) -> Result<(), SendError> {
        let hub = &self.running.hub;
        let mut exchange = hub.exchange();
        let sent = exchange.send(clock::now(), to, message.to_vec(), deadline, true);
        let number = sent.map_err(refused)?;
        drop(exchange);
        hub.flush();
        exchange = hub.exchange();
        loop {
            if let Some(outcome) = exchange.take_outcome(to, number) {
                return SendError::of(&outcome);
            }
            // The deadline is the machine's business: it ends the message.
            (exchange, _) = hub.wait(exchange, None);
        }
    }

    fn recv_by(&self, until: Option<Instant>) -> io::Result<Option<(SocketAddr, Vec<u8>)>> {
        let hub = &self.running.hub;
        let mut exchange = hub.exchange();
        loop {
            if let Some(received) = exchange.take_message() {
                let is_last = !exchange.has_message();
                drop(exchange);
                if is_last {
                    hub.flush();
                } else {
                    hub.flush_soon();
                }
                return Ok(Some(received));
            }
            if let Some(failure) = hub.failure().take() {
                return Err(failure);
            }
            let has_time;
            (exchange, has_time) = hub.wait(exchange, until);
            if !has_time {
                return Ok(None);
            }
        }
    }

    fn is_full(&self, exchange: &Exchange, to: SocketAddr, more: usize) -> bool {
        let queued = exchange.undelivered_bytes(to);
        queued > 0 && queued.saturating_add(more) > self.queue_bytes_max
    }
}

const fn refused(why: NotTaken) -> SendError {
    match why {
        NotTaken::TooManyPeers => SendError::TooManyPeers,
        NotTaken::Stopped => SendError::Stopped,
    }
}

impl SendError {
    /// What an outcome means to the sender.
    const fn of(outcome: &Outcome) -> Result<(), Self> {
        match outcome {
            Outcome::NotExecuted(why) => Err(Self::not_delivered(*why)),
            Outcome::MaybeExecuted(_) => Err(Self::MaybeDelivered),
            Outcome::Replied(_) => Err(Self::Refused),
            // Only of calls are replies lost.
            Outcome::Delivered | Outcome::ReplyLost => Ok(()),
        }
    }
}
