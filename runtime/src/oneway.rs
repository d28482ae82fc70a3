//! Oneway calls: executed in order, and waited for all together.

use std::sync::Arc;

use idlc_xdr::{Encode, Writer};

use crate::answer::{read_reply, read_results};
use crate::client::{Calls, Channel, Client};
use crate::driver::native_calls::Terms;
use crate::driver::onc_calls::{Callee, OncCalls};
use crate::driver::oneway_queue::{self, OnewayQueue};
use crate::driver::oneways::Oneway;
use crate::driver::stream_calls::StreamCalls;
use crate::error::{FlushError, NotExecuted, SendError};
use crate::id::{Procedure, Xid};

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
        self.send_with(procedure, arguments, self.terms(false))
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
        self.send_with(procedure, arguments, self.terms(true))
    }

    /// Blocks until every call that was [sent](Self::send) before was executed,
    /// or has failed.
    ///
    /// # Errors
    ///
    /// [`FlushError`] says which failed first, and how many did, since this was
    /// told last.
    pub fn flush(&self) -> Result<(), FlushError> {
        let servers = &self.shared.servers;
        let Some(channel) = servers.oneways() else {
            return Ok(());
        };
        // They stay at one server as long as none fails.
        let flushed = channel.flush();
        flushed.inspect_err(|failed| servers.end_oneways(&failed.error))
    }

    fn send_with(
        &self,
        procedure: Procedure,
        arguments: &impl Encode,
        terms: Terms,
    ) -> Result<(), SendError> {
        let counters = &self.shared.setup.counters;
        counters.calls.add_one();
        let servers = &self.shared.servers;
        let sent = servers
            .begin_oneways(terms.deadline)
            .map_err(SendError::from)
            .and_then(|channel| channel.send(procedure, arguments, terms));
        if let Err(error) = &sent {
            counters.badcalls.add_one();
            if let SendError::Earlier(failed) = error {
                servers.end_oneways(&failed.error);
            }
        }
        sent
    }
}

impl Channel {
    fn flush(&self) -> Result<(), FlushError> {
        match &self.calls {
            Calls::Native { later, .. } => later.get().map_or(Ok(()), |calls| calls.flush()),
            Calls::Onc { .. } | Calls::Stream(_) => {
                let queue = self.oneways.get();
                queue.map_or(Ok(()), OnewayQueue::flush)
            }
        }
    }

    fn oneways(&self) -> &OnewayQueue {
        self.oneways
            .get_or_init(|| OnewayQueue::new(&self.setup.config))
    }

    fn send(
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
            interface: self.setup.interface,
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
                let (size, limit) = (message.len(), self.setup.config.message_bytes_max);
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

    /// Makes a call of the ONC form that returns nothing, when its turn comes.
    fn onc_call(
        &self,
        calls: &Arc<OncCalls>,
        xid: Xid,
        procedure: Procedure,
        message: Vec<u8>,
    ) -> oneway_queue::Call {
        let (calls, counters) = (Arc::clone(calls), Arc::clone(&self.setup.counters));
        let interface = self.setup.interface;
        Box::new(move |deadline| {
            let mut socket = calls.socket()?;
            socket.message.clear();
            idlc_xdr::Sink::put(&mut socket.message, &message);
            let callee = Callee {
                interface,
                procedure,
                xid,
                deadline,
            };
            calls.call(socket, callee, &counters, read_results)
        })
    }

    /// The same over a connection.
    fn stream_call(
        &self,
        calls: &Arc<StreamCalls>,
        procedure: Procedure,
        message: Vec<u8>,
        idempotent: bool,
    ) -> oneway_queue::Call {
        let (calls, interface) = (Arc::clone(calls), self.setup.interface);
        Box::new(move |deadline| {
            let terms = Terms {
                deadline,
                idempotent,
            };
            let reply = calls.call(message, terms)?;
            read_reply(interface, procedure, &reply)
        })
    }
}
