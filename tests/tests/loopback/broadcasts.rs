//! Calls to many servers at once. On loopback there is nobody to broadcast to,
//! so the addresses are named.

use std::net::{SocketAddr, UdpSocket};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use idlc_runtime::{AuthPolicy, AuthSys, Broadcast, Procedure, Server};

use super::probe::{ADD, PROBE, Probe, WHO, builder, start};

const LONG: Duration = Duration::from_secs(60);

fn to(servers: &[&Server]) -> Broadcast {
    let addresses = servers.iter().map(|server| server.addr());
    Broadcast::at_port(&PROBE, 0).to(addresses).wait(LONG)
}

/// The replies of so many servers, in the order of their addresses.
fn replies<T>(
    broadcast: &Broadcast,
    procedure: Procedure,
    arguments: &impl idlc_runtime::xdr::Encode,
    count: usize,
) -> Vec<(SocketAddr, Result<T, String>)>
where
    T: for<'a> idlc_runtime::xdr::Decode<'a>,
{
    let mut replies = Vec::new();
    let gathered = broadcast.call_each::<T>(procedure, arguments, |from, result| {
        replies.push((from, result.map_err(|error| error.to_string())));
        if replies.len() == count {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    gathered.unwrap();
    replies.sort_by_key(|(from, _)| *from);
    replies
}

#[test]
fn every_server_answers_once_and_who_has_enough_stops() {
    let servers = [start(), start(), start()];
    let broadcast = to(&servers.each_ref());
    let mut expected: Vec<_> = servers.iter().map(|s| (s.addr(), Ok(5))).collect();
    expected.sort_by_key(|(from, _)| *from);
    let began = Instant::now();
    assert_eq!(replies::<i32>(&broadcast, ADD, &(2, 3), 3), expected);
    assert!(began.elapsed() < LONG / 2);
}

#[test]
fn it_ends_with_its_time_and_says_who_answered_until_then() {
    let server = start();
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    // Nobody listens at the third any more.
    let gone = start().addr();
    let addresses = [server.addr(), silent.local_addr().unwrap(), gone];
    let broadcast = Broadcast::at_port(&PROBE, 0)
        .to(addresses)
        .wait(Duration::from_millis(200));
    let found = broadcast.call::<()>(Procedure::NULL, &()).unwrap();
    let from: Vec<_> = found.iter().map(|(from, _)| *from).collect();
    assert_eq!(from, [server.addr()]);
    let mut call = [0; 64];
    let len = silent.recv(&mut call).unwrap();
    assert_eq!(len, 40, "a null call without credentials");
}

#[test]
fn copies_and_strangers_are_not_taken() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let other = UdpSocket::bind("127.0.0.1:0").unwrap();
    let broadcast = Broadcast::at_port(&PROBE, 0)
        .to([socket.local_addr().unwrap()])
        .wait(LONG);
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|w| w.to_be_bytes()).collect() };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut call = [0; 64];
            let (_, from) = socket.recv_from(&mut call).unwrap();
            let reply = |value| [call[..4].to_vec(), words(&[1, 0, 0, 0, 0, value])].concat();
            let stranger = [vec![0xff; 4], words(&[1, 0, 0, 0, 0, 9])].concat();
            other.send_to(&stranger, from).unwrap();
            socket.send_to(&reply(1), from).unwrap();
            socket.send_to(&reply(2), from).unwrap();
            other.send_to(&reply(3), from).unwrap();
        });
        let found = replies::<u32>(&broadcast, WHO, &(), 2);
        let mut expected = [
            (socket.local_addr().unwrap(), Ok(1)),
            (other.local_addr().unwrap(), Ok(3)),
        ];
        expected.sort_by_key(|(from, _)| *from);
        assert_eq!(found, expected);
    });
}

#[test]
fn a_refusal_is_a_reply_too_and_credentials_are_sent() {
    let guarded = builder()
        .service_for(AuthPolicy::sys(), Probe::new().0)
        .start()
        .unwrap();
    let nobody = replies::<u32>(&to(&[&guarded]), WHO, &(), 1);
    let refusal = nobody[0].1.clone().unwrap_err();
    assert!(refusal.contains("AUTH_TOOWEAK"), "{refusal}");
    let somebody = to(&[&guarded]).credentials(AuthSys {
        uid: 1000,
        ..AuthSys::default()
    });
    assert_eq!(
        replies(&somebody, WHO, &(), 1),
        [(guarded.addr(), Ok(1000_u32))]
    );
}
