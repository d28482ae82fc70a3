//! What an address sent and was sent before it was known that whoever sends
//! from it also receives there.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

/// So many times the bytes that came from an address may go to it before it is
/// known (RFC 9000 §8.1).
const FACTOR: u64 = 3;

/// All addresses that one life of the server heard of.
#[derive(Debug, Default)]
pub(crate) struct Amplification {
    addresses: BTreeMap<SocketAddr, Address>,
}

#[derive(Debug, Default)]
struct Address {
    received: u64,
    sent: u64,
    /// When something from the server first arrived at whoever is there.
    reached_at: Option<Instant>,
    is_known: bool,
}

impl Amplification {
    /// The server received a datagram that was sent some time ago.
    pub(crate) fn on_received(&mut self, from: SocketAddr, sent_at: Instant, bytes: usize) {
        let address = self.addresses.entry(from).or_default();
        address.received += bytes as u64;
        address.is_known |= address.reached_at.is_some_and(|at| at <= sent_at);
    }

    /// A datagram from the server arrived at whoever is there.
    pub(crate) fn on_reached(&mut self, now: Instant, to: SocketAddr) {
        let address = self.addresses.entry(to).or_default();
        address.reached_at.get_or_insert(now);
    }

    /// The server sends a datagram; what is wrong with that, if anything is.
    pub(crate) fn on_sent(&mut self, to: SocketAddr, bytes: usize) -> Option<String> {
        let address = self.addresses.entry(to).or_default();
        address.sent += bytes as u64;
        let Address { sent, received, .. } = *address;
        (!address.is_known && sent > FACTOR * received)
            .then(|| format!("{to}, which is not known, was sent {sent} bytes for {received}"))
    }
}
