//! What goes wrong inside a server, where no caller is to be told and the
//! library does not print: the user may listen.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use idlc_xdr::DecodeError;

use crate::error::RpcbindError;
use crate::peer::Peer;

/// Something that whoever runs a server may want to log.
#[derive(Debug)]
#[non_exhaustive]
pub enum Incident {
    /// A handler panicked; its caller was answered `SYSTEM_ERR`, unless nobody
    /// waits for the procedure (`oneway`).
    HandlerPanicked {
        /// The interface's name.
        interface: &'static str,
        /// The procedure's name.
        procedure: &'static str,
        /// What the panic said.
        message: String,
    },
    /// The arguments of a call could not be decoded; its caller was answered
    /// `GARBAGE_ARGS`.
    GarbageArguments {
        /// The interface's name.
        interface: &'static str,
        /// The procedure's name.
        procedure: &'static str,
        /// Who called.
        peer: Peer,
        /// What is wrong with them, and where.
        error: DecodeError,
    },
    /// A result is larger than a message may be; its caller was answered `SYSTEM_ERR`.
    ResultTooLarge {
        /// The interface's name.
        interface: &'static str,
        /// The procedure's name.
        procedure: &'static str,
        /// The size of the reply with its header, in bytes.
        size: usize,
        /// What a reply may have, in bytes.
        limit: usize,
    },
    /// The system would not send a reply.
    NotSent {
        /// To whom.
        to: Peer,
        /// What the system says.
        error: io::Error,
    },
    /// The system cannot receive; the server tries on.
    NotReceived {
        /// What the system says.
        error: io::Error,
    },
    /// The system cannot accept a connection, mostly for want of files; the
    /// server tries again when one has ended, or soon.
    NotAccepted {
        /// What the system says.
        error: io::Error,
    },
    /// A server that shut down is still in the registry.
    NotUnregistered {
        /// What the registry says.
        error: RpcbindError,
    },
    /// A worker thread could not be started; the call was dropped unexecuted.
    NoThread {
        /// What the system says.
        error: io::Error,
    },
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HandlerPanicked {
                interface,
                procedure,
                message,
            } => {
                write!(f, "{interface}.{procedure} panicked: {message}")
            }
            Self::GarbageArguments {
                interface,
                procedure,
                peer,
                error,
            } => write!(
                f,
                "the arguments of {interface}.{procedure} from {peer} cannot be decoded: {error}"
            ),
            Self::ResultTooLarge {
                interface,
                procedure,
                size,
                limit,
            } => write!(
                f,
                "the reply of {interface}.{procedure} takes {size} bytes \
                 and one message carries at most {limit}"
            ),
            Self::NotSent { to, error } => write!(f, "a reply to {to} could not be sent: {error}"),
            Self::NotReceived { error } => write!(f, "cannot receive: {error}"),
            Self::NotAccepted { error } => write!(f, "cannot accept a connection: {error}"),
            Self::NotUnregistered { error } => write!(f, "still registered: {error}"),
            Self::NoThread { error } => write!(f, "cannot start a worker thread: {error}"),
        }
    }
}

type Listen = dyn Fn(&Incident) + Send + Sync;

/// Whom a server tells.
#[derive(Default)]
pub(crate) struct Observer(Option<Box<Listen>>);

impl Observer {
    pub(crate) fn new(listen: impl Fn(&Incident) + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(listen)))
    }

    pub(crate) fn tell(&self, incident: &Incident) {
        if let Some(listen) = &self.0 {
            // A listener that panics must not take a thread of the server with
            // it, and there is nobody else to tell.
            drop(catch_unwind(AssertUnwindSafe(|| listen(incident))));
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Observer"
        } else {
            "no observer"
        })
    }
}
