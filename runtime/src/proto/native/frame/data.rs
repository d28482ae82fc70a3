//! Frames that carry bytes of messages.

use std::time::Duration;

use super::fields::{Malformed, kind_code, kind_of, millis, place, put_place};
use crate::proto::native::bytes::{Cursor, PutBytes};
use crate::proto::native::checksum::Digest;
use crate::proto::native::number::{MessageId, MessageKind};

/// The codes from here on are of such frames.
pub(crate) const WHOLE: u8 = 0x10;
const PART: u8 = 0x18;
const TAIL: u8 = 0x1c;

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
    /// The checksum of these bytes, where it is known.
    pub(crate) digest: Option<Digest>,
    pub(crate) bytes: &'a [u8],
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

pub(crate) fn read_data<'a>(code: u8, input: &mut Cursor<'a>) -> Result<Data<'a>, Malformed> {
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
        digest: None,
        bytes,
    })
}
