//! Damage that a packet's own checksum does not tell, for the simulator: as
//! where a bit flips in memory before the packet is sealed, or a checksum
//! happens to be right.

use crate::proto::native::frame::{Frame, Frames};
use crate::proto::native::message::Bytes;
use crate::proto::native::number::PacketNumber;
use crate::proto::native::packet::{Header, PacketType, peek_number, seal};

/// Flips a bit in a part of a message, if the packet holds one, and seals the
/// packet anew. Messages of one packet have no other checksum than its.
pub(crate) fn damage_part(packet: &mut [u8], choice: u64) {
    let Some((_, body)) = Header::open(packet) else {
        return;
    };
    let part = Frames::new(body, PacketNumber::default()).find_map(|frame| match frame {
        Ok(Frame::Data(data)) if (data.bytes.len() as u64) < data.total => {
            Some(Bytes::place(data.bytes, packet))
        }
        _ => None,
    });
    if let Some(part) = part
        && let Some(bytes) = packet.get_mut(part)
    {
        let place = choice % bytes.len().max(1) as u64;
        if let Some(byte) = usize::try_from(place).ok().and_then(|at| bytes.get_mut(at)) {
            *byte ^= 1 << (choice >> 61);
        }
        seal(packet);
    }
}

/// Which session a packet of one is of, and its number.
pub(crate) fn transmission(packet: &[u8]) -> Option<(u64, u32)> {
    let (kind, session, number) = peek_number(packet)?;
    (kind == PacketType::Data).then_some((session.0, number))
}
