//! What a client is told: of a call, and of servers that cannot be found.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use idlc_xdr::{DecodeError, TooLong};
use thiserror::Error;

use crate::id::{Procedure, Program, Version};
use crate::rpc::Rejection;
use crate::server_address::ServerAddress;
use crate::service::Fault;

/// Why a call returned no value, by what is known of its execution.
#[derive(Debug, Error)]
pub enum CallError {
    /// The procedure ran once and refused.
    ///
    /// In the ONC form a server has one word for this, `SYSTEM_ERR`, and
    /// servers other than ours also use it where they could not start the
    /// procedure.
    #[error("{0}")]
    Fault(Fault),

    /// The procedure never ran and never will: the call is safe to repeat.
    #[error("the procedure was not executed: {why}")]
    NotExecuted {
        /// Why not.
        #[source]
        why: NotExecuted,
    },

    /// The procedure ran once, and its answer is gone.
    #[error("the procedure was executed, but its reply is lost: {why}")]
    ReplyLost {
        /// What became of the reply.
        #[source]
        why: ReplyLost,
    },

    /// The procedure ran at most once; nobody here can tell whether it did.
    #[error("the procedure may have been executed: {why}")]
    MaybeExecuted {
        /// Why that is not known.
        #[source]
        why: MaybeExecuted,
    },
}

impl CallError {
    /// Whether the call can be repeated without any procedure running twice.
    #[must_use]
    pub const fn is_safe_to_repeat(&self) -> bool {
        matches!(self, Self::NotExecuted { .. })
    }
}

/// Why a procedure was never executed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NotExecuted {
    /// An argument is longer than the interface allows.
    #[error("an argument is longer than the interface allows: {0}")]
    ArgumentTooLong(#[from] TooLong),

    /// The call does not fit a datagram.
    #[error(
        "the call takes {size} bytes and one datagram carries at most {limit}: \
         send less at a time"
    )]
    TooLargeForDatagram {
        /// The whole call with its header, in bytes.
        size: usize,
        /// What one message may have, in bytes.
        limit: usize,
    },

    /// The call is larger than the server takes.
    #[error(
        "the call takes {size} bytes and the server takes at most {limit}: send less at a time"
    )]
    TooLarge {
        /// The whole call with its header, in bytes.
        size: usize,
        /// What the server takes, in bytes.
        limit: usize,
    },

    /// The call is larger than a record is allowed to be here.
    #[error(
        "the call takes {size} bytes and a record may have {limit}: \
         send less at a time, or set StreamCallerConfig::record_bytes_max"
    )]
    TooLargeForRecord {
        /// The whole call with its header, in bytes.
        size: usize,
        /// What one record may have, in bytes.
        limit: usize,
    },

    /// Too many asynchronous calls of the ONC form wait for their turn.
    #[error("{limit} calls wait already: wait for some of them first")]
    TooManyBegun {
        /// How many may wait.
        limit: usize,
    },

    /// Nobody answered before anything of the call was sent.
    #[error(
        "nobody answers at {server}: is the server running? \
         If it speaks ONC RPC and was not made with this library, write udp://{server}"
    )]
    NoAnswer {
        /// The address called.
        server: SocketAddr,
    },

    /// Nobody answered at the server, and as there are others, the call was not
    /// made at this one.
    #[error("nobody answered at {server}")]
    Silent {
        /// The address called.
        server: ServerAddress,
    },

    /// The server is to be found by asking, and was not.
    #[error("{error}")]
    NotFound {
        /// Why not.
        #[source]
        error: Box<ConnectError>,
    },

    /// The call was cancelled in time, or the server was shutting down.
    #[error("the call was withdrawn before it began, or the server takes no calls any more")]
    Withdrawn,

    /// The server takes no oneway calls.
    #[error("the server at {server} takes no oneway calls")]
    NoOneways {
        /// The address called.
        server: SocketAddr,
    },

    /// A oneway call before it failed, without which it was not to be executed.
    #[error("a oneway call before it failed")]
    EarlierFailed,

    /// The deadline passed before the call could be sent.
    #[error("the deadline of {deadline:?} passed before the call was sent")]
    DeadlinePassed {
        /// The call's total deadline.
        deadline: Duration,
    },

    /// Nobody listens at the server's address.
    ///
    /// That proves that the call was not executed as long as the network does
    /// not itself duplicate datagrams.
    #[error("nobody listens at {server} (the host refused the call)")]
    Refused {
        /// The address called.
        server: ServerAddress,
    },

    /// The call could not be sent.
    #[error("the call could not be sent to {server}: {error}")]
    NotSent {
        /// The address called.
        server: ServerAddress,
        /// What the system says.
        #[source]
        error: io::Error,
    },

    /// The server does not have the program.
    #[error("the server has no program {program} (PROG_UNAVAIL)")]
    ProgramUnavailable {
        /// The program called.
        program: Program,
    },

    /// The server has the program in other versions.
    #[error(
        "the server has program {program} in versions {low} to {high}, \
         not in version {version} (PROG_MISMATCH)"
    )]
    ProgramMismatch {
        /// The program called.
        program: Program,
        /// The version called.
        version: Version,
        /// The lowest version the server has.
        low: Version,
        /// The highest version the server has.
        high: Version,
    },

    /// The server does not have the procedure.
    #[error("the server has no procedure {name} ({procedure}) (PROC_UNAVAIL)")]
    ProcedureUnavailable {
        /// The procedure called.
        procedure: Procedure,
        /// Its name in the interface file.
        name: &'static str,
    },

    /// The server could not decode the arguments.
    #[error(
        "the server cannot decode the arguments (GARBAGE_ARGS): \
         are both ends made from the same interface file?"
    )]
    GarbageArguments,

    /// The server did not take the call.
    #[error("the server denied the call: {0}")]
    Denied(Rejection),
}

/// What became of a reply.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReplyLost {
    /// The results cannot be decoded.
    #[error("the results cannot be decoded: {0}: are both ends made from the same interface file?")]
    Undecodable(#[from] DecodeError),

    /// The server has no copy of the reply any more, or it is larger than this
    /// client takes.
    #[error("the server has no copy of it any more, or it is larger than this client takes")]
    Forgotten,
}

/// Why nobody can tell whether a procedure ran.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MaybeExecuted {
    /// No answer came in time.
    #[error("no answer came within {deadline:?}")]
    DeadlinePassed {
        /// The call's total deadline.
        deadline: Duration,
    },

    /// The server restarted after the call was sent, or forgot its client.
    #[error("the server at {server} restarted while it had the call")]
    ServerRestarted {
        /// The address called.
        server: SocketAddr,
    },

    /// The server's host refuses, or nobody there answers any more: the server
    /// has gone, and may have executed the call before it went.
    #[error("the server at {server} has gone; it had been sent the call before")]
    ServerGone {
        /// The address called.
        server: ServerAddress,
    },

    /// The connection broke, or the server ended it, after the call or a part of
    /// it was sent.
    #[error("the connection to {server} broke while it had the call")]
    ConnectionBroken {
        /// The address called.
        server: ServerAddress,
    },

    /// The answer could not be received.
    #[error("the answer could not be received: {0}")]
    NotReceived(#[source] io::Error),
}

impl From<NotExecuted> for CallError {
    fn from(why: NotExecuted) -> Self {
        Self::NotExecuted { why }
    }
}

impl From<ReplyLost> for CallError {
    fn from(why: ReplyLost) -> Self {
        Self::ReplyLost { why }
    }
}

impl From<MaybeExecuted> for CallError {
    fn from(why: MaybeExecuted) -> Self {
        Self::MaybeExecuted { why }
    }
}

/// The bound of an argument: the call was not sent.
impl From<TooLong> for CallError {
    fn from(too_long: TooLong) -> Self {
        NotExecuted::from(too_long).into()
    }
}

/// Why an [`Address`](crate::Address) leads nowhere.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The text is no address.
    #[error(
        "{address:?} is not an address: {problem}; write host:port, udp://host:port, tcp://host:port or unix:///path"
    )]
    Unreadable {
        /// The address as it was given.
        address: String,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// The host's name has no address.
    #[error("no address found for {host:?}: {error}")]
    Resolve {
        /// The host as it was given.
        host: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
}

/// Why a client could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The address cannot be read or found.
    #[error(transparent)]
    Address(#[from] AddressError),

    /// No socket to send from could be made.
    #[error("no socket could be connected to {server}: {error}")]
    Socket {
        /// The server's address.
        server: ServerAddress,
        /// What the system says.
        #[source]
        error: io::Error,
    },

    /// The address has no port, and rpcbind could not be asked for it.
    #[error("{0}: name the port (host:port) if it has one that is always the same")]
    Rpcbind(#[source] Box<RpcbindError>),

    /// The address has no port, and rpcbind knows none.
    #[error(
        "program {program} version {version} is not registered for {transport} \
         with the rpcbind at {rpcbind}, which has {registered}"
    )]
    NotRegistered {
        /// The program.
        program: Program,
        /// Its version.
        version: Version,
        /// For which transport.
        transport: &'static str,
        /// The registry's address.
        rpcbind: ServerAddress,
        /// What is registered, in words.
        registered: String,
    },

    /// The system gives no random numbers, without which transaction ids could
    /// be guessed.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),

    /// The configuration contradicts itself.
    #[error("the client's configuration cannot work: {0}")]
    Config(&'static str),
}

/// Why the registry of a host gave no answer that can be used, or did not do
/// what it was asked to.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RpcbindError {
    /// The host cannot be found, or the system has no socket to give.
    #[error(transparent)]
    Connect(#[from] ConnectError),

    /// The registry did not answer, or refused.
    #[error("rpcbind at {server} cannot be asked: {error}")]
    Call {
        /// The registry's address.
        server: ServerAddress,
        /// What became of the call.
        #[source]
        error: CallError,
    },

    /// The registry answered with an address that cannot be read.
    #[error("rpcbind at {server} answered with {address:?}, which is no universal address")]
    Address {
        /// The registry's address.
        server: ServerAddress,
        /// What it answered.
        address: String,
    },

    /// The registry speaks only version 2, which has no words for this.
    #[error("rpcbind at {server} speaks only version 2, which knows {knows} alone")]
    TooOld {
        /// The registry's address.
        server: ServerAddress,
        /// What that version knows.
        knows: &'static str,
    },

    /// The registry did not take an entry.
    #[error(
        "rpcbind at {server} does not register program {program} version {version} \
         for {netid} at {address}: {why}"
    )]
    NotSet {
        /// The registry's address.
        server: ServerAddress,
        /// The program.
        program: Program,
        /// Its version.
        version: Version,
        /// The transport.
        netid: String,
        /// The address that was to be registered.
        address: String,
        /// Why, as far as that can be seen.
        why: String,
    },
}
