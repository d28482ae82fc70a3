//! The ONC form at the server.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::cancel::Cancelled;
use crate::config::ServerConfig;
use crate::proto::directory::Directory;
use crate::proto::onc::{Received, Responder};
use crate::proto::reply_cache::CallKey;
use crate::sim::server::{Admitted, Machine, Ticket};

#[derive(Debug)]
pub(super) struct OncServer {
    responder: Responder,
    reply_bytes_max: usize,
    keys: BTreeMap<Ticket, CallKey>,
    next_ticket: u64,
    admitted: VecDeque<Admitted>,
    answers: VecDeque<(SocketAddr, Vec<u8>)>,
}

impl OncServer {
    pub(super) fn new(directory: Arc<Directory>, config: &ServerConfig) -> Self {
        Self {
            responder: Responder::new(directory, config),
            reply_bytes_max: config.message_bytes_max,
            keys: BTreeMap::new(),
            next_ticket: 0,
            admitted: VecDeque::new(),
            answers: VecDeque::new(),
        }
    }
}

impl Machine for OncServer {
    fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        let mut answer = Writer::new();
        match self
            .responder
            .handle_datagram(now, from, datagram, &mut answer)
        {
            Received::Drop(_) => {}
            Received::Answer(_) => self.answers.push_back((from, answer.into_vec())),
            Received::Execute(request) => {
                let ticket = Ticket(self.next_ticket);
                self.next_ticket += 1;
                self.keys.insert(ticket, request.key);
                self.admitted.push_back(Admitted {
                    ticket,
                    client: from,
                    xid: request.key.xid,
                    service: request.service.0,
                    procedure: request.key.procedure,
                    credentials: request.credentials,
                    arguments: request.arguments.to_vec(),
                    reply_bytes_max: self.reply_bytes_max,
                    until: None,
                    cancelled: Cancelled::default(),
                });
            }
        }
    }

    fn handle_timeout(&mut self, _now: Instant) {}

    fn poll_admitted(&mut self) -> Option<Admitted> {
        self.admitted.pop_front()
    }

    fn complete(&mut self, now: Instant, ticket: Ticket, reply: Vec<u8>) {
        if let Some(key) = self.keys.remove(&ticket) {
            self.responder.complete(now, key, &reply);
            self.answers.push_back((key.peer, reply));
        }
    }

    fn abandon(&mut self, ticket: Ticket) {
        if let Some(key) = self.keys.remove(&ticket) {
            self.responder.abandon(&key);
        }
    }

    fn drain(&mut self) {
        self.responder.drain();
    }

    fn poll_transmit(&mut self, _now: Instant, out: &mut Vec<u8>) -> Option<SocketAddr> {
        let (to, answer) = self.answers.pop_front()?;
        out.extend_from_slice(&answer);
        Some(to)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    fn in_progress(&self) -> usize {
        self.responder.in_progress()
    }

    fn complaint(&self, at_rest: bool) -> Option<String> {
        let left = self.in_progress();
        (at_rest && left > 0).then(|| format!("{left} calls are in progress at rest"))
    }
}
