//! Runs a service for one request and writes the whole reply: what the
//! threads of a server and the simulator have in common.
//!
//! No lock is held while a handler runs, and its panic ends here.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use idlc_xdr::{DecodeError, Encode, Reader, Writer};

use crate::id::{Procedure, Xid};
use crate::rpc::{AcceptStat, Rejection, ReplyHeader};
use crate::service::{Context, Fault, Refusal, Service};

/// How an execution ended; the reply is written in any case.
#[derive(Debug)]
pub(crate) enum Executed {
    /// The handler ran and its answer, be it a refusal, is the reply.
    Answered,
    /// The arguments could not be decoded, and the handler did not run.
    Garbage {
        /// What is wrong with them, and where.
        error: DecodeError,
    },
    /// The handler panicked, and the reply is `SYSTEM_ERR`.
    Panicked {
        /// What it said.
        message: String,
    },
    /// The result is too large for a datagram, and the reply is `SYSTEM_ERR`.
    TooLarge {
        /// The size of the reply in bytes.
        size: usize,
    },
}

/// Runs the service, and leaves its reply of at most `limit` bytes in `reply`.
pub(crate) fn execute(
    service: &dyn Service,
    cx: &Context,
    procedure: Procedure,
    arguments: &[u8],
    limit: usize,
    reply: &mut Writer,
) -> Executed {
    reply.clear();
    ReplyHeader::accepted(cx.xid(), AcceptStat::Success).encode(reply);
    let mut arguments = Reader::new(arguments);
    // A panic may leave the handler's own state half changed, as it would on
    // any thread of the user's; ours is only `reply`, which is written anew.
    let dispatched = catch_unwind(AssertUnwindSafe(|| {
        service.dispatch(cx, procedure, &mut arguments, reply)
    }));
    match dispatched {
        Ok(Ok(())) if reply.len() > limit => {
            let size = reply.len();
            refuse(cx.xid(), AcceptStat::SystemError, reply);
            Executed::TooLarge { size }
        }
        Ok(Ok(())) => Executed::Answered,
        Ok(Err(Refusal::GarbageArguments(error))) => {
            refuse(cx.xid(), AcceptStat::GarbageArguments, reply);
            Executed::Garbage { error }
        }
        Ok(Err(Refusal::Fault(fault))) => {
            write_fault(cx.xid(), fault, reply);
            Executed::Answered
        }
        Err(panic) => {
            refuse(cx.xid(), AcceptStat::SystemError, reply);
            Executed::Panicked {
                message: panic_message(panic.as_ref()),
            }
        }
    }
}

fn write_fault(xid: Xid, fault: Fault, reply: &mut Writer) {
    match fault {
        Fault::SystemError => refuse(xid, AcceptStat::SystemError, reply),
        Fault::ProcedureUnavailable => refuse(xid, AcceptStat::ProcedureUnavailable, reply),
        Fault::Auth(stat) => {
            reply.clear();
            ReplyHeader::denied(xid, Rejection::Auth(stat)).encode(reply);
        }
    }
}

fn refuse(xid: Xid, stat: AcceptStat, reply: &mut Writer) {
    reply.clear();
    ReplyHeader::accepted(xid, stat).encode(reply);
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
