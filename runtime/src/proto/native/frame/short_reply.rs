//! Replies of a few bytes, which travel in a word of their own: those without
//! results. What they say, the transport does not know.

use std::fmt;

use super::fields::Malformed;
use crate::proto::native::bytes::Cursor;

/// A reply without results has no more bytes (RFC 5531 §9, without a verifier).
const BYTES_MAX: usize = 32;

/// A reply of a few bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortReply {
    len: u8,
    bytes: [u8; BYTES_MAX],
}

impl ShortReply {
    /// The reply, or an empty one where it is longer than these are.
    pub(crate) fn new(reply: &[u8]) -> Self {
        let mut bytes = [0; BYTES_MAX];
        let Some(place) = bytes.get_mut(..reply.len()) else {
            return Self { len: 0, bytes };
        };
        place.copy_from_slice(reply);
        let len = u8::try_from(reply.len()).unwrap_or(0);
        Self { len, bytes }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.len.into()).unwrap_or_default()
    }

    /// How many bytes it takes in a frame.
    pub(crate) const fn frame_len(&self) -> usize {
        1 + self.len as usize
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(self.len);
        out.extend_from_slice(self.as_slice());
    }

    pub(crate) fn read(input: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let len = usize::from(input.u8()?);
        if len > BYTES_MAX {
            return Err(Malformed);
        }
        Ok(Self::new(input.take(len)?))
    }
}

impl fmt::Debug for ShortReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ShortReply").field(&self.as_slice()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_reply_survives_its_frame() {
        for len in [0, 1, 24, BYTES_MAX] {
            let reply = ShortReply::new(&vec![7; len]);
            let mut frame = Vec::new();
            reply.write(&mut frame);
            assert_eq!(frame.len(), reply.frame_len());
            assert_eq!(ShortReply::read(&mut Cursor::new(&frame)), Ok(reply));
            frame.pop();
            assert_eq!(ShortReply::read(&mut Cursor::new(&frame)), Err(Malformed));
        }
    }

    #[test]
    fn a_longer_reply_is_malformed_and_is_not_made() {
        let mut frame = vec![33];
        frame.extend([7; 33]);
        assert_eq!(ShortReply::read(&mut Cursor::new(&frame)), Err(Malformed));
        assert_eq!(ShortReply::new(&[7; 33]).as_slice(), b"");
    }
}
