//! The limits of an endpoint.

use std::io;
use std::net::ToSocketAddrs;

use super::endpoint::Endpoint;
use crate::config::{CallerConfig, CongestionControl, ResponderConfig};
use crate::driver::message_loop::Running;
use crate::proto::native::ExchangeConfig;

/// Sets the limits of an [`Endpoint`].
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct EndpointBuilder {
    exchange: ExchangeConfig,
    queue_bytes_max: usize,
    polling: bool,
}

impl Default for EndpointBuilder {
    fn default() -> Self {
        Self {
            exchange: ExchangeConfig {
                caller: CallerConfig::default(),
                responder: ResponderConfig {
                    streams_max: 1,
                    ..ResponderConfig::default()
                },
                peers_max: 1_024,
                inbox_bytes_max: 128 << 20,
            },
            queue_bytes_max: 16 << 20,
            polling: true,
        }
    }
}

impl Endpoint {
    /// An endpoint at a local address; port 0 lets the system choose one.
    ///
    /// # Errors
    ///
    /// Those of the system: the address is not here, or is taken.
    pub fn bind(local: impl ToSocketAddrs) -> io::Result<Self> {
        Self::builder().bind(local)
    }

    /// An endpoint whose limits are set first.
    pub fn builder() -> EndpointBuilder {
        EndpointBuilder::default()
    }
}

impl EndpointBuilder {
    /// The largest message it takes, in bytes. Default: 64 MiB.
    pub const fn message_bytes_max(mut self, bytes: u64) -> Self {
        self.exchange.responder.message_bytes_max = bytes;
        self
    }

    /// How many messages to a peer are under way at once; the peer may take
    /// fewer. 1 makes each wait for the one before to be taken. Default: 256.
    pub const fn in_flight_max(mut self, messages: u32) -> Self {
        self.exchange.caller.stream_window = messages;
        self.exchange.responder.stream_window = messages;
        self
    }

    /// How many bytes of messages may be queued for a peer before
    /// [`send_async`](Endpoint::send_async) waits. Default: 16 MiB.
    pub const fn queue_bytes_max(mut self, bytes: usize) -> Self {
        self.queue_bytes_max = bytes;
        self
    }

    /// To how many peers it sends at a time. Default: 1,024.
    pub const fn peers_max(mut self, peers: usize) -> Self {
        self.exchange.peers_max = peers;
        self
    }

    /// The largest packet it tries, in bytes of UDP payload. Default: 65,000;
    /// what fits the path is found out.
    pub const fn packet_bytes_max(mut self, bytes: usize) -> Self {
        self.exchange.caller.packet_bytes_max = bytes;
        self.exchange.responder.packet_bytes_max = bytes;
        self
    }

    /// How it shares the network.
    pub const fn congestion(mut self, congestion: CongestionControl) -> Self {
        self.exchange.caller.congestion = congestion;
        self.exchange.responder.congestion = congestion;
        self
    }

    /// Whether the receiving thread looks for datagrams for a moment before it
    /// blocks, where that pays. Default: yes.
    pub const fn polling(mut self, polling: bool) -> Self {
        self.polling = polling;
        self
    }

    /// The endpoint, at a local address; port 0 lets the system choose one.
    ///
    /// # Errors
    ///
    /// Those of the system: the address is not here, or is taken.
    pub fn bind(self, local: impl ToSocketAddrs) -> io::Result<Endpoint> {
        let mut last = None;
        for local in local.to_socket_addrs()? {
            match Running::start(local, self.exchange, self.polling) {
                Ok(running) => return Ok(Endpoint::new(running, self.queue_bytes_max)),
                Err(error) => last = Some(error),
            }
        }
        let none = || io::Error::new(io::ErrorKind::InvalidInput, "the address names no host");
        Err(last.unwrap_or_else(none))
    }
}
