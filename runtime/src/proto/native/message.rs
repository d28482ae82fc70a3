//! A message that was received, and where its bytes are.

use std::ops::Range;

/// The bytes of a message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bytes {
    /// They lie here in the datagram that was handled last.
    InDatagram(Range<usize>),
    /// They came in parts.
    Assembled(Vec<u8>),
}

impl Bytes {
    /// The bytes. `datagram` is the one with which the message came.
    #[must_use]
    pub fn within<'a>(&'a self, datagram: &'a [u8]) -> &'a [u8] {
        match self {
            Self::InDatagram(place) => datagram.get(place.clone()).unwrap_or_default(),
            Self::Assembled(bytes) => bytes,
        }
    }

    /// The bytes in memory of their own. `datagram` is as for
    /// [`within`](Self::within).
    #[must_use]
    pub fn into_vec(self, datagram: &[u8]) -> Vec<u8> {
        match self {
            Self::Assembled(bytes) => bytes,
            place @ Self::InDatagram(_) => place.within(datagram).to_vec(),
        }
    }

    /// The place of some of a datagram's bytes in it.
    pub(crate) fn place(bytes: &[u8], datagram: &[u8]) -> Range<usize> {
        let start = bytes
            .as_ptr()
            .addr()
            .saturating_sub(datagram.as_ptr().addr());
        start..start + bytes.len()
    }
}
