//! Frames that say which packets arrived.

use std::time::Duration;

use super::fields::Malformed;
use crate::proto::native::ack::Ack;
use crate::proto::native::bytes::{Cursor, PutBytes};
use crate::proto::native::number::PacketNumber;
use crate::proto::native::received::expand;

/// The code of such a frame.
pub(crate) const ACK: u8 = 0x02;

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

pub(crate) fn read_ack(
    input: &mut Cursor<'_>,
    largest_sent: PacketNumber,
) -> Result<Ack, Malformed> {
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
