//! Where received datagrams lie. It is filled by a socket and only read here.

use std::net::{Ipv4Addr, SocketAddr};

/// Room for the largest datagram there is, and for the longest train: both
/// have a 16-bit length.
const BATCH_BYTES: usize = 1 << 16;

/// What one receive brought: a datagram, or a train of them from one sender.
///
/// It is reused from receive to receive, so that its memory stays warm.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(super) buffer: Vec<u8>,
    /// Where the system writes what it says about a datagram.
    pub(super) control: Vec<u8>,
    pub(super) received: Received,
}

/// What the system says of the bytes in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) from: SocketAddr,
    pub(super) bytes: usize,
    /// The bytes of each datagram; the last may be shorter.
    pub(super) segment: usize,
}

impl Received {
    pub(super) const NOTHING: Self = Self {
        from: SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0),
        bytes: 0,
        segment: 0,
    };
}

impl Batch {
    /// A batch for a socket of this system, still empty.
    pub(crate) fn new() -> Self {
        Self {
            buffer: vec![0; BATCH_BYTES],
            control: control_buffer(),
            received: Received::NOTHING,
        }
    }

    /// The datagrams in the order in which they came, with their sender. A
    /// datagram without bytes is not among them.
    pub(crate) fn datagrams(&self) -> impl ExactSizeIterator<Item = (SocketAddr, &[u8])> {
        let Received {
            from,
            bytes,
            segment,
        } = self.received;
        let filled = self.buffer.get(..bytes).unwrap_or_default();
        filled
            .chunks(segment.max(1))
            .map(move |datagram| (from, datagram))
    }
}

#[cfg(target_os = "linux")]
fn control_buffer() -> Vec<u8> {
    nix::cmsg_space!(i32)
}

#[cfg(not(target_os = "linux"))]
const fn control_buffer() -> Vec<u8> {
    Vec::new()
}
