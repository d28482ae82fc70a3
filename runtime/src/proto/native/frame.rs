//! Frames: what the packets of a session say. A packet holds as many as fit.
//!
//! ```text
//! 00 PAD      the rest of the packet means nothing
//! 01 PING     to be acknowledged
//! 02 ACK      largest u32, delay µs u32, n u8, span u32, (gap u32, span u32) × n
//! 03 OPEN     issued u32, proof u64, window u32, limit u48: opens the session
//! 04 GRANT    kind u8, slot u16, seq u32, until u48
//! 05 PROBE    slot u16, seq u32
//! 06 STATUS   slot u16, seq u32, state u8
//! 07 BUSY     slot u16, seq u32, retry after ms u32
//! 08 CANCEL   slot u16, seq u32
//! 09 DONE     stream u16, seq u32: executed up to here
//! 0a RESEND   kind u8, slot u16, seq u32
//! 0b CLOSE    the client will not use the session again
//! 10 CALL     slot u16, seq u32, patience ms u32, length u16, bytes
//! 11 REPLY    slot u16, seq u32, length u16, bytes
//! 12 MESSAGE  stream u16, seq u32, length u16, bytes
//! 18–1a       the same in parts: behind seq (and patience) total u48, offset u48
//! 1c–1e       the last part: behind the offset the CRC32C of the whole message
//! ```

use std::time::Duration;

use crate::proto::native::ack::Ack;
use crate::proto::native::bytes::{Cursor, CutShort, PutBytes};
use crate::proto::native::cookie::Cookie;
use crate::proto::native::number::{MessageId, MessageKind, PacketNumber, Seq, Slot};
use crate::proto::native::received::expand;

const PAD: u8 = 0x00;
const PING: u8 = 0x01;
const ACK: u8 = 0x02;
const OPEN: u8 = 0x03;
const GRANT: u8 = 0x04;
const PROBE: u8 = 0x05;
const STATUS: u8 = 0x06;
const BUSY: u8 = 0x07;
const CANCEL: u8 = 0x08;
const DONE: u8 = 0x09;
const RESEND: u8 = 0x0a;
const CLOSE: u8 = 0x0b;
const WHOLE: u8 = 0x10;
const PART: u8 = 0x18;
const TAIL: u8 = 0x1c;

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

/// Bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Data<'a> {
    pub(crate) id: MessageId,
    /// How long the caller will wait, for calls.
    pub(crate) patience: Duration,
    /// The length of the whole message.
    pub(crate) total: u64,
    /// Where these bytes lie in it.
    pub(crate) offset: u64,
    /// The CRC32C of the whole message, where these are the last of its parts.
    pub(crate) check: Option<u32>,
    pub(crate) bytes: &'a [u8],
}

/// A frame, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame<'a> {
    /// Which packets arrived.
    Ack(Ack),
    /// A word about the session or one of its messages.
    Control(Control),
    /// Bytes of a message.
    Data(Data<'a>),
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
    /// The message is to be sent once more from its beginning.
    Resend { id: MessageId },
    /// The client will not use the session again.
    Close,
}

/// A frame that cannot be read. The checksum was right, so the sender speaks
/// something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl From<CutShort> for Malformed {
    fn from(_: CutShort) -> Self {
        Self
    }
}

impl Control {
    /// How many bytes the frame takes.
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Ping | Self::Close => 1,
            Self::Open(_) => 1 + 12 + 4 + 6,
            Self::Grant { .. } => 1 + 7 + 6,
            Self::Probe { .. } | Self::Cancel { .. } | Self::Done { .. } => 1 + 6,
            Self::Status { .. } | Self::Resend { .. } => 1 + 6 + 1,
            Self::Busy { .. } => 1 + 6 + 4,
        }
    }

    /// Whether it is worth repeating when it was lost: a question is asked
    /// again by who asks it, and an answer when it is.
    pub(crate) const fn matters_late(&self) -> bool {
        match self {
            Self::Ping
            | Self::Probe { .. }
            | Self::Status { .. }
            | Self::Busy { .. }
            | Self::Close => false,
            Self::Open(_)
            | Self::Grant { .. }
            | Self::Cancel { .. }
            | Self::Done { .. }
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
            Self::Resend { id } => put_named(out, RESEND, id),
            Self::Close => out.push(CLOSE),
        }
    }

    fn read(code: u8, input: &mut Cursor<'_>) -> Result<Self, Malformed> {
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
            RESEND => Self::Resend { id: named(input)? },
            CLOSE => Self::Close,
            _ => return Err(Malformed),
        })
    }
}

impl CallState {
    const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Running),
            2 => Some(Self::NotExecuted),
            3 => Some(Self::ReplyGone),
            _ => None,
        }
    }
}

/// What stands in front of the bytes of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DataHead {
    pub(crate) id: MessageId,
    pub(crate) patience: Duration,
    pub(crate) total: u64,
    pub(crate) offset: u64,
    /// How many bytes follow.
    pub(crate) len: usize,
}

impl DataHead {
    const fn is_whole(&self) -> bool {
        self.offset == 0 && self.len as u64 == self.total
    }

    const fn is_tail(&self) -> bool {
        !self.is_whole() && self.offset + self.len as u64 == self.total
    }

    /// Appends it. In front of the last part there is room for the checksum of
    /// the whole: where, is returned.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Option<usize> {
        let form = match (self.is_whole(), self.is_tail()) {
            (true, _) => WHOLE,
            (false, false) => PART,
            (false, true) => TAIL,
        };
        out.push(form | kind_code(self.id.kind));
        put_place(out, self.id.slot, self.id.seq);
        if self.id.kind == MessageKind::Call {
            out.put_u32(millis(self.patience));
        }
        if form != WHOLE {
            out.put_u48(self.total);
            out.put_u48(self.offset);
        }
        let check = (form == TAIL).then_some(out.len());
        if check.is_some() {
            out.put_u32(0);
        }
        // A packet is a datagram, so its parts have lengths of 16 bits.
        out.put_u16(u16::try_from(self.len).unwrap_or(u16::MAX));
        check
    }
}

/// Bytes in front of a message's in its frame.
pub(crate) const fn overhead(kind: MessageKind, whole: bool) -> usize {
    let patience = match kind {
        MessageKind::Call => 4,
        MessageKind::Reply | MessageKind::Message => 0,
    };
    // A part may turn out to be the last one, which has the checksum.
    let part = if whole { 0 } else { 6 + 6 + 4 };
    1 + 2 + 4 + patience + part + 2
}

/// The frames of a packet, one after another; ends after one that is malformed.
#[derive(Debug, Clone)]
pub(crate) struct Frames<'a> {
    input: Cursor<'a>,
    largest_sent: PacketNumber,
}

impl<'a> Frames<'a> {
    /// The frames of a packet's body. Acknowledgements are read as of packets
    /// up to `largest_sent`.
    pub(crate) const fn new(body: &'a [u8], largest_sent: PacketNumber) -> Self {
        Self {
            input: Cursor::new(body),
            largest_sent,
        }
    }

    fn read(&mut self, code: u8) -> Result<Frame<'a>, Malformed> {
        let input = &mut self.input;
        if code >= WHOLE {
            return data(code, input).map(Frame::Data);
        }
        if code == ACK {
            return read_ack(input, self.largest_sent).map(Frame::Ack);
        }
        Control::read(code, input).map(Frame::Control)
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let code = self.input.u8().ok().filter(|code| *code != PAD)?;
        let frame = self.read(code);
        if frame.is_err() {
            self.input = Cursor::new(&[]);
        }
        Some(frame)
    }
}

fn data<'a>(code: u8, input: &mut Cursor<'a>) -> Result<Data<'a>, Malformed> {
    let form = code & !3;
    let kind = kind_of(code & 3).ok_or(Malformed)?;
    if !matches!(form, WHOLE | PART | TAIL) {
        return Err(Malformed);
    }
    let (slot, seq) = place(input)?;
    let patience = match kind {
        MessageKind::Call => Duration::from_millis(input.u32()?.into()),
        MessageKind::Reply | MessageKind::Message => Duration::ZERO,
    };
    let parts = if form == WHOLE {
        None
    } else {
        Some((input.u48()?, input.u48()?))
    };
    let check = if form == TAIL {
        Some(input.u32()?)
    } else {
        None
    };
    let len = input.u16()?;
    let bytes = input.take(len.into())?;
    let (total, offset) = parts.unwrap_or((len.into(), 0));
    let end = offset + u64::from(len);
    // The last part, and no other, carries the checksum of the whole.
    let is_last = form == WHOLE || (end == total) == (form == TAIL);
    if end > total || !is_last || (form != WHOLE && len == 0) {
        return Err(Malformed);
    }
    let id = MessageId { kind, slot, seq };
    Ok(Data {
        id,
        patience,
        total,
        offset,
        check,
        bytes,
    })
}

/// Bytes of an acknowledgement's frame.
pub(crate) const fn ack_len(ack: &Ack) -> usize {
    1 + 4 + 4 + 1 + 4 + 8 * (ack.range_count() - 1)
}

/// Appends an acknowledgement: the highest range, and below it each hole and
/// the range behind it.
pub(crate) fn write_ack(ack: &Ack, out: &mut Vec<u8>) {
    out.push(ACK);
    out.put_u32(low(ack.largest().0));
    out.put_u32(u32::try_from(ack.delay.as_micros()).unwrap_or(u32::MAX));
    out.push(u8::try_from(ack.range_count() - 1).unwrap_or(u8::MAX));
    let mut above = None;
    for range in ack.ranges() {
        if let Some(above) = above {
            out.put_u32(low(above - range.end));
        }
        out.put_u32(low(range.end - range.start));
        above = Some(range.start);
    }
}

fn read_ack(input: &mut Cursor<'_>, largest_sent: PacketNumber) -> Result<Ack, Malformed> {
    let largest = expand(input.u32()?, Some(largest_sent)).0;
    let delay = Duration::from_micros(input.u32()?.into());
    let others = input.u8()?;
    let start = |end: u64, span: u32| end.checked_sub(span.into()).ok_or(Malformed);
    let end = largest.checked_add(1).ok_or(Malformed)?;
    let mut lowest = start(end, input.u32()?)?;
    let mut ack = Ack::new(delay, lowest..end).map_err(|_empty| Malformed)?;
    for _ in 0..others {
        let end = start(lowest, input.u32()?)?;
        lowest = start(end, input.u32()?)?;
        ack.push(lowest..end).map_err(|_bad| Malformed)?;
    }
    Ok(ack)
}

#[expect(clippy::cast_possible_truncation, reason = "the low half travels")]
const fn low(number: u64) -> u32 {
    number as u32
}

fn put_named(out: &mut Vec<u8>, code: u8, id: MessageId) {
    out.push(code);
    out.push(kind_code(id.kind));
    put_place(out, id.slot, id.seq);
}

fn named(input: &mut Cursor<'_>) -> Result<MessageId, Malformed> {
    let kind = kind_of(input.u8()?).ok_or(Malformed)?;
    let (slot, seq) = place(input)?;
    Ok(MessageId { kind, slot, seq })
}

fn put_short(out: &mut Vec<u8>, code: u8, slot: Slot, seq: Seq) {
    out.push(code);
    put_place(out, slot, seq);
}

fn put_place(out: &mut Vec<u8>, slot: Slot, seq: Seq) {
    out.put_u16(slot.0);
    out.put_u32(seq.0);
}

fn place(input: &mut Cursor<'_>) -> Result<(Slot, Seq), Malformed> {
    Ok((Slot(input.u16()?), Seq(input.u32()?)))
}

const fn kind_code(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::Call => 0,
        MessageKind::Reply => 1,
        MessageKind::Message => 2,
    }
}

const fn kind_of(code: u8) -> Option<MessageKind> {
    match code {
        0 => Some(MessageKind::Call),
        1 => Some(MessageKind::Reply),
        2 => Some(MessageKind::Message),
        _ => None,
    }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
