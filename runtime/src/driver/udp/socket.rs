//! A socket that sends trains of datagrams and waits for them.
//!
//! Sending and receiving cost one system call each as long as an answer comes
//! soon. A wait has two phases, because the timeout of a socket costs nothing
//! per call but is coarse and shared by all threads that receive on it, while
//! an exact wait is a system call of its own:
//!
//! 1. Block in receive, under a timeout that is set once for the socket's life.
//! 2. When that expires, and for waits too short for it: look, wait to the
//!    exact deadline, look again.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::batch::{Batch, Received};
#[cfg(target_os = "linux")]
use super::linux as system;
#[cfg(not(target_os = "linux"))]
use super::portable as system;
use crate::driver::poller::{AdaptivePoll, Polled};
use crate::driver::stop;

/// The receive buffer that is asked for.
const RECEIVE_BUFFER_BYTES: usize = 4 << 20;

/// Waits shorter than this are exact from the start. Longer ones end at most
/// two ticks late.
const EXACT_BELOW: Duration = Duration::from_millis(5);

/// The most bytes of one train: a datagram of IPv6 with its headers has a
/// 16-bit length, and the kernel builds the train as one.
const TRAIN_BYTES_MAX: usize = 65_535 - 40 - 8;

/// Datagrams of more bytes are parts of something large.
const SHORT_BYTES_MAX: usize = 1_100;

/// After so many longer datagrams trains are received whole, from then on.
const LONG_DATAGRAMS: u32 = 8;

/// A UDP socket that does not fragment, for threads that block.
#[derive(Debug)]
pub(crate) struct DatagramSocket {
    socket: UdpSocket,
    /// The only one it receives from.
    peer: Option<SocketAddr>,
    receive_buffer_bytes: usize,
    /// Whether trains may be sent in one call; cleared for good when the
    /// system refuses one.
    trains: AtomicBool,
    /// Whether trains are received whole. Being ready for them costs every
    /// receive a little, so it begins when they pay.
    receives_trains: AtomicBool,
    long_datagrams: AtomicU32,
}

/// How long to wait, from a moment that was looked up already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    pub(crate) since: Instant,
    pub(crate) lasts: Duration,
}

/// What a receive brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// The batch holds what came.
    Datagrams,
    /// Nothing, so far or at all: look at the clock.
    Nothing,
    /// The host at the other end refused something that was sent before.
    Refused,
    /// Something that was sent before is too large for the path.
    TooLarge,
}

impl DatagramSocket {
    /// A socket that receives from everybody.
    pub(crate) fn bind(local: SocketAddr) -> io::Result<Self> {
        Self::new(UdpSocket::bind(local)?, None)
    }

    /// A socket that receives from `peer` alone, and hears when its host
    /// refuses a datagram.
    pub(crate) fn connect(peer: SocketAddr) -> io::Result<Self> {
        let any = match peer {
            SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        };
        let socket = UdpSocket::bind(any)?;
        socket.connect(peer)?;
        Self::new(socket, Some(peer))
    }

    fn new(socket: UdpSocket, peer: Option<SocketAddr>) -> io::Result<Self> {
        system::forbid_fragments(&socket)?;
        // Who serves waits for ever, and a timeout costs every receive.
        if peer.is_some() || !system::WAKES_RECEIVERS {
            socket.set_read_timeout(Some(system::GUARD))?;
        }
        Ok(Self {
            peer,
            receives_trains: AtomicBool::new(false),
            long_datagrams: AtomicU32::new(0),
            receive_buffer_bytes: system::set_receive_buffer(&socket, RECEIVE_BUFFER_BYTES)?,
            trains: AtomicBool::new(system::SENDS_TRAINS),
            socket,
        })
    }

    /// The address at which this socket receives.
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// The bytes of datagrams that the system keeps until they are received,
    /// as it granted them.
    pub(crate) const fn receive_buffer_bytes(&self) -> usize {
        self.receive_buffer_bytes
    }

    /// Sends `bytes` as datagrams of `segment` bytes each, the last of which
    /// may be shorter, to `to` or to the peer that the socket is connected to.
    ///
    /// # Errors
    ///
    /// Those of the system; some of the datagrams may have been sent. See
    /// [`is_too_large`] and [`is_refused`] for those that say something about
    /// the path. The refusal may be that of an earlier datagram.
    pub(crate) fn send(
        &self,
        to: Option<SocketAddr>,
        bytes: &[u8],
        segment: usize,
    ) -> io::Result<()> {
        let segment = segment.max(1);
        if bytes.len() <= segment || !self.trains.load(Ordering::Relaxed) {
            return self.send_one_by_one(to, bytes, segment);
        }
        let datagrams = (TRAIN_BYTES_MAX / segment).min(system::TRAIN_DATAGRAMS_MAX);
        for train in bytes.chunks(segment * datagrams.max(1)) {
            self.send_train(to, train, segment)?;
        }
        Ok(())
    }

    /// Sends a datagram that the network may cut into fragments where it must:
    /// what the ONC form needs, in which a datagram is a whole message.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn send_fragmented(&self, to: SocketAddr, datagram: &[u8]) -> io::Result<()> {
        match self.send(Some(to), datagram, datagram.len()) {
            Err(error) if is_too_large(&error) => {
                // Meanwhile another thread's packet may be cut too, which does
                // no more harm than that.
                system::allow_fragments(&self.socket)?;
                let sent = self.send(Some(to), datagram, datagram.len());
                system::forbid_fragments(&self.socket)?;
                sent
            }
            sent => sent,
        }
    }

    /// Wakes every thread that waits for datagrams, now and for good.
    pub(crate) fn wake_receivers(&self) {
        stop::wake_receivers(&self.socket);
    }

    fn send_train(&self, to: Option<SocketAddr>, train: &[u8], segment: usize) -> io::Result<()> {
        let Ok(size) = u16::try_from(segment) else {
            return self.send_one_by_one(to, train, segment);
        };
        if train.len() <= segment {
            return self.send_one_by_one(to, train, segment);
        }
        match uninterrupted(|| system::send_train(&self.socket, to, train, size)) {
            Err(error) if system::is_refusal_of_trains(&error) => {
                self.trains.store(false, Ordering::Relaxed);
                self.send_one_by_one(to, train, segment)
            }
            sent => sent,
        }
    }

    fn send_one_by_one(
        &self,
        to: Option<SocketAddr>,
        bytes: &[u8],
        segment: usize,
    ) -> io::Result<()> {
        for datagram in bytes.chunks(segment) {
            uninterrupted(|| match to {
                Some(to) => self.socket.send_to(datagram, to),
                None => self.socket.send(datagram),
            })?;
        }
        Ok(())
    }

    /// Receives without a poll.
    #[cfg(test)]
    pub(crate) fn receive(&self, batch: &mut Batch, wait: Option<Duration>) -> io::Result<Arrival> {
        let since = Instant::now();
        self.receive_within(batch, wait.map(|lasts| Wait { since, lasts }))
    }

    fn receive_within(&self, batch: &mut Batch, wait: Option<Wait>) -> io::Result<Arrival> {
        batch.received = Received::NOTHING;
        let Some(wait) = wait else {
            return self.block(batch, None);
        };
        let is_guarded = self.peer.is_some() || !system::WAKES_RECEIVERS;
        if is_guarded && wait.lasts >= EXACT_BELOW {
            return self.block(batch, Some(wait));
        }
        match self.look(batch)? {
            Arrival::Nothing if !wait.lasts.is_zero() => self.wait_exactly(batch, Some(wait.lasts)),
            arrival => Ok(arrival),
        }
    }

    /// Waits for datagrams, and polls first if that pays; for ever without a
    /// wait, and not at all if it is zero. It may return early with
    /// [`Arrival::Nothing`].
    ///
    /// # Errors
    ///
    /// Those of the system, except what an [`Arrival`] says.
    pub(crate) fn receive_polling(
        &self,
        poll: &mut AdaptivePoll,
        batch: &mut Batch,
        wait: Option<Wait>,
    ) -> io::Result<Arrival> {
        batch.received = Received::NOTHING;
        if wait.is_some_and(|wait| wait.lasts.is_zero()) {
            return self.look(batch);
        }
        let polled = poll.poll(|| match self.look(batch)? {
            Arrival::Nothing => Ok::<_, io::Error>(None),
            arrival => Ok(Some(arrival)),
        })?;
        match polled {
            Polled::Found(arrival) => Ok(arrival),
            Polled::InVain(Duration::ZERO) => self.receive_within(batch, wait),
            Polled::InVain(took) => {
                let wait = wait.map(|wait| Wait {
                    since: wait.since + took,
                    lasts: wait.lasts.saturating_sub(took),
                });
                self.receive_within(batch, wait)
            }
        }
    }

    /// Both phases of a long wait.
    fn block(&self, batch: &mut Batch, wait: Option<Wait>) -> io::Result<Arrival> {
        // Without a wait there is no deadline, nor one beyond the clock's end.
        let deadline = wait.and_then(|wait| wait.since.checked_add(wait.lasts));
        match self.take(batch, true)? {
            Arrival::Nothing => {}
            arrival => return Ok(arrival),
        }
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if left == Some(Duration::ZERO) {
            return Ok(Arrival::Nothing);
        }
        self.wait_exactly(batch, left)
    }

    fn wait_exactly(&self, batch: &mut Batch, wait: Option<Duration>) -> io::Result<Arrival> {
        match system::wait_until_readable(&self.socket, wait) {
            Ok(true) => self.look(batch),
            Ok(false) => Ok(Arrival::Nothing),
            Err(error) => arrival(Err(error)),
        }
    }

    #[cfg(test)]
    pub(super) const fn as_std(&self) -> &UdpSocket {
        &self.socket
    }

    #[cfg(test)]
    pub(super) fn sends_trains(&self) -> bool {
        self.trains.load(Ordering::Relaxed)
    }

    fn look(&self, batch: &mut Batch) -> io::Result<Arrival> {
        self.take(batch, false)
    }

    fn take(&self, batch: &mut Batch, waiting: bool) -> io::Result<Arrival> {
        let trains = self.receives_trains.load(Ordering::Relaxed);
        let arrival = arrival(system::receive(
            &self.socket,
            self.peer,
            batch,
            waiting,
            trains,
        ))?;
        if !trains && batch.received.bytes > SHORT_BYTES_MAX {
            let before = self.long_datagrams.fetch_add(1, Ordering::Relaxed);
            if before >= LONG_DATAGRAMS {
                // In this order: whoever still takes datagrams one by one while
                // trains come takes a whole train for a datagram.
                self.receives_trains.store(true, Ordering::Relaxed);
                system::receive_trains(&self.socket)?;
            }
        }
        Ok(arrival)
    }
}

/// Whether a datagram was refused because it is too large for the path, or for
/// the first device on it.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error.raw_os_error() == Some(system::TOO_LARGE)
}

/// Whether the other host refused a datagram: nobody receives there.
pub(crate) fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

/// Sorts what a receive came to.
fn arrival(received: io::Result<()>) -> io::Result<Arrival> {
    let Err(error) = received else {
        return Ok(Arrival::Datagrams);
    };
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {
            Ok(Arrival::Nothing)
        }
        _ if is_refused(&error) => Ok(Arrival::Refused),
        _ if is_too_large(&error) => Ok(Arrival::TooLarge),
        _ => Err(error),
    }
}

/// Repeats what a signal interrupted.
fn uninterrupted<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match act() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
