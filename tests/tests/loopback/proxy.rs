//! A proxy that loses, repeats, reorders and damages datagrams both ways, by a
//! seed.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

use idlc_runtime::proto::random::Random;

/// What becomes of datagrams: how many of a thousand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Faults {
    /// Are lost.
    pub(crate) loss: u32,
    /// Arrive twice.
    pub(crate) duplication: u32,
    /// Arrive behind the next one.
    pub(crate) reordering: u32,
    /// Have one bit flipped.
    pub(crate) corruption: u32,
}

/// One direction of one client's datagrams.
struct Path {
    faults: Faults,
    random: Random,
    held: Option<Vec<u8>>,
}

/// Starts a proxy before `server`; tells where it listens. Its threads end
/// with the test process.
pub(crate) fn start(server: SocketAddr, faults: Faults, seed: u64) -> SocketAddr {
    let front = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
    let address = front.local_addr().unwrap();
    let mut seeds = Random::new(seed);
    std::thread::spawn(move || {
        let mut backs = HashMap::<SocketAddr, (Arc<UdpSocket>, Path)>::new();
        let mut buffer = vec![0; 65_536];
        loop {
            let (len, client) = front.recv_from(&mut buffer).unwrap();
            let (back, path) = backs.entry(client).or_insert_with(|| {
                let replies = Path::new(faults, seeds.next_u64());
                let back = forward_replies(&front, client, server, replies);
                (back, Path::new(faults, seeds.next_u64()))
            });
            path.carry(&mut buffer[..len], |datagram| {
                back.send(datagram).unwrap();
            });
        }
    });
    address
}

/// A socket for one client, and the thread that carries its replies back.
fn forward_replies(
    front: &Arc<UdpSocket>,
    client: SocketAddr,
    server: SocketAddr,
    mut path: Path,
) -> Arc<UdpSocket> {
    let back = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
    back.connect(server).unwrap();
    let (front, replies) = (Arc::clone(front), Arc::clone(&back));
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        // The server ends before the proxy does.
        while let Ok(len) = replies.recv(&mut buffer) {
            path.carry(&mut buffer[..len], |datagram| {
                front.send_to(datagram, client).unwrap();
            });
        }
    });
    back
}

impl Path {
    fn new(faults: Faults, seed: u64) -> Self {
        Self {
            faults,
            random: Random::new(seed),
            held: None,
        }
    }

    fn carry(&mut self, datagram: &mut [u8], mut send: impl FnMut(&[u8])) {
        if self.random.chance(self.faults.loss) {
            return;
        }
        if self.random.chance(self.faults.corruption) {
            let bit = self.random.below(datagram.len() as u64 * 8);
            datagram[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
        }
        if self.held.is_none() && self.random.chance(self.faults.reordering) {
            self.held = Some(datagram.to_vec());
            return;
        }
        send(datagram);
        if self.random.chance(self.faults.duplication) {
            send(datagram);
        }
        if let Some(held) = self.held.take() {
            send(&held);
        }
    }
}
