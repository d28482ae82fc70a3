//! Blocking calls of the native form: each on a socket and a session of its
//! own while it lasts, driven by the thread that makes it.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use idlc_xdr::{Gather, Writer};

use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::entropy;
use crate::driver::native_socket::NativeSocket;
use crate::error::{CallError, ConnectError, MaybeExecuted, NotExecuted, ReplyLost};
use crate::proto::native::{Bytes, CallNumber, CallRequest, Outcome, Requests, WhyMaybe, WhyNot};

/// The sockets of a client.
#[derive(Debug)]
pub(crate) struct NativeCalls {
    server: SocketAddr,
    config: ClientConfig,
    idle: Mutex<Idle>,
}

/// Sockets that no call uses. Boxed, since they come and go with every call.
type Idle = Vec<Box<NativeSocket>>;

/// A socket for one call. It goes back when the call has ended.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    calls: &'a NativeCalls,
    socket: Option<Box<NativeSocket>>,
}

/// What a call may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) deadline: Duration,
    pub(crate) idempotent: bool,
}

impl Terms {
    /// When the caller stops waiting for a call that begins now.
    pub(crate) fn ends(&self, now: Instant) -> Instant {
        now + self.deadline.min(FOREVER)
    }
}

/// Where a call's reply lies on its line.
#[derive(Debug)]
pub(crate) struct Reply {
    bytes: Bytes,
    datagram: usize,
}

impl NativeCalls {
    pub(crate) fn new(server: SocketAddr, config: ClientConfig) -> Result<Self, ConnectError> {
        let calls = Self {
            server,
            config,
            idle: Mutex::new(Vec::new()),
        };
        let socket = calls.connect()?;
        calls.put(socket);
        Ok(calls)
    }

    /// Where the server is.
    pub(crate) const fn server(&self) -> SocketAddr {
        self.server
    }

    /// A socket of the caller's own.
    pub(crate) fn line(&self) -> Result<Line<'_>, NotExecuted> {
        let idle = self.lock().pop();
        let socket = match idle {
            Some(socket) => socket,
            None => self.connect().map_err(|error| self.not_sent(error))?,
        };
        Ok(Line {
            calls: self,
            socket: Some(socket),
        })
    }

    fn connect(&self) -> Result<Box<NativeSocket>, ConnectError> {
        let server = self.server;
        let secret = entropy::secret().map_err(ConnectError::Random)?;
        NativeSocket::connect(server, &self.config, secret)
            .map(Box::new)
            .map_err(|error| ConnectError::Socket {
                server: server.into(),
                error,
            })
    }

    fn not_sent(&self, error: ConnectError) -> NotExecuted {
        NotExecuted::NotSent {
            server: self.server.into(),
            error: std::io::Error::other(error),
        }
    }

    fn put(&self, socket: Box<NativeSocket>) {
        let mut idle = self.lock();
        if idle.len() < self.config.idle_sockets_max {
            idle.push(socket);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line<'_> {
    /// The memory to encode the call to, and to give back afterwards.
    pub(crate) fn take_memory(&mut self) -> Writer {
        let memory = self
            .socket
            .as_mut()
            .map(|socket| std::mem::take(&mut socket.memory));
        let mut memory = memory.unwrap_or_default();
        memory.clear();
        memory
    }

    pub(crate) fn give_memory_back(&mut self, memory: Writer) {
        if let Some(socket) = &mut self.socket {
            socket.memory = memory;
        }
    }

    /// Makes the call; says where its reply is.
    pub(crate) fn call(
        &mut self,
        message: &Gather<'_>,
        terms: Terms,
        counters: &ClientCounting,
    ) -> Result<Reply, CallError> {
        let server = self.calls.server;
        let Some(socket) = &mut self.socket else {
            let server = server.into();
            return Err(NotExecuted::Refused { server }.into());
        };
        let number = socket.next_call();
        let now = Instant::now();
        let request = CallRequest {
            total: message.len() as u64,
            deadline: terms.ends(now),
            idempotent: terms.idempotent,
        };
        socket.caller.begin(now, number, request);
        let finished = socket.run(now, number, &OneMessage(message));
        counters.note_repeats(&mut socket.repeats, socket.caller.repeats());
        let finished = match finished {
            Ok(finished) => finished,
            Err(error) => {
                // Whatever is wrong with the socket, no other call is to meet it.
                self.socket = None;
                return Err(MaybeExecuted::NotReceived(error).into());
            }
        };
        let (outcome, datagram) = finished.into_parts();
        match outcome {
            Outcome::Replied(bytes) => Ok(Reply { bytes, datagram }),
            other => Err(failure(&other, server, terms, message.len())),
        }
    }

    /// The bytes of a reply.
    pub(crate) fn reply<'a>(&'a self, reply: &'a Reply) -> &'a [u8] {
        self.socket
            .as_ref()
            .map_or(&[], |socket| socket.reply(&reply.bytes, reply.datagram))
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.calls.put(socket);
        }
    }
}

/// The only call there is.
struct OneMessage<'a>(&'a Gather<'a>);

impl Requests for OneMessage<'_> {
    fn append(&self, _: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        let mut start = 0;
        for slice in self.0.slices() {
            let end = start + slice.len() as u64;
            let (from, to) = (part.start.max(start), part.end.min(end));
            if from < to {
                let range = usize::try_from(from - start)
                    .ok()
                    .zip(usize::try_from(to - start).ok());
                let bytes = range.and_then(|(from, to)| slice.get(from..to));
                out.extend_from_slice(bytes.unwrap_or_default());
            }
            if end >= part.end {
                return;
            }
            start = end;
        }
    }
}

/// What to tell of a call that brought no reply.
pub(crate) fn failure(
    outcome: &Outcome,
    server: SocketAddr,
    terms: Terms,
    size: usize,
) -> CallError {
    match *outcome {
        Outcome::NotExecuted(why) => not_executed(why, server, terms, size).into(),
        Outcome::MaybeExecuted(why) => maybe_executed(why, server, terms).into(),
        // Messages alone are delivered.
        Outcome::Replied(_) | Outcome::ReplyLost | Outcome::Delivered => {
            ReplyLost::Forgotten.into()
        }
    }
}

fn not_executed(why: WhyNot, server: SocketAddr, terms: Terms, size: usize) -> NotExecuted {
    match why {
        WhyNot::DeadlinePassed => NotExecuted::DeadlinePassed {
            deadline: terms.deadline,
        },
        WhyNot::NoAnswer => NotExecuted::NoAnswer { server },
        WhyNot::Refused => NotExecuted::Refused {
            server: server.into(),
        },
        WhyNot::Withdrawn => NotExecuted::Withdrawn,
        WhyNot::NoSuchStream => NotExecuted::NoOneways { server },
        WhyNot::StreamBroken => NotExecuted::EarlierFailed,
        WhyNot::TooLarge { limit } => NotExecuted::TooLarge {
            size,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        },
    }
}

fn maybe_executed(why: WhyMaybe, server: SocketAddr, terms: Terms) -> MaybeExecuted {
    match why {
        WhyMaybe::DeadlinePassed => MaybeExecuted::DeadlinePassed {
            deadline: terms.deadline,
        },
        WhyMaybe::ServerRestarted => MaybeExecuted::ServerRestarted { server },
        // The second is said of messages alone.
        WhyMaybe::ServerGone | WhyMaybe::Withdrawn => MaybeExecuted::ServerGone {
            server: server.into(),
        },
    }
}

/// More than any deadline: 136 years, so that no sum with it overflows.
const FOREVER: Duration = Duration::from_secs(u32::MAX as u64);
