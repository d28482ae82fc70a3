//! Packets: what one datagram holds. A header of 24 bytes, then either frames
//! (of a session) or the body of a hello, a welcome, a reset or a close.
//!
//! ```text
//!  0  u32  CRC32C of all that follows
//!  4  u16  magic 0x1d1c; an ONC RPC message has 0 in these bytes
//!  6  u4   version 1 | u4 packet type
//!  7  u8   flags
//!  8  u64  session
//! 16  u32  token
//! 20  u32  the low 32 bits of the packet number
//! 24  …
//! ```
//!
//! All numbers are big-endian.

use crate::proto::native::checksum::Digest;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{PacketNumber, SessionId, Token};

/// Bytes of every packet's header.
pub(crate) const HEADER_BYTES: usize = 24;

/// Stands where an ONC RPC message has the upper half of its `msg_type`, which
/// is 0 for calls and replies.
pub(crate) const MAGIC: u16 = 0x1d1c;

const VERSION: u8 = 1;

/// Of fewer bytes a checksum is as soon taken as derived.
pub(crate) const DERIVED_BYTES_MIN: usize = 8 << 10;

/// The packet is to be acknowledged.
const FLAG_ELICITING: u8 = 1;

/// And that at once.
const FLAG_ACK_NOW: u8 = 2;

/// Where the header's fields lie.
mod field {
    pub(super) const CHECKSUM_END: usize = 4;
    pub(super) const MAGIC_END: usize = 6;
    pub(super) const KIND: usize = 6;
    pub(super) const FLAGS: usize = 7;
    pub(super) const SESSION: usize = 8;
    #[cfg(feature = "sim")]
    pub(super) const NUMBER: usize = 20;
}

/// What kind of packet this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PacketType {
    /// From a client that wants a session.
    Hello = 1,
    /// The server's answer to a hello, and to a session's packet from a new
    /// address.
    Welcome = 2,
    /// Frames of a session.
    Data = 3,
    /// The server does not know the session.
    Reset = 4,
    /// The server stops.
    Close = 5,
}

/// A packet's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: PacketType,
    pub(crate) eliciting: bool,
    pub(crate) ack_now: bool,
    pub(crate) session: SessionId,
    pub(crate) token: Token,
    /// The low 32 bits of the packet number.
    pub(crate) number: u32,
    /// The CRC32C of what follows it, in a packet that was read.
    pub(crate) checksum: u32,
}

/// Whether a datagram is meant for this transport; it may still be damaged.
#[must_use]
pub fn is_native(datagram: &[u8]) -> bool {
    datagram.get(field::CHECKSUM_END..field::MAGIC_END) == Some(&MAGIC.to_be_bytes())
}

/// What kind of packet a datagram seems to be and of which session, if it is
/// one; it may still be damaged.
pub(crate) fn peek(datagram: &[u8]) -> Option<(PacketType, SessionId)> {
    let kind = datagram.get(field::KIND).copied()?;
    let session = datagram.get(field::SESSION..)?.first_chunk()?;
    let kind = is_native(datagram).then_some(kind)?;
    let kind = PacketType::from_code(kind & 0xf)?;
    Some((kind, SessionId(u64::from_be_bytes(*session))))
}

/// The same with the low half of its number.
#[cfg(feature = "sim")]
pub(crate) fn peek_number(datagram: &[u8]) -> Option<(PacketType, SessionId, u32)> {
    let (kind, session) = peek(datagram)?;
    let number = datagram.get(field::NUMBER..)?.first_chunk()?;
    Some((kind, session, u32::from_be_bytes(*number)))
}

impl PacketType {
    const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Hello),
            2 => Some(Self::Welcome),
            3 => Some(Self::Data),
            4 => Some(Self::Reset),
            5 => Some(Self::Close),
            _ => None,
        }
    }
}

impl Header {
    /// A header of a session's packet with frames.
    pub(crate) fn data(session: SessionId, token: Token, number: PacketNumber) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "the low half travels")]
        let number = number.0 as u32;
        Self {
            kind: PacketType::Data,
            eliciting: false,
            ack_now: false,
            session,
            token,
            number,
            checksum: 0,
        }
    }

    /// The checksum of bytes with which a packet ends, where they are so many
    /// that it pays to derive it from the packet's.
    pub(crate) fn digest_of_end(&self, datagram: &[u8], end: &[u8]) -> Option<Digest> {
        let place = Bytes::place(end, datagram);
        if place.len() < DERIVED_BYTES_MIN || place.end != datagram.len() {
            return None;
        }
        let before = crc32c::crc32c(datagram.get(field::CHECKSUM_END..place.start)?);
        Some(Digest::of_rest(self.checksum, before, place.len()))
    }

    /// Appends the header, with room for the checksum.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let flags = if self.eliciting { FLAG_ELICITING } else { 0 }
            | if self.ack_now { FLAG_ACK_NOW } else { 0 };
        let mut bytes = [0; HEADER_BYTES];
        let mut rest = &mut bytes[field::CHECKSUM_END..];
        let mut put = |field: &[u8]| {
            if let Some((place, behind)) =
                std::mem::take(&mut rest).split_at_mut_checked(field.len())
            {
                place.copy_from_slice(field);
                rest = behind;
            }
        };
        put(&MAGIC.to_be_bytes());
        put(&[VERSION << 4 | self.kind as u8, flags]);
        put(&self.session.0.to_be_bytes());
        put(&self.token.0.to_be_bytes());
        put(&self.number.to_be_bytes());
        out.extend_from_slice(&bytes);
    }

    /// Reads a packet: its header and what follows. `None` where it is damaged,
    /// of another version, or no packet at all: noise.
    pub(crate) fn open(datagram: &[u8]) -> Option<(Self, &[u8])> {
        let (header, body) = datagram.split_first_chunk::<HEADER_BYTES>()?;
        let [
            c0,
            c1,
            c2,
            c3,
            m0,
            m1,
            kind,
            flags,
            s @ ..,
            t0,
            t1,
            t2,
            t3,
            n0,
            n1,
            n2,
            n3,
        ] = *header;
        let checksum = u32::from_be_bytes([c0, c1, c2, c3]);
        if u16::from_be_bytes([m0, m1]) != MAGIC || kind >> 4 != VERSION {
            return None;
        }
        if crc32c::crc32c(datagram.get(field::CHECKSUM_END..)?) != checksum {
            return None;
        }
        let header = Self {
            kind: PacketType::from_code(kind & 0xf)?,
            eliciting: flags & FLAG_ELICITING != 0,
            ack_now: flags & FLAG_ACK_NOW != 0,
            session: SessionId(u64::from_be_bytes(s)),
            token: Token(u32::from_be_bytes([t0, t1, t2, t3])),
            number: u32::from_be_bytes([n0, n1, n2, n3]),
            checksum,
        };
        Some((header, body))
    }
}

/// Says in a packet that it is to be acknowledged; the checksum comes after.
pub(crate) fn set_eliciting(packet: &mut [u8]) {
    if let Some(flags) = packet.get_mut(field::FLAGS) {
        *flags |= FLAG_ELICITING;
    }
}

/// Says in a packet that it is to be acknowledged at once.
pub(crate) fn set_ack_now(packet: &mut [u8]) {
    if let Some(flags) = packet.get_mut(field::FLAGS) {
        *flags |= FLAG_ELICITING | FLAG_ACK_NOW;
    }
}

/// Writes the checksum of a packet that is otherwise complete.
pub(crate) fn seal(packet: &mut [u8]) {
    if let Some((checksum, rest)) = packet.split_first_chunk_mut::<4>() {
        *checksum = crc32c::crc32c(rest).to_be_bytes();
    }
}

/// The same for a packet that ends with so many bytes whose checksum is known.
pub(crate) fn seal_with_end(packet: &mut [u8], len: usize, digest: Digest) {
    let before = packet.len().saturating_sub(len);
    let before = packet.get(field::CHECKSUM_END..before);
    let crc = digest.behind(crc32c::crc32c(before.unwrap_or_default()));
    if let Some((checksum, _)) = packet.split_first_chunk_mut::<4>() {
        *checksum = crc.to_be_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet() -> Vec<u8> {
        let mut packet = Vec::new();
        let header = Header::data(
            SessionId(0x0102_0304_0506_0708),
            Token(9),
            PacketNumber(1 << 32 | 7),
        );
        header.write(&mut packet);
        packet.extend_from_slice(b"frames");
        seal(&mut packet);
        packet
    }

    #[test]
    fn a_packet_is_read_as_it_was_written() {
        let packet = packet();
        let (header, body) = Header::open(&packet).unwrap();
        assert_eq!(header.session, SessionId(0x0102_0304_0506_0708));
        assert_eq!((header.token, header.number), (Token(9), 7));
        assert_eq!(body, b"frames");
        assert!(is_native(&packet));
    }

    #[test]
    fn any_flipped_bit_makes_a_packet_noise() {
        let packet = packet();
        for bit in 0..packet.len() * 8 {
            let mut damaged = packet.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::open(&damaged), None, "bit {bit}");
        }
    }

    #[test]
    fn a_packet_cut_short_is_noise() {
        let packet = packet();
        for len in 0..packet.len() {
            assert_eq!(Header::open(&packet[..len]), None, "{len} bytes");
        }
    }

    #[test]
    fn an_onc_message_is_not_taken_for_a_packet() {
        let call = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2];
        let reply = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];
        assert!(!is_native(&call) && !is_native(&reply) && !is_native(&call[..5]));
    }
}
