//! Frames that say something in a few bytes.

use std::time::Duration;

use super::fields::{Malformed, millis, named, place, put_named, put_short};
use super::short_reply::ShortReply;
use crate::proto::native::bytes::{Cursor, PutBytes};
use crate::proto::native::cookie::Cookie;
use crate::proto::native::number::{MessageId, Seq, Slot};

const PING: u8 = 0x01;
const OPEN: u8 = 0x03;
const GRANT: u8 = 0x04;
const PROBE: u8 = 0x05;
const STATUS: u8 = 0x06;
const BUSY: u8 = 0x07;
const CANCEL: u8 = 0x08;
const DONE: u8 = 0x09;
const RESEND: u8 = 0x0a;
const ASK: u8 = 0x0c;
const SKIP: u8 = 0x0d;
const REFUSED: u8 = 0x0e;

/// Proves the client's address and tells the server its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) cookie: Cookie,
    /// How many bytes may be under way to the client.
    pub(crate) window: u32,
    /// The largest reply the client takes, in bytes.
    pub(crate) message_bytes_max: u64,
}

/// What a server knows of a call that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallState {
    /// It is queued or being executed.
    Running = 1,
    /// It was not executed and will not be.
    NotExecuted = 2,
    /// It was executed, and its reply is not here any more.
    ReplyGone = 3,
}

/// What is said in a few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    /// To be acknowledged, no more.
    Ping,
    /// Opens the session.
    Open(Open),
    /// So much of the message may be sent.
    Grant { id: MessageId, until: u64 },
    /// Asks for the state of a call.
    Probe { slot: Slot, seq: Seq },
    /// Tells it.
    Status {
        slot: Slot,
        seq: Seq,
        state: CallState,
    },
    /// There is no room for the call, and it was not recorded.
    Busy {
        slot: Slot,
        seq: Seq,
        retry_after: Duration,
    },
    /// The caller does not want the call executed any more.
    Cancel { slot: Slot, seq: Seq },
    /// All messages of the stream up to this one were executed.
    Done { stream: Slot, seq: Seq },
    /// Asks how far a stream has come; `seq` is the first message of which
    /// that is not known.
    Ask { stream: Slot, seq: Seq },
    /// The messages of a stream from the one to the other will not come any
    /// more; those that were not executed are not to be.
    Skip { stream: Slot, from: Seq, to: Seq },
    /// All messages of the stream before this one were executed, and this one
    /// was not and will not be, nor any behind it until it is skipped.
    Refused {
        stream: Slot,
        seq: Seq,
        reply: ShortReply,
    },
    /// The message is to be sent once more from its beginning.
    Resend { id: MessageId },
}

impl Control {
    /// How many bytes the frame takes.
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Ping => 1,
            Self::Open(_) => 1 + 12 + 4 + 6,
            Self::Grant { .. } => 1 + 7 + 6,
            Self::Probe { .. } | Self::Cancel { .. } | Self::Done { .. } | Self::Ask { .. } => {
                1 + 6
            }
            Self::Status { .. } | Self::Resend { .. } => 1 + 6 + 1,
            Self::Busy { .. } | Self::Skip { .. } => 1 + 6 + 4,
            Self::Refused { reply, .. } => 1 + 6 + reply.frame_len(),
        }
    }

    /// Whether it is worth repeating when it was lost: a call that was turned
    /// away for lack of room comes again by itself.
    pub(crate) const fn matters_late(&self) -> bool {
        match self {
            Self::Ping | Self::Busy { .. } => false,
            Self::Open(_)
            | Self::Grant { .. }
            | Self::Probe { .. }
            | Self::Ask { .. }
            | Self::Status { .. }
            | Self::Cancel { .. }
            | Self::Done { .. }
            | Self::Skip { .. }
            | Self::Refused { .. }
            | Self::Resend { .. } => true,
        }
    }

    /// Appends the frame.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match *self {
            Self::Ping => out.push(PING),
            Self::Open(open) => {
                out.push(OPEN);
                open.cookie.write(out);
                out.put_u32(open.window);
                out.put_u48(open.message_bytes_max);
            }
            Self::Grant { id, until } => {
                put_named(out, GRANT, id);
                out.put_u48(until);
            }
            Self::Probe { slot, seq } => put_short(out, PROBE, slot, seq),
            Self::Status { slot, seq, state } => {
                put_short(out, STATUS, slot, seq);
                out.push(state as u8);
            }
            Self::Busy {
                slot,
                seq,
                retry_after,
            } => {
                put_short(out, BUSY, slot, seq);
                out.put_u32(millis(retry_after));
            }
            Self::Cancel { slot, seq } => put_short(out, CANCEL, slot, seq),
            Self::Done { stream, seq } => put_short(out, DONE, stream, seq),
            Self::Ask { stream, seq } => put_short(out, ASK, stream, seq),
            Self::Skip { stream, from, to } => {
                put_short(out, SKIP, stream, from);
                out.put_u32(to.0);
            }
            Self::Refused { stream, seq, reply } => {
                put_short(out, REFUSED, stream, seq);
                reply.write(out);
            }
            Self::Resend { id } => put_named(out, RESEND, id),
        }
    }

    pub(crate) fn read(code: u8, input: &mut Cursor<'_>) -> Result<Self, Malformed> {
        Ok(match code {
            PING => Self::Ping,
            OPEN => Self::Open(Open {
                cookie: Cookie::read(input)?,
                window: input.u32()?,
                message_bytes_max: input.u48()?,
            }),
            GRANT => Self::Grant {
                id: named(input)?,
                until: input.u48()?,
            },
            PROBE => {
                let (slot, seq) = place(input)?;
                Self::Probe { slot, seq }
            }
            STATUS => {
                let (slot, seq) = place(input)?;
                let state = CallState::from_code(input.u8()?).ok_or(Malformed)?;
                Self::Status { slot, seq, state }
            }
            BUSY => {
                let (slot, seq) = place(input)?;
                let retry_after = Duration::from_millis(input.u32()?.into());
                Self::Busy {
                    slot,
                    seq,
                    retry_after,
                }
            }
            CANCEL => {
                let (slot, seq) = place(input)?;
                Self::Cancel { slot, seq }
            }
            DONE => {
                let (stream, seq) = place(input)?;
                Self::Done { stream, seq }
            }
            ASK => {
                let (stream, seq) = place(input)?;
                Self::Ask { stream, seq }
            }
            SKIP => {
                let (stream, from) = place(input)?;
                let to = Seq(input.u32()?);
                Self::Skip { stream, from, to }
            }
            REFUSED => {
                let (stream, seq) = place(input)?;
                let reply = ShortReply::read(input)?;
                Self::Refused { stream, seq, reply }
            }
            RESEND => Self::Resend { id: named(input)? },
            _ => return Err(Malformed),
        })
    }
}

impl CallState {
    pub(crate) const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Running),
            2 => Some(Self::NotExecuted),
            3 => Some(Self::ReplyGone),
            _ => None,
        }
    }
}
