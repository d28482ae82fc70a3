//! What the threads of a session share: the calls, and the connection.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Condvar};
use std::time::{Duration, Instant};

use super::desk::{Desk, End, Received};
use crate::counters::ClientCounting;
use crate::driver::native_calls::Terms;
use crate::driver::results::Results;
use crate::driver::selector::{Interest, Selector, Token};
use crate::driver::stream::Stream;
use crate::error::{CallError, MaybeExecuted, NotExecuted, ReplyLost};
use crate::proto::onc::stream_caller::{
    CallId, CallTerms, ConnectFailure, Heard, Outcome, StreamCaller, WhyMaybe, WhyNot,
};
use crate::server_address::ServerAddress;

/// Calls and connection.
#[derive(Debug)]
pub(super) struct State {
    pub(super) caller: StreamCaller,
    /// With the deadlines of calls as their callers gave them.
    pub(super) results: Results<CallId, Duration, RandomState>,
    /// What is needed to receive; whoever has it does so.
    pub(super) desk: Option<Box<Desk>>,
    /// Until when whoever has it sleeps.
    pub(super) asleep_until: Option<Instant>,
    /// Threads that wait for a result, or for the desk.
    pub(super) waiters: BTreeMap<Waiter, Arc<Condvar>>,
    last_waiter: u64,
    pub(super) has_pump: bool,
    pub(super) is_pump_asleep: bool,
    pub(super) is_closed: bool,
    connection: Option<Connected>,
    /// What the selector waits for.
    interest: Interest,
    last_token: u64,
    /// What the system said of the last attempt to connect.
    failure: Option<io::Error>,
}

/// A thread that waits for a call.
pub(super) type Waiter = (CallId, u64);

/// A connection, or one that is being made.
#[derive(Debug, Clone)]
pub(super) struct Connected {
    pub(super) stream: Arc<Stream>,
    pub(super) is_up: bool,
    token: Token,
}

impl State {
    pub(super) fn new(caller: StreamCaller, desk: Desk) -> Self {
        Self {
            caller,
            results: Results::default(),
            desk: Some(Box::new(desk)),
            asleep_until: None,
            waiters: BTreeMap::new(),
            last_waiter: 0,
            has_pump: false,
            is_pump_asleep: false,
            is_closed: false,
            connection: None,
            interest: Interest::default(),
            last_token: 0,
            failure: None,
        }
    }

    pub(super) fn begin(&mut self, now: Instant, message: Vec<u8>, terms: Terms) -> CallId {
        let call_terms = CallTerms {
            ends: terms.ends(now),
            idempotent: terms.idempotent,
        };
        let call = self.caller.begin(message, call_terms);
        self.results.expect(call, terms.deadline);
        call
    }

    /// A condition for a thread that waits for a call.
    pub(super) fn add_waiter(&mut self, call: CallId) -> (Waiter, Arc<Condvar>) {
        self.last_waiter += 1;
        let (waiter, changed) = ((call, self.last_waiter), Arc::new(Condvar::new()));
        self.waiters.insert(waiter, Arc::clone(&changed));
        (waiter, changed)
    }

    /// The connection, for whoever is to wait for it.
    pub(super) fn connected(&self) -> Option<Connected> {
        self.connection.clone()
    }

    /// Begins to connect.
    pub(super) fn connect(&mut self, now: Instant, server: &ServerAddress, selector: &Selector) {
        self.last_token += 1;
        let token = Token(self.last_token);
        let added = Stream::connect(server).and_then(|stream| {
            selector.add(&stream, token, Interest::WRITE)?;
            Ok(stream)
        });
        match added {
            Ok(stream) => {
                self.interest = Interest::WRITE;
                self.connection = Some(Connected {
                    stream: Arc::new(stream),
                    is_up: false,
                    token,
                });
            }
            Err(error) => self.handle_connect_failed(now, error),
        }
        self.collect(server);
    }

    /// Writes what there is room for, and has the rest waited for.
    pub(super) fn flush(&mut self, selector: &Selector) {
        let Some(connection) = self.connection.as_ref().filter(|it| it.is_up) else {
            return;
        };
        while self.caller.wants_write() {
            match connection.stream.write(self.caller.slices()) {
                Ok(0) => break,
                Ok(bytes) => self.caller.handle_written(bytes),
                Err(_broken) => {
                    // Replies may have arrived before it broke. Whoever reads
                    // them finds the end behind them.
                    connection.stream.break_off();
                    break;
                }
            }
        }
        let wanted = Interest {
            read: true,
            write: self.caller.wants_write(),
            hangup: false,
        };
        if wanted != self.interest {
            self.interest = wanted;
            let (stream, token) = (connection.stream.as_ref(), connection.token);
            if selector.change(stream, token, wanted).is_err() {
                connection.stream.break_off();
            }
        }
    }

    /// While nobody called, nobody read. If the server has ended the connection
    /// meanwhile, a call that is sent now would be lost.
    pub(super) fn look_for_end(&mut self, now: Instant, counters: &ClientCounting) {
        if let Some(connected) = self.connected().filter(|it| it.is_up)
            && let Some(mut desk) = self.desk.take()
        {
            let received = desk.read(&connected.stream);
            self.handle_received(now, &connected, received, counters);
            self.desk = Some(desk);
        }
    }

    /// Something arrived, or the wait is over.
    pub(super) fn handle_received(
        &mut self,
        now: Instant,
        connected: &Connected,
        received: Received,
        counters: &ClientCounting,
    ) {
        if !self.is_current(connected) {
            return;
        }
        if !connected.is_up {
            return self.look_at_attempt(now, &connected.stream, counters);
        }
        for record in received.records {
            match self.caller.handle_record(record) {
                Heard::Reply => {}
                Heard::OtherXid => counters.badxids.add_one(),
                Heard::Noise => counters.badreplies.add_one(),
            }
        }
        match received.end {
            None => {}
            Some(End::Broken) => self.caller.handle_broken(now),
            Some(End::Unreadable(why)) => {
                counters.badreplies.add_one();
                self.caller.handle_unreadable(now, why);
            }
        }
    }

    /// The system cannot wait for the connection.
    pub(super) fn handle_failed(&mut self, now: Instant, connected: &Connected, error: io::Error) {
        if !self.is_current(connected) {
            return;
        }
        if connected.is_up {
            self.caller.handle_broken(now);
        } else {
            self.handle_connect_failed(now, error);
        }
    }

    /// Time has passed.
    pub(super) fn handle_timeout(
        &mut self,
        now: Instant,
        server: &ServerAddress,
        selector: &Selector,
    ) {
        if self.caller.poll_timeout().is_some_and(|at| at <= now) {
            self.caller.handle_timeout(now);
            self.tidy(selector);
            self.collect(server);
        }
    }

    /// Gives a connection up that is of no use any more.
    pub(super) fn tidy(&mut self, selector: &Selector) {
        if self.caller.has_connection() {
            return;
        }
        if let Some(Connected { stream, token, .. }) = self.connection.take() {
            // It goes with the socket in any case.
            drop(selector.remove(stream.as_ref(), token));
            stream.break_off();
        }
    }

    /// Files the results of calls that have ended, and wakes who waits for them.
    pub(super) fn collect(&mut self, server: &ServerAddress) {
        while let Some(ended) = self.caller.poll_ended() {
            let failure = self.failure.as_ref();
            self.results.file(ended.call, |deadline| {
                result(ended.outcome, server, *deadline, failure)
            });
            let (first, last) = ((ended.call, 0), (ended.call, u64::MAX));
            let waiters = self.waiters.range(first..=last);
            waiters.for_each(|(_, changed)| changed.notify_one());
        }
    }

    fn look_at_attempt(&mut self, now: Instant, stream: &Stream, counters: &ClientCounting) {
        match stream.is_connected() {
            Ok(false) => {}
            Ok(true) => {
                counters.connections.add_one();
                self.caller.handle_connected();
                if let Some(connection) = &mut self.connection {
                    connection.is_up = true;
                }
            }
            Err(error) => self.handle_connect_failed(now, error),
        }
    }

    fn handle_connect_failed(&mut self, now: Instant, error: io::Error) {
        // A unix socket that is not there is one at which nobody listens.
        let why = match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::NotFound => ConnectFailure::Refused,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => ConnectFailure::TimedOut,
            _ => ConnectFailure::Other,
        };
        self.failure = Some(error);
        self.caller.handle_connect_failed(now, why);
    }

    fn is_current(&self, connected: &Connected) -> bool {
        let current = self.connection.as_ref();
        current.is_some_and(|connection| connection.token == connected.token)
    }
}

/// What to tell of a call.
fn result(
    outcome: Outcome,
    server: &ServerAddress,
    deadline: Duration,
    failure: Option<&io::Error>,
) -> Result<Vec<u8>, CallError> {
    let server = || server.clone();
    Err(match outcome {
        Outcome::Replied(reply) => return Ok(reply),
        Outcome::ReplyTooLarge => ReplyLost::Forgotten.into(),
        Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed) => {
            MaybeExecuted::DeadlinePassed { deadline }.into()
        }
        Outcome::MaybeExecuted(WhyMaybe::Broken) => {
            MaybeExecuted::ConnectionBroken { server: server() }.into()
        }
        Outcome::NotExecuted(why) => match why {
            WhyNot::DeadlinePassed => NotExecuted::DeadlinePassed { deadline },
            WhyNot::Withdrawn => NotExecuted::Withdrawn,
            WhyNot::Refused => NotExecuted::Refused { server: server() },
            WhyNot::NotConnected => NotExecuted::NotSent {
                server: server(),
                error: again(failure),
            },
        }
        .into(),
    })
}

/// An error that several calls are told of.
fn again(error: Option<&io::Error>) -> io::Error {
    let unknown = || ErrorKind::NotConnected.into();
    error.map_or_else(unknown, |error| match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    })
}
