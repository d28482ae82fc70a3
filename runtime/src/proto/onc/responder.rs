//! A server short of its handlers: reads calls, answers what needs no handler,
//! recognises copies, and says what to execute.
//!
//! The order in which a call can be turned away is that of RFC 5531 §9: not a
//! call at all, another RPC version, credentials, program, version, procedure.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::{Sink, Writer};

use crate::config::ServerConfig;
use crate::proto::directory::{Answer, Directory, Looked, Registration};
use crate::proto::reply_cache::{Admission, CallKey, ReplyCache};
use crate::rpc::{CallHeader, Credentials};

/// What to do about a datagram.
#[derive(Debug)]
pub enum Received<'d> {
    /// Nothing.
    Drop(DropReason),
    /// Send the answer that was written. The reason says why no handler runs.
    Answer(Answered),
    /// Run a handler, and hand its reply to [`Responder::complete`].
    Execute(Request<'d>),
}

/// Why a datagram is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// It is no call.
    NotACall,
    /// The call is being executed; its reply will come.
    InProgress,
    /// There is no room to remember the call, so it must not be executed.
    Full,
    /// The server is shutting down and takes no new calls.
    Draining,
}

/// Why a datagram is answered without a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The null procedure.
    Null,
    /// A copy of a call that was executed: the same reply again.
    Replayed,
    /// Another version of RPC.
    RpcMismatch,
    /// Credentials that cannot be read or are not taken.
    Auth,
    /// A program, version or procedure that is not here.
    Unavailable,
}

impl From<Answer> for Answered {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Null => Self::Null,
            Answer::RpcMismatch => Self::RpcMismatch,
            Answer::Auth => Self::Auth,
            Answer::Unavailable => Self::Unavailable,
        }
    }
}

/// A call to execute.
#[derive(Debug)]
pub struct Request<'d> {
    /// What the reply is to be filed under.
    pub key: CallKey,
    /// Which service to run.
    pub service: Registration,
    /// Who calls.
    pub credentials: Credentials,
    /// The encoded arguments.
    pub arguments: &'d [u8],
}

/// A server's protocol state.
#[derive(Debug)]
pub struct Responder {
    directory: Arc<Directory>,
    cache: ReplyCache,
    draining: bool,
}

impl Responder {
    /// A responder for what the directory has.
    #[must_use]
    pub fn new(directory: Arc<Directory>, config: &ServerConfig) -> Self {
        Self {
            directory,
            cache: ReplyCache::new(config.reply_cache_bytes_max, config.reply_cache_age_max),
            draining: false,
        }
    }

    /// A datagram arrived. An answer, if there is one, is written to `answer`.
    #[must_use]
    pub fn handle_datagram<'d>(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &'d [u8],
        answer: &mut Writer,
    ) -> Received<'d> {
        answer.clear();
        let found = match self.directory.look(datagram, answer) {
            Looked::Noise => return Received::Drop(DropReason::NotACall),
            Looked::Answered(answer) => return Received::Answer(answer.into()),
            Looked::Call(found) => found,
        };
        let key = call_key(from, &found.header, datagram);
        match self.admit(now, key, answer) {
            None => Received::Execute(Request {
                key,
                service: found.service,
                credentials: found.credentials,
                arguments: found.arguments,
            }),
            Some(instead) => instead,
        }
    }

    /// A call was executed: its whole reply, to be sent now and kept for
    /// copies of the call.
    pub fn complete(&mut self, now: Instant, key: CallKey, reply: &[u8]) {
        self.cache.complete(now, key, reply);
    }

    /// A call was not executed after all: a copy of it may be.
    pub fn abandon(&mut self, key: &CallKey) {
        self.cache.abandon(key);
    }

    /// Takes no new calls from now on; copies of old ones are still answered.
    pub const fn drain(&mut self) {
        self.draining = true;
    }

    /// Whether [`drain`](Self::drain) was called.
    #[must_use]
    pub const fn is_draining(&self) -> bool {
        self.draining
    }

    /// How many calls are being executed.
    #[must_use]
    pub fn in_progress(&self) -> usize {
        self.cache.in_progress()
    }

    /// The memory of recent calls.
    #[must_use]
    pub const fn cache(&self) -> &ReplyCache {
        &self.cache
    }

    /// Lets a new call in; says what to do instead with any other.
    fn admit(
        &mut self,
        now: Instant,
        key: CallKey,
        answer: &mut Writer,
    ) -> Option<Received<'static>> {
        match self.cache.admit(now, key) {
            Admission::Execute if self.draining => {
                self.cache.abandon(&key);
                Some(Received::Drop(DropReason::Draining))
            }
            Admission::Execute => None,
            Admission::InProgress => Some(Received::Drop(DropReason::InProgress)),
            Admission::Full => Some(Received::Drop(DropReason::Full)),
            Admission::Replay(reply) => {
                answer.put(reply);
                Some(Received::Answer(Answered::Replayed))
            }
        }
    }
}

fn call_key(peer: SocketAddr, header: &CallHeader<'_>, datagram: &[u8]) -> CallKey {
    CallKey {
        peer,
        xid: header.xid,
        program: header.program,
        version: header.version,
        procedure: header.procedure,
        length: datagram.len(),
        checksum: crc32c::crc32c(datagram),
    }
}

#[cfg(test)]
mod tests;
