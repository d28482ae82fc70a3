//! What a responder hands out to be executed.

use std::net::SocketAddr;
use std::time::Instant;

use crate::cancel::Cancelled;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageKind, Seq, SessionId, Slot};

/// Names a call or a message at its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallKey {
    pub(crate) session: SessionId,
    pub(crate) place: usize,
    pub(crate) kind: MessageKind,
    pub(crate) slot: Slot,
    pub(crate) seq: Seq,
}

/// What is to be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// A call; its reply goes to [`Responder::complete`](super::Responder::complete).
    Call,
    /// A message; the next of its stream comes after
    /// [`Responder::consumed`](super::Responder::consumed).
    Message {
        /// Which of the streams of its client.
        stream: u16,
    },
}

/// A call or a message that is to be executed.
#[derive(Debug)]
pub struct Request {
    /// What the reply is filed under.
    pub key: CallKey,
    /// Which of both it is.
    pub kind: RequestKind,
    /// Where it came from.
    pub client: SocketAddr,
    /// When its caller stops waiting.
    pub until: Instant,
    /// Whether its caller has stopped waiting.
    pub cancelled: Cancelled,
    /// The largest reply its caller takes, in bytes.
    pub reply_bytes_max: u64,
    /// The message.
    pub message: Bytes,
}
