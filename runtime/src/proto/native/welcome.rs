//! The bodies of the packets that are not part of a session: a server answers
//! them from nothing but its secret, and remembers nothing of it.
//!
//! ```text
//! hello    padding, so that no welcome is larger than what it answers
//! welcome  cookie (issued u32, proof u64), incarnation u64, slots u16,
//!          window u32, largest message u48, streams u16, messages u32 and
//!          bytes u32 of a stream; its token is in the header
//! reset    age in ms u64
//! ```

use std::time::Duration;

use crate::proto::native::bytes::{Cursor, CutShort, PutBytes};
use crate::proto::native::cookie::Cookie;
use crate::proto::native::number::{PacketNumber, SessionId, Token};
use crate::proto::native::packet::{self, Header, PacketType};

/// What a server tells a client that says hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Welcome {
    pub(crate) cookie: Cookie,
    /// Another one each time the server starts.
    pub(crate) incarnation: u64,
    /// How many calls may be outstanding in a session.
    pub(crate) slots: u16,
    /// How many bytes may be under way to the server.
    pub(crate) window: u32,
    /// The largest call it takes, in bytes.
    pub(crate) message_bytes_max: u64,
    /// What streams it takes.
    pub(crate) streams: StreamLimits,
}

/// What a server takes of streams of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamLimits {
    /// How many of them a session may have.
    pub(crate) streams: u16,
    /// How many messages of one may be under way.
    pub(crate) window: u32,
    /// How many bytes of messages of one may be under way, if they are not one
    /// message.
    pub(crate) bytes: u32,
}

impl Welcome {
    /// The whole packet.
    pub(crate) fn packet(&self, session: SessionId, token: Token) -> Vec<u8> {
        let mut out = header(PacketType::Welcome, session, token);
        self.cookie.write(&mut out);
        out.put_u64(self.incarnation);
        out.put_u16(self.slots);
        out.put_u32(self.window);
        out.put_u48(self.message_bytes_max);
        out.put_u16(self.streams.streams);
        out.put_u32(self.streams.window);
        out.put_u32(self.streams.bytes);
        packet::seal(&mut out);
        out
    }

    pub(crate) fn read(body: &[u8]) -> Result<Self, CutShort> {
        let mut input = Cursor::new(body);
        Ok(Self {
            cookie: Cookie::read(&mut input)?,
            incarnation: input.u64()?,
            slots: input.u16()?,
            window: input.u32()?,
            message_bytes_max: input.u48()?,
            streams: StreamLimits {
                streams: input.u16()?,
                window: input.u32()?,
                bytes: input.u32()?,
            },
        })
    }
}

/// The whole packet that says that the session is not known, and for how long
/// the server has not forgotten any: a call that was first sent since then was
/// not executed.
pub(crate) fn reset_packet(session: SessionId, age: Duration) -> Vec<u8> {
    let mut out = header(PacketType::Reset, session, Token(0));
    out.put_u64(u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
    packet::seal(&mut out);
    out
}

/// The age in a reset.
pub(crate) fn read_reset(body: &[u8]) -> Result<Duration, CutShort> {
    Cursor::new(body).u64().map(Duration::from_millis)
}

fn header(kind: PacketType, session: SessionId, token: Token) -> Vec<u8> {
    let mut out = Vec::with_capacity(80);
    let header = Header {
        kind,
        ..Header::data(session, token, PacketNumber(0))
    };
    header.write(&mut out);
    out
}
