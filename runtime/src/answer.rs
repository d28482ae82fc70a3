//! From the bytes of an answer to its value, or to why there is none.

use std::sync::Arc;

use idlc_xdr::{Decode, Reader};

use crate::counters::ClientCounting;
use crate::error::{CallError, NotExecuted, ReplyLost};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::proto::verdict::judge;
use crate::rpc::ReplyHeader;

/// What is needed to read the answer of one call.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) interface: &'static Interface,
    pub(crate) procedure: Procedure,
    pub(crate) counters: Arc<ClientCounting>,
}

impl Answer {
    /// The value in a whole reply.
    pub(crate) fn read_reply<T: for<'a> Decode<'a>>(
        &self,
        reply: Result<Vec<u8>, CallError>,
    ) -> Result<T, CallError> {
        self.count(reply.and_then(|reply| read_reply(self.interface, self.procedure, &reply)))
    }

    /// The value in the results, of a reply that was read before.
    pub(crate) fn read_results<T: for<'a> Decode<'a>>(
        &self,
        results: Result<Vec<u8>, CallError>,
    ) -> Result<T, CallError> {
        self.count(results.and_then(|results| read_results(&results)))
    }

    /// A call that never began, or whose result was taken.
    pub(crate) fn over<T>(&self, error: Option<CallError>) -> Result<T, CallError> {
        self.count(Err(error.unwrap_or_else(|| NotExecuted::Withdrawn.into())))
    }

    fn count<T>(&self, result: Result<T, CallError>) -> Result<T, CallError> {
        if result.is_err() {
            self.counters.badcalls.add_one();
        }
        result
    }
}

/// The value in a whole reply.
pub(crate) fn read_reply<T: for<'a> Decode<'a>>(
    interface: &Interface,
    procedure: Procedure,
    reply: &[u8],
) -> Result<T, CallError> {
    let mut input = Reader::new(reply);
    let header: ReplyHeader<'_> = input.field("reply").map_err(ReplyLost::Undecodable)?;
    judge(interface, procedure, header.status)?;
    read_results(input.rest())
}

/// The value in the results of a call.
pub(crate) fn read_results<T: for<'a> Decode<'a>>(results: &[u8]) -> Result<T, CallError> {
    let mut input = Reader::new(results);
    let value = input.field("result").map_err(ReplyLost::Undecodable)?;
    input.finish().map_err(ReplyLost::Undecodable)?;
    Ok(value)
}
