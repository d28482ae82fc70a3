//! The simulated server: a responder that forgets everything when it crashes,
//! and handlers that take time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::config::ServerConfig;
use crate::dispatch::execute;
use crate::error::ServeError;
use crate::proto::directory::Directory;
use crate::proto::onc::{Received, Responder};
use crate::proto::reply_cache::CallKey;
use crate::service::{Context, Service};

/// A server, up or down.
#[derive(Debug)]
pub(crate) struct SimServer {
    services: Vec<Box<dyn Service>>,
    config: ServerConfig,
    /// `None` while it is down.
    responder: Option<Responder>,
    pub(crate) incarnation: u32,
}

/// What a datagram led to.
#[derive(Debug)]
pub(crate) enum Served {
    /// Nobody is there.
    Down,
    /// Nothing.
    Nothing,
    /// An answer, to be sent at once.
    Answer(Vec<u8>),
    /// A handler ran; its reply is to be sent when its time is over.
    Executed(CallKey, Vec<u8>),
}

impl SimServer {
    pub(crate) fn new(
        services: Vec<Box<dyn Service>>,
        config: ServerConfig,
    ) -> Result<Self, ServeError> {
        let mut server = Self {
            services,
            config,
            responder: None,
            incarnation: 0,
        };
        server.start()?;
        Ok(server)
    }

    /// Starts with an empty memory.
    pub(crate) fn start(&mut self) -> Result<(), ServeError> {
        let interfaces: Vec<_> = self.services.iter().map(|s| s.interface()).collect();
        let directory = Directory::new(&interfaces, self.config.require_auth_sys)?;
        self.responder = Some(Responder::new(Arc::new(directory), &self.config));
        self.incarnation += 1;
        Ok(())
    }

    pub(crate) fn crash(&mut self) {
        self.responder = None;
    }

    pub(crate) fn receive(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> Served {
        let Some(responder) = &mut self.responder else {
            return Served::Down;
        };
        let mut reply = Writer::new();
        let request = match responder.handle_datagram(now, from, datagram, &mut reply) {
            Received::Drop(_) => return Served::Nothing,
            Received::Answer(_) => return Served::Answer(reply.into_vec()),
            Received::Execute(request) => request,
        };
        let Some(service) = self.services.get(request.service.0) else {
            responder.abandon(&request.key);
            return Served::Nothing;
        };
        let key = request.key;
        let cx = Context::new(from, key.xid, request.credentials);
        let limit = self.config.message_bytes_max;
        execute(
            service.as_ref(),
            &cx,
            key.procedure,
            request.arguments,
            limit,
            &mut reply,
        );
        Served::Executed(key, reply.into_vec())
    }

    /// A handler's time is over; whether its server still lives.
    pub(crate) fn complete(
        &mut self,
        now: Instant,
        incarnation: u32,
        key: CallKey,
        reply: &[u8],
    ) -> bool {
        match &mut self.responder {
            Some(responder) if incarnation == self.incarnation => {
                responder.complete(now, key, reply);
                true
            }
            _ => false,
        }
    }

    pub(crate) fn in_progress(&self) -> usize {
        self.responder.as_ref().map_or(0, Responder::in_progress)
    }
}
