//! What several kinds of frames are made of.

use std::time::Duration;

use crate::proto::native::bytes::{Cursor, CutShort, PutBytes};
use crate::proto::native::number::{MessageId, MessageKind, Seq, Slot};

/// A frame that cannot be read. The checksum was right, so the sender speaks
/// something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl From<CutShort> for Malformed {
    fn from(_: CutShort) -> Self {
        Self
    }
}

pub(crate) fn put_named(out: &mut Vec<u8>, code: u8, id: MessageId) {
    out.push(code);
    out.push(kind_code(id.kind));
    put_place(out, id.slot, id.seq);
}

pub(crate) fn named(input: &mut Cursor<'_>) -> Result<MessageId, Malformed> {
    let kind = kind_of(input.u8()?).ok_or(Malformed)?;
    let (slot, seq) = place(input)?;
    Ok(MessageId { kind, slot, seq })
}

pub(crate) fn put_short(out: &mut Vec<u8>, code: u8, slot: Slot, seq: Seq) {
    out.push(code);
    put_place(out, slot, seq);
}

pub(crate) fn put_place(out: &mut Vec<u8>, slot: Slot, seq: Seq) {
    out.put_u16(slot.0);
    out.put_u32(seq.0);
}

pub(crate) fn place(input: &mut Cursor<'_>) -> Result<(Slot, Seq), Malformed> {
    Ok((Slot(input.u16()?), Seq(input.u32()?)))
}

pub(crate) const fn kind_code(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::Call => 0,
        MessageKind::Reply => 1,
        MessageKind::Message => 2,
    }
}

pub(crate) const fn kind_of(code: u8) -> Option<MessageKind> {
    match code {
        0 => Some(MessageKind::Call),
        1 => Some(MessageKind::Reply),
        2 => Some(MessageKind::Message),
        _ => None,
    }
}

pub(crate) fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
