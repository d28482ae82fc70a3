//! Oneway calls: executed in order, and waited for all together.

use idlc_xdr::{Encode, Writer};

use crate::client::{Calls, Client, Shared};
use crate::driver::native_calls::Terms;
use crate::driver::oneway_queue::OnewayQueue;
use crate::driver::oneways::Oneway;
use crate::error::{FlushError, NotExecuted, SendError};
use crate::id::Procedure;

impl Client {
    /// Queues a call of a procedure that returns nothing, and returns at once.
    ///
    /// The calls that a client and its clones queue are executed in order, each
    /// at most once and none while another one is. Where one fails, those queued
    /// behind it are not executed either; the next `send` or
    /// [`flush`](Self::flush) says so, once, and what is queued after that is
    /// executed. Calls that are made or begun otherwise are not ordered with
    /// them: [`flush`](Self::flush) first.
    ///
    /// Small ones share datagrams. Where more is queued than
    /// [`ClientConfig`](crate::ClientConfig) allows, this blocks until there is
    /// room, and makes progress itself. Dropping the last clone of a client
    /// drops what is queued. In the ONC form each is an ordinary call, made when
    /// the one before it was answered.
    ///
    /// # Errors
    ///
    /// [`SendError::NotSent`] where this call is too large, or its deadline
    /// passes while there is no room. [`SendError::Earlier`] where an earlier one
    /// failed; this one is then not queued.
    pub fn send(&self, procedure: Procedure, arguments: &impl Encode) -> Result<(), SendError> {
        self.shared.send(procedure, arguments, self.terms(false))
    }

    /// The same for a procedure that may as well run twice: it is queued until
    /// it was executed or its deadline has passed, whatever becomes of the
    /// server, and then was executed at least once. In the ONC form over UDP it is
    /// as any other.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_idempotent(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> Result<(), SendError> {
        self.shared.send(procedure, arguments, self.terms(true))
    }

    /// Blocks until every call that was [sent](Self::send) before was executed,
    /// or has failed.
    ///
    /// # Errors
    ///
    /// [`FlushError`] says which failed first, and how many did, since this was
    /// told last.
    pub fn flush(&self) -> Result<(), FlushError> {
        match &self.shared.calls {
            Calls::Native { later, .. } => later.get().map_or(Ok(()), |calls| calls.flush()),
            Calls::Onc { .. } | Calls::Stream(_) => {
                let queue = self.shared.oneways.get();
                queue.map_or(Ok(()), OnewayQueue::flush)
            }
        }
    }
}

impl Shared {
    fn send(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<(), SendError> {
        self.counters.calls.add_one();
        let sent = self.queue(procedure, arguments, terms);
        if sent.is_err() {
            self.counters.badcalls.add_one();
        }
        sent
    }

    fn oneways(&self) -> &OnewayQueue {
        self.oneways.get_or_init(|| OnewayQueue::new(&self.config))
    }

    fn queue(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<(), SendError> {
        let xid = self.next_xid();
        let mut message = Writer::new();
        self.write_header(xid, procedure, &mut message);
        arguments.encode(&mut message);
        let message = message.into_vec();
        let oneway = Oneway {
            interface: self.interface,
            procedure,
            terms,
            size: message.len(),
        };
        match &self.calls {
            Calls::Native { now, later } => {
                let calls = self.async_calls(now.server(), later)?;
                calls.send(message, oneway)
            }
            Calls::Onc { now, .. } => {
                let (size, limit) = (message.len(), self.config.message_bytes_max);
                if size > limit {
                    return Err(NotExecuted::TooLargeForDatagram { size, limit }.into());
                }
                let call = self.onc_call(now, xid, procedure, message);
                self.oneways().send(oneway, call)
            }
            Calls::Stream(calls) => {
                calls.check(&message)?;
                let call = self.stream_call(calls, procedure, message, terms.idempotent);
                self.oneways().send(oneway, call)
            }
        }
    }
}
