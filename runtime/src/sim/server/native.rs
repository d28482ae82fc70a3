//! The native transport at the server.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::proto::directory::{Directory, Looked};
use crate::proto::native::{CallKey, Request, RequestKind, Responder, Secret};
use crate::sim::options::Options;
use crate::sim::server::{Admitted, Machine, Ticket};

/// More large messages than clients of a small world are ever sending at once.
const MESSAGES_AT_ONCE: usize = 4;

#[derive(Debug)]
pub(super) struct NativeServer {
    directory: Arc<Directory>,
    responder: Responder,
    keys: BTreeMap<Ticket, CallKey>,
    next_ticket: u64,
    admitted: VecDeque<Admitted>,
    /// The bytes that came in and the bytes of replies, which memory is for.
    handed_in: usize,
    grant_window: usize,
}

impl NativeServer {
    pub(super) fn new(
        now: Instant,
        directory: Arc<Directory>,
        options: &Options,
        key: [u64; 2],
    ) -> Self {
        Self {
            directory,
            responder: Responder::new(now, options.responder, Secret::new(key)),
            keys: BTreeMap::new(),
            next_ticket: 0,
            admitted: VecDeque::new(),
            handed_in: 0,
            grant_window: usize::try_from(options.responder.grant_window).unwrap_or(usize::MAX),
        }
    }

    /// Takes what is to be executed; it may lie in the datagram.
    fn admit_all(&mut self, datagram: &[u8]) {
        while let Some(request) = self.responder.poll_request() {
            self.admit(request, datagram);
        }
    }

    /// Finds out what the call is for. What is no call of any service here is
    /// answered at once.
    fn admit(&mut self, request: Request, datagram: &[u8]) {
        let mut answer = Writer::new();
        let message = request.message.within(datagram);
        let found = match self.directory.look(message, &mut answer) {
            Looked::Noise => return self.responder.abandon(request.key),
            Looked::Answered(_) => {
                return self.responder.refuse(request.key, answer.into_vec());
            }
            Looked::Call(found) => found,
        };
        let is_call = request.kind == RequestKind::Call;
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.keys.insert(ticket, request.key);
        self.admitted.push_back(Admitted {
            ticket,
            client: request.client,
            xid: found.header.xid,
            service: found.service.0,
            procedure: found.header.procedure,
            credentials: found.credentials,
            arguments: found.arguments.to_vec(),
            reply_bytes_max: usize::try_from(request.reply_bytes_max).unwrap_or(usize::MAX),
            until: is_call.then_some(request.until),
            cancelled: request.cancelled,
        });
    }
}

impl Machine for NativeServer {
    fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        self.handed_in += datagram.len();
        self.responder.handle_datagram(now, from, datagram);
        self.admit_all(datagram);
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.responder.handle_timeout(now);
    }

    fn poll_admitted(&mut self) -> Option<Admitted> {
        self.admitted.pop_front()
    }

    fn complete(&mut self, _now: Instant, ticket: Ticket, reply: Vec<u8>) {
        if let Some(key) = self.keys.remove(&ticket) {
            self.handed_in += reply.capacity();
            self.responder.complete(key, reply);
            // What waited behind a message.
            self.admit_all(&[]);
        }
    }

    fn abandon(&mut self, ticket: Ticket) {
        if let Some(key) = self.keys.remove(&ticket) {
            self.responder.abandon(key);
        }
    }

    fn drain(&mut self) {
        self.responder.drain();
    }

    fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr> {
        self.responder.poll_transmit(now, out)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.responder.poll_timeout()
    }

    fn in_progress(&self) -> usize {
        self.responder.in_progress()
    }

    fn complaint(&self, at_rest: bool) -> Option<String> {
        let responder = &self.responder;
        let (memory, counted) = (responder.memory(), responder.memory_counted());
        if memory != counted {
            return Some(format!("{memory} bytes are in the books, {counted} in use"));
        }
        // Buffers double when they grow, and reach over holes in what is granted.
        let reach = MESSAGES_AT_ONCE * self.grant_window;
        if memory > 2 * (self.handed_in + reach) {
            return Some(format!("{memory} bytes are in use for {}", self.handed_in));
        }
        let left = (responder.in_progress(), responder.sessions(), memory);
        (at_rest && left != (0, 0, 0)).then(|| {
            let (calls, sessions, bytes) = left;
            format!("{calls} calls, {sessions} sessions and {bytes} bytes are left at rest")
        })
    }
}
