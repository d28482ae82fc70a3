//! A world as its users see it: they plan calls, run it, and ask what became of
//! them.

use std::time::{Duration, Instant};

use idlc_xdr::{Decode, Encode};

use crate::error::{CallError, ReplyLost};
use crate::id::Procedure;
use crate::interface::Interface;
use crate::service::Service;
use crate::sim::engine::Engine;
use crate::sim::journal::CallId;
use crate::sim::options::Options;
use crate::sim::plan::CallPlan;
use crate::sim::trace::{Happening, TraceEntry};

/// Clients, a server, and the network between them.
#[derive(Debug)]
pub struct World {
    engine: Engine,
}

impl World {
    /// A world that begins at `origin`, an arbitrary instant, with a server
    /// that runs the services.
    ///
    /// # Panics
    ///
    /// Where two services have the same program and version.
    #[must_use]
    pub fn new(options: Options, origin: Instant, services: Vec<Box<dyn Service>>) -> Self {
        match Engine::new(options, origin, services) {
            Ok(engine) => Self { engine },
            Err(error) => panic!("this world cannot be: {error}"),
        }
    }

    /// Plans a call that begins as soon as the world [runs](Self::run), or in
    /// the ONC form when the client's earlier calls have ended.
    ///
    /// # Panics
    ///
    /// Where there is no such client.
    pub fn call(
        &mut self,
        client: usize,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> CallId {
        self.plan(
            client,
            &CallPlan::default(),
            interface,
            procedure,
            arguments,
        )
    }

    /// Plans a call.
    ///
    /// # Panics
    ///
    /// Where there is no such client.
    pub fn plan(
        &mut self,
        client: usize,
        plan: &CallPlan,
        interface: &'static Interface,
        procedure: Procedure,
        arguments: &impl Encode,
    ) -> CallId {
        let arguments = idlc_xdr::to_vec(arguments);
        let planned = self
            .engine
            .plan(client, plan, interface, procedure, arguments);
        planned.unwrap_or_else(|| panic!("there is no client {client} in this world"))
    }

    /// Runs until every planned call has ended, nothing is under way, and
    /// every session that was idle for long enough is forgotten.
    pub fn run(&mut self) {
        self.engine.run();
    }

    /// How a call ended.
    ///
    /// # Errors
    ///
    /// What the call returned, as a client would have seen it.
    ///
    /// # Panics
    ///
    /// Where the world has not run since the call was planned.
    pub fn result<T: for<'a> Decode<'a>>(&self, call: CallId) -> Result<T, &CallError> {
        match self.engine.journal().record(call).outcome() {
            Some(Ok(bytes)) => match idlc_xdr::from_slice(bytes) {
                Ok(value) => Ok(value),
                Err(error) => panic!("{call:?}: {}", ReplyLost::Undecodable(error)),
            },
            Some(Err(error)) => Err(error),
            None => panic!("{call:?} has not ended: run the world first"),
        }
    }

    /// How a call ended, whatever it returned.
    ///
    /// # Errors
    ///
    /// What the call returned, as a client would have seen it.
    ///
    /// # Panics
    ///
    /// Where the world has not run since the call was planned.
    pub fn outcome(&self, call: CallId) -> Result<(), &CallError> {
        match self.engine.journal().record(call).outcome() {
            Some(outcome) => outcome.as_ref().map(|_| ()),
            None => panic!("{call:?} has not ended: run the world first"),
        }
    }

    /// How often a call was executed, over all lives of the server.
    #[must_use]
    pub fn executions(&self, call: CallId) -> usize {
        self.engine.journal().record(call).executions()
    }

    /// The most often that one life of the server executed a call.
    #[must_use]
    pub fn executions_in_one_life(&self, call: CallId) -> usize {
        self.engine.journal().record(call).executions_in_one_life()
    }

    /// How long a call took.
    #[must_use]
    pub fn duration(&self, call: CallId) -> Option<Duration> {
        self.engine.journal().record(call).duration()
    }

    /// What went wrong in a world that has run, if anything did. It is a bug of
    /// the protocol where:
    ///
    /// - a call that is not idempotent ran twice (in the ONC form: in one life
    ///   of the server), is `Ok` or [`CallError::ReplyLost`] and never ran, or
    ///   ran and is [`CallError::NotExecuted`];
    /// - a message was executed before one that began before it on its stream,
    ///   and that had not failed;
    /// - a call did not end, or not by its deadline;
    /// - something is left, at a client or at the server, when all calls have
    ///   ended and all sessions have been idle for long enough;
    /// - a call goes on for more than 35 seconds after the last that its client
    ///   heard of a server that died while it was executed (native transport);
    /// - two packets had the same number;
    /// - an address was sent more than three times what came from it before it
    ///   was known that somebody receives there (native transport);
    /// - a machine was woken again and again and did nothing.
    #[must_use]
    pub fn violation(&self) -> Option<String> {
        self.engine.violation()
    }

    /// Whether nothing is left anywhere: no call in flight or in progress.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.engine.is_at_rest()
    }

    /// How often the server crashed or stopped.
    #[must_use]
    pub fn crashes(&self) -> usize {
        self.trace()
            .iter()
            .filter(|entry| entry.what == Happening::Crashed)
            .count()
    }

    /// Everything that happened.
    #[must_use]
    pub fn trace(&self) -> &[TraceEntry] {
        self.engine.journal().trace()
    }
}
