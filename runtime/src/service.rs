//! What generated dispatch implements and what a handler sees: the seam
//! between the runtime and the code of its users.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::{DecodeError, Reader, Writer};

use crate::cancel::Cancelled;
use crate::id::{Procedure, Xid};
use crate::interface::Interface;
use crate::peer::Peer;
use crate::rpc::{AuthStat, Credentials};

/// One interface with its handlers, as a server runs it. Generated code
/// implements it: `CalcServer` is the `Service` of any `Calc`.
///
/// Several threads dispatch at once.
pub trait Service: Send + Sync + 'static {
    /// The interface served.
    fn interface(&self) -> &'static Interface;

    /// Decodes the arguments, runs the handler and encodes its result.
    ///
    /// The null procedure never comes here: the server answers it.
    ///
    /// # Errors
    ///
    /// [`Refusal`] becomes the status of the reply; what was written to
    /// `result` is then dropped.
    fn dispatch(
        &self,
        cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal>;
}

impl<S: Service + ?Sized> Service for Arc<S> {
    fn interface(&self) -> &'static Interface {
        (**self).interface()
    }

    fn dispatch(
        &self,
        cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        (**self).dispatch(cx, procedure, arguments, result)
    }
}

impl fmt::Debug for dyn Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service")
            .field(&self.interface().name)
            .finish()
    }
}

/// What a handler can know of the call it serves, beside its arguments.
#[derive(Debug, Clone)]
pub struct Context {
    peer: Peer,
    xid: Xid,
    credentials: Credentials,
    cancelled: Cancelled,
    until: Option<Instant>,
}

impl Context {
    /// A context, as a server makes it for each call; public so that handlers
    /// can be tested without one.
    #[must_use]
    pub fn new(peer: impl Into<Peer>, xid: Xid, credentials: Credentials) -> Self {
        Self {
            peer: peer.into(),
            xid,
            credentials,
            cancelled: Cancelled::default(),
            until: None,
        }
    }

    /// The same for a caller that can give up.
    #[must_use]
    pub fn with_caller(mut self, cancelled: Cancelled, until: Instant) -> Self {
        self.cancelled = cancelled;
        self.until = Some(until);
        self
    }

    /// Whether the caller has given the call up, so that a long-running handler
    /// may stop. Never in the ONC form, in which callers cannot say so.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.is_set()
    }

    /// When the caller stops waiting, where that is known: in the native form, and
    /// not of a oneway call, for which nobody waits.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// Where the call came from.
    #[must_use]
    pub const fn peer(&self) -> Peer {
        self.peer
    }

    /// The call's transaction id, to tell calls apart in a log.
    #[must_use]
    pub const fn xid(&self) -> Xid {
        self.xid
    }

    /// Who the caller says it is; nothing has proved it.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

/// A handler's refusal.
///
/// In the ONC form a refusal is one of a few words and carries no text;
/// errors that callers are meant to tell apart belong in the result type, as
/// NFS does with its `nfsstat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The handler failed: `SYSTEM_ERR`.
    SystemError,
    /// The handler did nothing because the procedure is not offered here:
    /// `PROC_UNAVAIL`, which tells the caller that the call was not executed.
    ProcedureUnavailable,
    /// The handler did nothing because of who the caller is: `AUTH_ERROR`,
    /// which tells the caller that the call was not executed.
    Auth(AuthStat),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SystemError => f.write_str("the server failed to serve the call (SYSTEM_ERR)"),
            Self::ProcedureUnavailable => {
                f.write_str("the server does not offer the procedure (PROC_UNAVAIL)")
            }
            Self::Auth(stat) => stat.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

/// Why a dispatch has no result: what generated code returns with `?`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// The arguments cannot be decoded: `GARBAGE_ARGS`. The handler did not run.
    GarbageArguments(DecodeError),
    /// The handler refused.
    Fault(Fault),
}

impl Refusal {
    /// For a number that the interface does not have.
    #[must_use]
    pub const fn procedure_unavailable() -> Self {
        Self::Fault(Fault::ProcedureUnavailable)
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Self::GarbageArguments(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
