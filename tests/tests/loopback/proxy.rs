//! A proxy that loses datagrams both ways, by a seed.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};

use idlc_runtime::proto::random::Random;

/// Starts a proxy before `server`; tells where it listens. Its threads end
/// with the test process.
pub(crate) fn lossy(server: SocketAddr, loss_per_mille: u32, seed: u64) -> SocketAddr {
    let front = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
    let address = front.local_addr().unwrap();
    let random = Arc::new(Mutex::new(Random::new(seed)));
    std::thread::spawn(move || {
        let mut backs = HashMap::<SocketAddr, Arc<UdpSocket>>::new();
        let mut buffer = vec![0; 65_536];
        loop {
            let (len, client) = front.recv_from(&mut buffer).unwrap();
            let back = backs.entry(client).or_insert_with(|| {
                forward_replies(&front, client, server, &random, loss_per_mille)
            });
            if !random.lock().unwrap().chance(loss_per_mille) {
                back.send(&buffer[..len]).unwrap();
            }
        }
    });
    address
}

/// A socket for one client, and the thread that carries its replies back.
fn forward_replies(
    front: &Arc<UdpSocket>,
    client: SocketAddr,
    server: SocketAddr,
    random: &Arc<Mutex<Random>>,
    loss_per_mille: u32,
) -> Arc<UdpSocket> {
    let back = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
    back.connect(server).unwrap();
    let (front, random, replies) = (Arc::clone(front), Arc::clone(random), Arc::clone(&back));
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        // The server ends before the proxy does.
        while let Ok(len) = replies.recv(&mut buffer) {
            if !random.lock().unwrap().chance(loss_per_mille) {
                front.send_to(&buffer[..len], client).unwrap();
            }
        }
    });
    back
}
