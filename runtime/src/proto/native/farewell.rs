//! The last packet of a session, said by a server that stops: which calls it
//! executed or is executing. Any other was not, and never will be.
//!
//! ```text
//! told u16      the slots below this one are told of
//! n u16, then n times: slot u16, seq u32, state u8 as in STATUS
//! ```
//!
//! It is sent once and not acknowledged. Who misses it finds out otherwise.

use crate::proto::native::bytes::{Cursor, PutBytes};
use crate::proto::native::frame::{CallState, Malformed};
use crate::proto::native::number::{PacketNumber, Seq, SessionId, Slot, Token};
use crate::proto::native::packet::{self, Header, PacketType};

/// So many calls fit a packet that every path carries.
const CALLS_MAX: usize = 160;

/// What a server says of the calls of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Farewell {
    told: Slot,
    calls: Vec<(Slot, Seq, CallState)>,
}

impl Farewell {
    /// Tells of the calls that were or are executed, in the order of their
    /// slots, and of as many slots as there is room for.
    pub(crate) fn new(calls: impl IntoIterator<Item = (Slot, Seq, CallState)>) -> Self {
        let mut calls = calls.into_iter();
        let told: Vec<_> = calls.by_ref().take(CALLS_MAX).collect();
        Self {
            told: calls.next().map_or(Slot(u16::MAX), |(slot, ..)| slot),
            calls: told,
        }
    }

    /// Where a call stands for ever, as far as the server says.
    pub(crate) fn state(&self, slot: Slot, seq: Seq) -> CallState {
        if slot >= self.told {
            return CallState::Running;
        }
        let call = self
            .calls
            .iter()
            .find(|call| (call.0, call.1) == (slot, seq));
        call.map_or(CallState::NotExecuted, |call| call.2)
    }

    /// Appends the whole packet.
    pub(crate) fn write(&self, session: SessionId, token: Token, out: &mut Vec<u8>) {
        let start = out.len();
        let header = Header {
            kind: PacketType::Close,
            ..Header::data(session, token, PacketNumber(0))
        };
        header.write(out);
        out.put_u16(self.told.0);
        out.put_u16(u16::try_from(self.calls.len()).unwrap_or(u16::MAX));
        for (slot, seq, state) in &self.calls {
            out.put_u16(slot.0);
            out.put_u32(seq.0);
            out.push(*state as u8);
        }
        packet::seal(out.get_mut(start..).unwrap_or_default());
    }

    pub(crate) fn read(body: &[u8]) -> Result<Self, Malformed> {
        let mut input = Cursor::new(body);
        let (told, n) = (Slot(input.u16()?), input.u16()?);
        let calls = (0..n).map(|_| {
            let (slot, seq) = (Slot(input.u16()?), Seq(input.u32()?));
            Ok((
                slot,
                seq,
                CallState::from_code(input.u8()?).ok_or(Malformed)?,
            ))
        });
        let calls = calls.collect::<Result<_, Malformed>>()?;
        Ok(Self { told, calls })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_told_of_may_be_running_and_the_rest_was_not_executed() {
        let calls = (0..200).map(|n| (Slot(2 * n), Seq(7), CallState::ReplyGone));
        let farewell = Farewell::new(calls);
        let mut packet = Vec::new();
        farewell.write(SessionId(1), Token(2), &mut packet);
        assert!(packet.len() <= 1_200, "{} bytes", packet.len());
        let (header, body) = Header::open(&packet).unwrap();
        assert_eq!(header.kind, PacketType::Close);
        assert_eq!(Farewell::read(body), Ok(farewell.clone()));
        let state = |slot, seq| farewell.state(Slot(slot), Seq(seq));
        assert_eq!(state(318, 7), CallState::ReplyGone);
        assert_eq!(state(318, 8), CallState::NotExecuted);
        assert_eq!(state(319, 7), CallState::NotExecuted);
        assert_eq!(state(320, 8), CallState::Running);
    }

    #[test]
    fn a_lying_count_is_malformed() {
        assert_eq!(Farewell::read(&[0, 9, 255, 255, 0, 1]), Err(Malformed));
    }
}
