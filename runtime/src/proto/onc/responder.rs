//! A server short of its handlers: reads calls, answers what needs no handler,
//! recognises copies, and says what to execute.
//!
//! The order in which a call can be turned away is that of RFC 5531 §9: not a
//! call at all, another RPC version, credentials, program, version, procedure.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

use idlc_xdr::{Encode, Reader, Sink, Writer};

use crate::config::ServerConfig;
use crate::error::ServeError;
use crate::id::{Procedure, Program, Version, Xid};
use crate::interface::Interface;
use crate::proto::reply_cache::{Admission, CallKey, ReplyCache};
use crate::rpc::{
    AcceptStat, AuthStat, CallHeader, CallRejected, Credentials, RPC_VERSION, Rejection,
    ReplyHeader,
};

/// A service's place in the list it was registered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration(pub usize);

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
    programs: BTreeMap<Program, BTreeMap<Version, (Registration, &'static Interface)>>,
    cache: ReplyCache,
    require_auth_sys: bool,
    draining: bool,
}

impl Responder {
    /// A responder for the interfaces, each registered under its place in the
    /// list.
    ///
    /// # Errors
    ///
    /// [`ServeError::Duplicate`] where two interfaces have the same program
    /// and version.
    pub fn new(
        interfaces: &[&'static Interface],
        config: &ServerConfig,
    ) -> Result<Self, ServeError> {
        let mut programs = BTreeMap::<_, BTreeMap<_, (_, &'static Interface)>>::new();
        for (place, interface) in interfaces.iter().enumerate() {
            let versions = programs.entry(interface.program).or_default();
            let registered = (Registration(place), *interface);
            if let Some((_, first)) = versions.insert(interface.version, registered) {
                return Err(ServeError::Duplicate {
                    program: interface.program,
                    version: interface.version,
                    first: first.name,
                    second: interface.name,
                });
            }
        }
        Ok(Self {
            programs,
            cache: ReplyCache::new(config.reply_cache_bytes_max, config.reply_cache_age_max),
            require_auth_sys: config.require_auth_sys,
            draining: false,
        })
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
        let mut input = Reader::new(datagram);
        let header = match CallHeader::read(&mut input) {
            Ok(header) => header,
            Err(rejected) => return reject(rejected, answer),
        };
        match self.find(&header) {
            Ok(Target::Null) => {
                ReplyHeader::accepted(header.xid, AcceptStat::Success).encode(answer);
                Received::Answer(Answered::Null)
            }
            Ok(Target::Service(service, credentials)) => {
                let key = call_key(from, &header, datagram);
                match self.admit(now, key, answer) {
                    None => Received::Execute(Request {
                        key,
                        service,
                        credentials,
                        arguments: input.rest(),
                    }),
                    Some(instead) => instead,
                }
            }
            Err(Refused::Auth(stat)) => auth_error(header.xid, stat, answer),
            Err(Refused::Unavailable(stat)) => {
                ReplyHeader::accepted(header.xid, stat).encode(answer);
                Received::Answer(Answered::Unavailable)
            }
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

    /// Whom the call is for.
    fn find(&self, header: &CallHeader<'_>) -> Result<Target, Refused> {
        let credentials = Credentials::from_wire(header.credentials).map_err(Refused::Auth)?;
        let is_null = header.procedure == Procedure::NULL;
        match credentials {
            Credentials::Other { .. } => return Err(Refused::Auth(AuthStat::REJECTEDCRED)),
            Credentials::None if self.require_auth_sys && !is_null => {
                return Err(Refused::Auth(AuthStat::TOOWEAK));
            }
            Credentials::None | Credentials::Sys(_) => {}
        }
        let unavailable = |stat| Err(Refused::Unavailable(stat));
        let Some(versions) = self.programs.get(&header.program) else {
            return unavailable(AcceptStat::ProgramUnavailable);
        };
        let Some((service, interface)) = versions.get(&header.version) else {
            return unavailable(mismatch(versions.keys()));
        };
        if is_null {
            return Ok(Target::Null);
        }
        if !interface.has(header.procedure) {
            return unavailable(AcceptStat::ProcedureUnavailable);
        }
        Ok(Target::Service(*service, credentials))
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

/// Whom a call is for.
enum Target {
    Null,
    Service(Registration, Credentials),
}

/// Why a call is for nobody here.
enum Refused {
    Auth(AuthStat),
    Unavailable(AcceptStat),
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

/// The range of versions that a program has here.
fn mismatch<'a>(versions: impl Iterator<Item = &'a Version> + Clone) -> AcceptStat {
    match (versions.clone().min(), versions.max()) {
        (Some(&low), Some(&high)) => AcceptStat::ProgramMismatch { low, high },
        _ => AcceptStat::ProgramUnavailable,
    }
}

fn reject(rejected: CallRejected, answer: &mut Writer) -> Received<'static> {
    match rejected {
        CallRejected::Noise => Received::Drop(DropReason::NotACall),
        CallRejected::Auth { xid, stat } => auth_error(xid, stat, answer),
        CallRejected::RpcMismatch { xid } => {
            let rejection = Rejection::RpcMismatch {
                low: RPC_VERSION,
                high: RPC_VERSION,
            };
            ReplyHeader::denied(xid, rejection).encode(answer);
            Received::Answer(Answered::RpcMismatch)
        }
    }
}

fn auth_error(xid: Xid, stat: AuthStat, answer: &mut Writer) -> Received<'static> {
    ReplyHeader::denied(xid, Rejection::Auth(stat)).encode(answer);
    Received::Answer(Answered::Auth)
}

#[cfg(test)]
mod tests;
