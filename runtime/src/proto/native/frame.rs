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
//! 0c ASK      stream u16, seq u32: the first not known to be executed
//! 0d SKIP     stream u16, from u32, to u32: will not come any more
//! 0e REFUSED  stream u16, seq u32, length u8, reply: not executed, nor what follows
//! 10 CALL     slot u16, seq u32, patience ms u32, length u16, bytes
//! 11 REPLY    slot u16, seq u32, length u16, bytes
//! 12 MESSAGE  stream u16, seq u32, length u16, bytes
//! 18–1a       the same in parts: behind seq (and patience) total u48, offset u48
//! 1c–1e       the last part: behind the offset the CRC32C of the whole message
//! ```

mod ack;
mod control;
mod data;
mod fields;
mod short_reply;

use ack::{ACK, read_ack};
pub(crate) use ack::{ack_len, write_ack};
pub(crate) use control::{CallState, Control, Open};
pub(crate) use data::{Data, DataHead, overhead};
use data::{WHOLE, read_data};
pub(crate) use fields::Malformed;
pub(crate) use short_reply::ShortReply;

use crate::proto::native::ack::Ack;
use crate::proto::native::bytes::Cursor;
use crate::proto::native::number::PacketNumber;

const PAD: u8 = 0x00;

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
            return read_data(code, input).map(Frame::Data);
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
