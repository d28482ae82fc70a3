//! Calls of the ONC form over TCP and unix sockets: those of all threads of a
//! client on one connection.
//!
//! Whoever waits for one of them connects, sends and receives for all. While
//! calls were begun and nobody waits, a thread does, which is started with the
//! first call of that kind. Whoever makes a call writes it at once, as far as
//! there is room; whatever the server does, no call waits beyond its deadline.

mod desk;
mod session;
mod state;

use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::native_calls::Terms;
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::proto::onc::stream_caller::CallId;
use crate::server_address::ServerAddress;

use session::Session;

/// The connection of a client. When the last of its owners is gone, so is its
/// thread.
#[derive(Debug)]
pub(crate) struct StreamCalls {
    session: Arc<Session>,
}

impl StreamCalls {
    /// Nothing is connected before the first call.
    pub(crate) fn new(
        server: ServerAddress,
        config: &ClientConfig,
        counters: Arc<ClientCounting>,
    ) -> Result<Self, ConnectError> {
        let session = Session::new(server, config, counters)?;
        Ok(Self {
            session: Arc::new(session),
        })
    }

    /// Whether a message may be sent.
    pub(crate) fn check(&self, message: &[u8]) -> Result<(), NotExecuted> {
        self.session.check(message)
    }

    /// Makes a call and blocks until it has ended.
    pub(crate) fn call(&self, message: Vec<u8>, terms: Terms) -> Result<Vec<u8>, CallError> {
        self.session.check(&message)?;
        let call = self.session.begin(message, terms);
        self.session.wait(call)
    }

    /// Begins a call.
    pub(crate) fn begin(&self, message: Vec<u8>, terms: Terms) -> Result<CallId, NotExecuted> {
        self.session.check(&message)?;
        Session::start_pump(&self.session)?;
        let call = self.session.begin(message, terms);
        self.session.wake_pump();
        Ok(call)
    }

    /// Blocks until the call has ended, and takes its result.
    pub(crate) fn wait(&self, call: CallId) -> Result<Vec<u8>, CallError> {
        self.session.wait(call)
    }

    /// Blocks until all calls have ended.
    pub(crate) fn wait_all(&self) {
        self.session.wait_all();
    }

    /// Whether the call has ended; does what can be done without waiting.
    pub(crate) fn is_ready(&self, call: CallId) -> bool {
        self.session.is_ready(call)
    }

    /// Takes the call's result, or sees to it that the task is woken.
    pub(crate) fn poll(
        &self,
        call: CallId,
        task: &TaskContext<'_>,
    ) -> Poll<Result<Vec<u8>, CallError>> {
        self.session.poll(call, task)
    }

    /// Withdraws the call, if nothing of it was sent.
    pub(crate) fn cancel(&self, call: CallId) {
        self.session.cancel(call);
    }

    /// Nobody wants the call's result any more.
    pub(crate) fn forget(&self, call: CallId) {
        self.session.forget(call);
    }
}

impl Drop for StreamCalls {
    fn drop(&mut self) {
        self.session.close();
    }
}
