//! What can happen at an instant of a world.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::sim::client::PlannedCall;
use crate::sim::journal::CallId;
use crate::sim::server::Ticket;

/// Something that is to happen.
#[derive(Debug)]
pub(crate) enum Event {
    CallDue {
        client: usize,
        call: Box<PlannedCall>,
        cancel_after: Option<Duration>,
    },
    Cancel {
        client: usize,
        call: CallId,
    },
    ToServer {
        from: SocketAddr,
        sent_at: Instant,
        datagram: Vec<u8>,
    },
    ToClient {
        to: SocketAddr,
        incarnation: u32,
        datagram: Vec<u8>,
    },
    Refused {
        to: SocketAddr,
    },
    ClientTimer {
        client: usize,
    },
    ServerTimer,
    HandlerEnds {
        incarnation: u32,
        ticket: Ticket,
        call: Option<CallId>,
        reply: Vec<u8>,
    },
    Crash,
    Start,
    Die,
    Part,
}
