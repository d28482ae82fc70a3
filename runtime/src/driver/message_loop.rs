//! The threads of a message endpoint: one receives, one keeps the time; whoever
//! sends or takes a message sends the packets that follow from it.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crate::driver::alarm::Alarm;
use crate::driver::poller::AdaptivePoll;
use crate::driver::trains::Trains;
use crate::driver::udp::{Arrival, Batch, DatagramSocket, is_too_large};
use crate::driver::{clock, entropy};
use crate::proto::native::{Exchange, ExchangeConfig};

/// How long the receiving thread stands back when the system cannot receive.
const STAND_BACK: Duration = Duration::from_millis(100);

/// What can travel with something that follows soon waits no longer than this.
const SOON: Duration = Duration::from_millis(1);

/// Nor for more than so many others.
const SHARED_MAX: u32 = 16;

/// A socket with the machine that says what to do with it.
#[derive(Debug)]
pub(crate) struct Hub {
    socket: DatagramSocket,
    exchange: Mutex<Exchange>,
    /// Packets leave in the order in which they were numbered: whoever has
    /// this sends.
    trains: Mutex<Trains>,
    /// Something happened that somebody may wait for.
    changed: Condvar,
    alarm: Alarm,
    /// How often something was left to be sent soon, since all was sent.
    left: AtomicU32,
    /// Why the system could not receive, until somebody has heard of it.
    failure: Mutex<Option<io::Error>>,
    is_stopping: AtomicBool,
}

/// The running threads; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) hub: Arc<Hub>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts the threads of an endpoint.
    pub(crate) fn start(
        local: SocketAddr,
        mut config: ExchangeConfig,
        polling: bool,
    ) -> io::Result<Self> {
        let socket = DatagramSocket::bind(local)?;
        // What is under way must fit where the system keeps it until it is
        // received: calls from peers, and their answers.
        let window = u32::try_from(socket.receive_buffer_bytes() / 4).unwrap_or(u32::MAX);
        config.caller.window = config.caller.window.min(window);
        config.responder.window = config.responder.window.min(window);
        let secret = entropy::secret().map_err(io::Error::other)?;
        let now = clock::now();
        let hub = Arc::new(Hub {
            socket,
            exchange: Mutex::new(Exchange::new(now, config, secret)),
            trains: Mutex::new(Trains::default()),
            changed: Condvar::new(),
            alarm: Alarm::new(now),
            left: AtomicU32::new(0),
            failure: Mutex::new(None),
            is_stopping: AtomicBool::new(false),
        });
        let mut running = Self {
            hub,
            threads: Vec::new(),
        };
        running.spawn("idlc-messages", move |hub| hub.receive(polling))?;
        running.spawn("idlc-messages-timer", Hub::keep_time)?;
        Ok(running)
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce(&Hub) + Send + 'static) -> io::Result<()> {
        let hub = Arc::clone(&self.hub);
        let thread = Builder::new().name(name.to_owned());
        self.threads.push(thread.spawn(move || run(&hub))?);
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Peers hear of what was taken.
        self.hub.flush();
        self.hub.is_stopping.store(true, Ordering::Release);
        self.hub.socket.wake_receivers();
        self.hub.alarm.wake_by(clock::now());
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so already.
            drop(thread.join());
        }
    }
}

impl Hub {
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    pub(crate) fn exchange(&self) -> MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why the system could not receive last, if nobody heard of it yet.
    pub(crate) fn failure(&self) -> MutexGuard<'_, Option<io::Error>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something happened, or `until`; whether there is time left.
    pub(crate) fn wait<'a>(
        &self,
        exchange: MutexGuard<'a, Exchange>,
        until: Option<Instant>,
    ) -> (MutexGuard<'a, Exchange>, bool) {
        let Some(until) = until else {
            let exchange = self.changed.wait(exchange);
            return (exchange.unwrap_or_else(PoisonError::into_inner), true);
        };
        let left = until.saturating_duration_since(clock::now());
        if left.is_zero() {
            return (exchange, false);
        }
        let waited = self.changed.wait_timeout(exchange, left);
        let (exchange, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (exchange, true)
    }

    /// Sends everything that is due within a moment, so that what follows can
    /// share its packets.
    pub(crate) fn flush_soon(&self) {
        if self.left.fetch_add(1, Ordering::Relaxed) + 1 >= SHARED_MAX {
            self.flush();
        } else {
            self.alarm.wake_by(clock::now() + SOON);
        }
    }

    /// Sends everything that is due.
    pub(crate) fn flush(&self) {
        self.left.store(0, Ordering::Relaxed);
        let mut trains = self.trains.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let is_all = self.collect(&mut trains);
            let mut too_large = Vec::new();
            trains.send(&self.socket, |error, to, size| {
                // Anything else is as good as lost on the way.
                if let (true, Some(to)) = (is_too_large(&error), to) {
                    too_large.push((to, size));
                }
            });
            for (to, size) in too_large {
                self.exchange().handle_too_big(to, size);
            }
            if is_all {
                return;
            }
        }
    }

    /// Fills the trains; whether that was all.
    fn collect(&self, trains: &mut Trains) -> bool {
        let now = clock::now();
        let mut exchange = self.exchange();
        while !trains.is_full() {
            let Some(to) = exchange.poll_transmit(now, trains.buffer()) else {
                let timeout = exchange.poll_timeout(now);
                drop(exchange);
                if let Some(at) = timeout {
                    self.alarm.wake_by(at);
                }
                return true;
            };
            trains.add(Some(to));
        }
        false
    }

    fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::Acquire)
    }

    /// Receives until the endpoint is dropped.
    fn receive(&self, polling: bool) {
        let mut batch = Batch::new();
        let mut poll = AdaptivePoll::new(polling);
        while !self.is_stopping() {
            match self.socket.receive_polling(&mut poll, &mut batch, None) {
                Ok(Arrival::Datagrams) => {
                    let now = clock::now();
                    let mut exchange = self.exchange();
                    for (from, datagram) in batch.datagrams() {
                        // Noise is none of anybody's business here.
                        let _ = exchange.handle_datagram(now, from, datagram);
                    }
                    drop(exchange);
                    self.changed.notify_all();
                    self.flush();
                }
                Ok(Arrival::Nothing | Arrival::Refused | Arrival::TooLarge) => {}
                Err(error) => {
                    let exchange = self.exchange();
                    *self.failure() = Some(error);
                    self.changed.notify_all();
                    drop(self.wait(exchange, Some(clock::now() + STAND_BACK)));
                }
            }
        }
    }

    /// Keeps the time until the endpoint is dropped.
    fn keep_time(&self) {
        while !self.is_stopping() {
            self.exchange().handle_timeout(clock::now());
            self.changed.notify_all();
            self.flush();
            let timeout = self.exchange().poll_timeout(clock::now());
            self.alarm.sleep_until(timeout);
        }
    }
}
