//! The native transport at a client: many calls at a time.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Instant;

use idlc_xdr::Reader;

use crate::driver::native_calls::{Terms, failure};
use crate::error::{CallError, ReplyLost};
use crate::proto::native::{CallNumber, CallRequest, Caller, Outcome, Policy, Requests, Secret};
use crate::proto::random::Random;
use crate::proto::verdict::judge;
use crate::rpc::ReplyHeader;
use crate::sim::client::{Ended, Machine, PlannedCall};
use crate::sim::journal::CallId;
use crate::sim::options::Options;
use crate::sim::plan::Ordered;

#[derive(Debug)]
pub(super) struct NativeClient {
    caller: Caller,
    messages: Messages,
    ended: VecDeque<Ended>,
}

/// Calls that have not ended, and their messages.
#[derive(Debug, Default)]
struct Messages(BTreeMap<CallNumber, (PlannedCall, Vec<u8>)>);

impl NativeClient {
    pub(super) fn new(options: &Options, server: SocketAddr, mut random: Random) -> Self {
        let secret = Secret::new([random.next_u64(), random.next_u64()]);
        Self {
            caller: Caller::new(options.caller, server, secret),
            messages: Messages::default(),
            ended: VecDeque::new(),
        }
    }

    /// Takes what ended; replies may lie in the datagram that was handled.
    fn collect(&mut self, datagram: &[u8]) {
        while let Some(ended) = self.caller.poll_ended() {
            let Some((call, message)) = self.messages.0.remove(&ended.call) else {
                continue;
            };
            let outcome = match ended.outcome {
                Outcome::Replied(reply) => read_reply(&call, reply.within(datagram)),
                Outcome::Delivered => Ok(Vec::new()),
                outcome => {
                    let terms = Terms {
                        deadline: call.deadline,
                        idempotent: call.idempotent,
                    };
                    let server = self.caller.server();
                    Err(failure(&outcome, server, terms, message.len()))
                }
            };
            if let (Some(ordered), Err(_)) = (call.ordered, &outcome) {
                // Its sender knows, and goes on with the next.
                self.caller.resume(ordered.stream);
            }
            self.ended.push_back(Ended {
                id: call.id,
                xid: call.xid,
                outcome,
                leaves_traces: false,
            });
        }
    }
}

impl Machine for NativeClient {
    fn takes_more(&self) -> bool {
        true
    }

    fn begin(&mut self, now: Instant, call: PlannedCall) {
        let message = call.message();
        let (total, deadline) = (message.len() as u64, now + call.deadline);
        let (ordered, idempotent) = (call.ordered, call.idempotent);
        let number = number(call.id);
        self.messages.0.insert(number, (call, message));
        if let Some(Ordered { stream, repeat }) = ordered {
            let policy = Policy {
                repeat,
                deadline: Some(deadline),
            };
            self.caller.send(now, number, stream, total, policy);
        } else {
            let request = CallRequest {
                total,
                deadline,
                idempotent,
            };
            self.caller.begin(now, number, request);
        }
        self.collect(&[]);
    }

    fn cancel(&mut self, id: CallId) {
        self.caller.cancel(number(id));
        self.collect(&[]);
    }

    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        self.caller.handle_datagram(now, datagram);
        self.collect(datagram);
    }

    fn handle_refused(&mut self, now: Instant) {
        self.caller.handle_refused(now);
        self.collect(&[]);
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.caller.handle_timeout(now);
        self.collect(&[]);
    }

    fn poll_ended(&mut self) -> Option<Ended> {
        self.ended.pop_front()
    }

    fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> bool {
        self.caller.poll_transmit(now, &self.messages, out)
    }

    fn poll_timeout(&mut self, now: Instant) -> Option<Instant> {
        self.caller.poll_timeout(now)
    }

    fn is_at_rest(&self) -> bool {
        self.caller.is_at_rest() && self.messages.0.is_empty() && self.ended.is_empty()
    }
}

impl Requests for Messages {
    fn append(&self, call: CallNumber, part: Range<u64>, out: &mut Vec<u8>) {
        let message = self.0.get(&call).map(|(_, message)| message.as_slice());
        let range = usize::try_from(part.start)
            .ok()
            .zip(usize::try_from(part.end).ok());
        let bytes = range.and_then(|(start, end)| message?.get(start..end));
        out.extend_from_slice(bytes.unwrap_or_default());
    }
}

const fn number(id: CallId) -> CallNumber {
    CallNumber(id.0 as u64)
}

fn read_reply(call: &PlannedCall, reply: &[u8]) -> Result<Vec<u8>, CallError> {
    let mut input = Reader::new(reply);
    let header: ReplyHeader<'_> = input.field("reply").map_err(ReplyLost::Undecodable)?;
    judge(call.interface, call.procedure, header.status)?;
    Ok(input.rest().to_vec())
}
