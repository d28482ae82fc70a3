//! The calls and messages of a session that many share, and what became of
//! them: what whoever has the lock may change. It neither sends nor waits.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::Waker;
use std::time::Instant;

use crate::answer::read_reply;
use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::messages::Messages;
use crate::driver::native_calls::{Terms, failure};
use crate::driver::oneways::{Oneway, Oneways};
use crate::driver::poller::AdaptivePoll;
use crate::driver::trains::Trains;
use crate::driver::udp::Batch;
use crate::error::{CallError, FlushError, MaybeExecuted, NotExecuted};
use crate::proto::native::{CallNumber, CallRequest, Caller, NumberHash, Outcome, Policy, Repeats};

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) caller: Caller,
    pub(crate) messages: Messages,
    pub(crate) calls: HashMap<CallNumber, Begun, NumberHash>,
    pub(crate) oneways: Oneways,
    /// What is needed to receive; whoever has it does so.
    pub(crate) desk: Option<Box<Desk>>,
    /// What is needed to send in between.
    pub(crate) trains: Trains,
    /// Threads that wait for the desk or for a result.
    pub(crate) waiters: usize,
    pub(crate) last: u64,
    /// Bytes of calls that were begun since something was sent.
    pub(crate) unsent_bytes: usize,
    /// Futures that wait: nobody else will do their work.
    pub(crate) futures: usize,
    /// Whether the thread sleeps until it is woken. To wake it is a system
    /// call, so that nobody does who need not.
    pub(crate) is_pump_asleep: bool,
    pub(crate) is_closed: bool,
    /// What the counters know of.
    repeats: Repeats,
    counters: Arc<ClientCounting>,
}

/// The messages of oneway calls have numbers of their own: these, with the
/// number of the call.
const ONEWAY: u64 = 1 << 63;

/// All oneway calls of a client are one stream of its session.
const STREAM: u16 = 0;

/// What sends and receives.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) batch: Batch,
    pub(crate) trains: Trains,
    pub(crate) poll: AdaptivePoll,
}

/// A call that somebody may still want the result of.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) terms: Terms,
    pub(crate) size: usize,
    pub(crate) result: Option<Result<Vec<u8>, CallError>>,
    pub(crate) waker: Option<Waker>,
}

/// What the system would not send.
#[derive(Debug)]
pub(crate) enum Failed {
    TooLarge(usize),
    Refused,
}

impl State {
    /// A session without calls.
    pub(crate) fn new(
        caller: Caller,
        config: &ClientConfig,
        counters: Arc<ClientCounting>,
    ) -> Self {
        Self {
            caller,
            messages: Messages::default(),
            calls: HashMap::default(),
            oneways: Oneways::new(config),
            desk: Some(Box::new(Desk {
                batch: Batch::new(),
                trains: Trains::default(),
                poll: AdaptivePoll::new(config.polling),
            })),
            trains: Trains::default(),
            waiters: 0,
            last: 0,
            unsent_bytes: 0,
            futures: 0,
            is_pump_asleep: false,
            is_closed: false,
            repeats: Repeats::default(),
            counters,
        }
    }

    pub(crate) fn has_ended(&self, call: CallNumber) -> bool {
        self.calls
            .get(&call)
            .is_none_or(|begun| begun.result.is_some())
    }

    pub(crate) fn begin(&mut self, now: Instant, message: Vec<u8>, terms: Terms) -> CallNumber {
        self.last += 1;
        let number = CallNumber(self.last);
        let size = message.len();
        self.unsent_bytes += size;
        self.messages.0.insert(number, message);
        let begun = Begun {
            terms,
            size,
            result: None,
            waker: None,
        };
        self.calls.insert(number, begun);
        let request = CallRequest {
            total: size as u64,
            deadline: terms.ends(now),
            idempotent: terms.idempotent,
        };
        self.caller.begin(now, number, request);
        number
    }

    /// Queues the message of a oneway call, behind all that were queued before.
    pub(crate) fn send(&mut self, now: Instant, until: Instant, message: Vec<u8>, oneway: Oneway) {
        let number = CallNumber(ONEWAY | self.oneways.begin(oneway));
        self.unsent_bytes += oneway.size;
        self.messages.0.insert(number, message);
        let policy = Policy {
            repeat: oneway.terms.idempotent,
            deadline: Some(until),
        };
        let total = oneway.size as u64;
        self.caller.send(now, number, STREAM, total, policy);
    }

    /// What is to be told of oneway calls that failed. What is queued after
    /// this is sent.
    pub(crate) fn take_failure(&mut self) -> Result<(), FlushError> {
        match self.oneways.take_failure() {
            None => Ok(()),
            Some(failed) => {
                self.caller.resume(STREAM);
                Err(failed)
            }
        }
    }

    /// Takes the result of a call that has ended. Its one handle asks once.
    pub(crate) fn take_result(
        &mut self,
        call: CallNumber,
        server: SocketAddr,
    ) -> Result<Vec<u8>, CallError> {
        let result = self.calls.remove(&call).and_then(|begun| begun.result);
        let server = server.into();
        result.unwrap_or_else(|| Err(NotExecuted::Refused { server }.into()))
    }

    /// Collects the packets that are due; whether there are more.
    pub(crate) fn fill(&mut self, now: Instant, trains: &mut Trains) -> bool {
        self.unsent_bytes = 0;
        while !trains.is_full() {
            if !self
                .caller
                .poll_transmit(now, &self.messages, trains.buffer())
            {
                return false;
            }
            trains.add(None);
        }
        true
    }

    pub(crate) fn note_failed(&mut self, now: Instant, failures: Vec<Failed>) {
        for failed in failures {
            match failed {
                Failed::TooLarge(size) => self.caller.handle_too_big(size),
                Failed::Refused => self.caller.handle_refused(now),
            }
        }
    }

    /// Files the results of calls that ended, and wakes who waits for them.
    pub(crate) fn collect(&mut self, datagram: &[u8], server: SocketAddr) {
        let repeats = self.caller.repeats();
        self.counters.note_repeats(&mut self.repeats, repeats);
        while let Some(ended) = self.caller.poll_ended() {
            self.messages.0.remove(&ended.call);
            if ended.call.0 & ONEWAY != 0 {
                self.end_oneway(ended.call.0 & !ONEWAY, ended.outcome, server);
                continue;
            }
            let Some(begun) = self.calls.get_mut(&ended.call) else {
                continue;
            };
            begun.result = Some(match ended.outcome {
                Outcome::Replied(bytes) => Ok(bytes.into_vec(datagram)),
                other => Err(failure(&other, server, begun.terms, begun.size)),
            });
            if let Some(waker) = begun.waker.take() {
                self.futures -= 1;
                waker.wake();
            }
        }
    }

    fn end_oneway(&mut self, number: u64, outcome: Outcome, server: SocketAddr) {
        let Some(oneway) = self.oneways.get(number).copied() else {
            return;
        };
        let result = match outcome {
            Outcome::Delivered => Ok(()),
            // A short reply, in place of the execution.
            Outcome::Replied(reply) => Err(refusal(&oneway, &reply.into_vec(&[]), server)),
            other => Err(failure(&other, server, oneway.terms, oneway.size)),
        };
        self.oneways.end(number, result);
    }

    /// Nothing can be received any more.
    pub(crate) fn fail_all(&mut self, error: &std::io::Error) {
        let failed = || std::io::Error::new(error.kind(), error.to_string());
        while let Some(number) = self.oneways.first() {
            self.caller.cancel(CallNumber(ONEWAY | number));
            let error = MaybeExecuted::NotReceived(failed());
            self.oneways.end(number, Err(error.into()));
        }
        for begun in self
            .calls
            .values_mut()
            .filter(|begun| begun.result.is_none())
        {
            begun.result = Some(Err(MaybeExecuted::NotReceived(failed()).into()));
            if let Some(waker) = begun.waker.take() {
                self.futures -= 1;
                waker.wake();
            }
        }
    }
}

/// What a reply says that came in place of an execution.
fn refusal(oneway: &Oneway, reply: &[u8], server: SocketAddr) -> CallError {
    match read_reply::<()>(oneway.interface, oneway.procedure, reply) {
        // It says nothing that a server of this program would say.
        Ok(()) | Err(CallError::ReplyLost { .. }) => NotExecuted::NoOneways { server }.into(),
        Err(error) => error,
    }
}
