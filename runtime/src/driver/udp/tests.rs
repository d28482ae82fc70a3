//! What only sockets do. The same holds for the system's own way and for the
//! portable one.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::portable;
use super::socket::{Arrival, DatagramSocket, Wait, is_too_large};
use crate::driver::poller::AdaptivePoll;

const SOON: Option<Duration> = Some(Duration::from_secs(10));

fn ipv4() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

fn ipv6() -> SocketAddr {
    SocketAddr::from((Ipv6Addr::LOCALHOST, 0))
}

/// A receiver and a sender connected to it.
fn pair(local: SocketAddr) -> (DatagramSocket, DatagramSocket) {
    let receiver = DatagramSocket::bind(local).unwrap();
    let sender = DatagramSocket::connect(receiver.local_addr().unwrap()).unwrap();
    (receiver, sender)
}

/// The next `count` datagrams, however many receives they take.
fn receive(socket: &DatagramSocket, count: usize) -> Vec<Vec<u8>> {
    let mut batch = Batch::new();
    let mut datagrams = Vec::new();
    while datagrams.len() < count {
        let arrival = socket.receive(&mut batch, SOON).unwrap();
        assert_eq!(arrival, Arrival::Datagrams);
        datagrams.extend(batch.datagrams().map(|(_, bytes)| bytes.to_vec()));
    }
    datagrams
}

/// Bytes in which no two datagrams are alike.
fn pattern(bytes: usize) -> Vec<u8> {
    (0_u32..).flat_map(u32::to_be_bytes).take(bytes).collect()
}

#[test]
fn a_datagram_comes_with_its_sender_and_is_answered() {
    for local in [ipv4(), ipv6()] {
        let (server, client) = pair(local);
        client.send(None, b"ping", 1_200).unwrap();
        let mut batch = Batch::new();
        assert_eq!(
            server.receive(&mut batch, SOON).unwrap(),
            Arrival::Datagrams
        );
        let (from, bytes) = batch.datagrams().next().unwrap();
        assert_eq!(bytes, b"ping");

        server.send(Some(from), b"pong", 1_200).unwrap();
        assert_eq!(receive(&client, 1), [b"pong"]);
    }
}

#[test]
fn a_train_arrives_as_its_datagrams_and_the_last_may_be_shorter() {
    for local in [ipv4(), ipv6()] {
        let (receiver, sender) = pair(local);
        let bytes = pattern(10 * 1_200 + 7);
        sender.send(None, &bytes, 1_200).unwrap();
        assert_eq!(
            receive(&receiver, 11),
            bytes.chunks(1_200).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_train_too_long_for_one_system_call_is_cut() {
    let (receiver, sender) = pair(ipv4());
    let to = Some(receiver.local_addr().unwrap());
    let unconnected = DatagramSocket::bind(ipv4()).unwrap();
    for (segment, datagrams) in [(16, 65), (16, 200), (8_952, 20), (65_507, 3)] {
        let bytes = pattern(segment * datagrams);
        let expected: Vec<_> = bytes.chunks(segment).collect();
        sender.send(None, &bytes, segment).unwrap();
        assert_eq!(receive(&receiver, datagrams), expected);
        unconnected.send(to, &bytes, segment).unwrap();
        assert_eq!(receive(&receiver, datagrams), expected);
    }
}

#[test]
fn a_datagram_too_large_for_the_device_is_refused_as_such() {
    let (_receiver, sender) = pair(ipv4());
    let error = sender.send(None, &pattern(65_508), 65_508).unwrap_err();
    assert!(is_too_large(&error), "{error}");
}

#[test]
fn who_is_not_there_is_heard_of() {
    let (receiver, sender) = pair(ipv4());
    drop(receiver);
    sender.send(None, b"ping", 4).unwrap();
    let arrival = sender.receive(&mut Batch::new(), SOON).unwrap();
    assert_eq!(arrival, Arrival::Refused);
}

#[test]
fn a_wait_of_zero_brings_what_is_there_and_no_more() {
    let (receiver, sender) = pair(ipv4());
    let mut batch = Batch::new();
    let look = |batch: &mut Batch| receiver.receive(batch, Some(Duration::ZERO)).unwrap();
    assert_eq!(look(&mut batch), Arrival::Nothing);
    sender.send(None, b"ping", 4).unwrap();
    assert_eq!(look(&mut batch), Arrival::Datagrams);
    assert_eq!(look(&mut batch), Arrival::Nothing);
    assert_eq!(
        batch.datagrams().len(),
        0,
        "nothing is left of the last one"
    );
}

#[test]
fn a_wait_in_vain_is_not_cut_short() {
    let (receiver, sender) = pair(ipv4());
    let mut batch = Batch::new();
    for wait in [1, 4, 6, 30].map(Duration::from_millis) {
        for socket in [&receiver, &sender] {
            let start = Instant::now();
            let arrival = socket.receive(&mut batch, Some(wait)).unwrap();
            assert_eq!(arrival, Arrival::Nothing);
            assert!(start.elapsed() >= wait, "{wait:?}");
        }
    }
}

#[test]
fn polling_or_not_what_comes_is_received_and_a_wait_in_vain_is_a_whole_one() {
    let (receiver, sender) = pair(ipv4());
    let mut batch = Batch::new();
    for polling in [true, false] {
        let mut poll = AdaptivePoll::new(polling);
        sender.send(None, b"ping", 4).unwrap();
        let arrival = receiver.receive_polling(&mut poll, &mut batch, None);
        assert_eq!(arrival.unwrap(), Arrival::Datagrams);
        let (start, wait) = (Instant::now(), Duration::from_millis(2));
        let arrival = receiver.receive_polling(
            &mut poll,
            &mut batch,
            Some(Wait {
                since: Instant::now(),
                lasts: wait,
            }),
        );
        assert_eq!(arrival.unwrap(), Arrival::Nothing);
        assert!(start.elapsed() >= wait);
    }
}

#[test]
fn a_datagram_without_bytes_is_no_datagram() {
    let (receiver, _sender) = pair(ipv4());
    let to = receiver.local_addr().unwrap();
    UdpSocket::bind(ipv4()).unwrap().send_to(&[], to).unwrap();
    let mut batch = Batch::new();
    assert_eq!(
        receiver.receive(&mut batch, SOON).unwrap(),
        Arrival::Datagrams
    );
    assert_eq!(batch.datagrams().len(), 0);
}

#[test]
fn the_receive_buffer_is_what_the_system_granted() {
    let (receiver, _sender) = pair(ipv4());
    let granted = receiver.receive_buffer_bytes();
    assert!(granted > 0);
    // As many bytes in datagrams that fill their memory well do fit.
    let (receiver, sender) = pair(ipv4());
    let datagrams = granted / 4 / 8_952;
    sender
        .send(None, &pattern(datagrams * 8_952), 8_952)
        .unwrap();
    assert_eq!(receive(&receiver, datagrams).len(), datagrams);
}

/// What is asked of Linux beyond what is portable.
#[cfg(target_os = "linux")]
mod on_linux {
    use nix::libc;
    use nix::sys::socket::sockopt::{GetStruct, SetStruct};
    use nix::sys::socket::{GetSockOpt, SetSockOpt};

    use super::*;

    #[derive(Clone, Copy)]
    struct PathMtuDiscovery;
    nix::getsockopt_impl!(
        PathMtuDiscovery,
        libc::IPPROTO_IP,
        libc::IP_MTU_DISCOVER,
        libc::c_int,
        GetStruct<libc::c_int>
    );

    #[derive(Clone)]
    struct NoChecksum;
    nix::setsockopt_impl!(
        NoChecksum,
        libc::SOL_SOCKET,
        libc::SO_NO_CHECK,
        libc::c_int,
        SetStruct<'_, libc::c_int>
    );

    #[test]
    fn once_long_datagrams_came_a_train_comes_in_one_receive() {
        let (receiver, sender) = pair(ipv4());
        let train = pattern(10 * 1_200 + 7);
        sender.send(None, &train, 1_200).unwrap();
        assert_eq!(
            receive(&receiver, 11),
            train.chunks(1_200).collect::<Vec<_>>()
        );
        sender.send(None, &train, 1_200).unwrap();
        let mut batch = Batch::new();
        receiver.receive(&mut batch, SOON).unwrap();
        assert_eq!(batch.datagrams().len(), 11);
    }

    #[test]
    fn a_refused_train_is_sent_datagram_by_datagram_from_then_on() {
        let (receiver, sender) = pair(ipv4());
        // The kernel leaves the checksums of a train to the device, and so
        // refuses one without.
        NoChecksum.set(sender.as_std(), &1).unwrap();
        assert!(sender.sends_trains());
        let bytes = pattern(5 * 100 + 1);
        sender.send(None, &bytes, 100).unwrap();
        assert!(!sender.sends_trains());
        sender.send(None, &bytes, 100).unwrap();
        let expected = bytes.chunks(100).chain(bytes.chunks(100));
        assert_eq!(receive(&receiver, 12), expected.collect::<Vec<_>>());
    }

    #[test]
    fn what_is_larger_than_the_path_is_never_cut_into_fragments() {
        let (receiver, sender) = pair(ipv4());
        for socket in [receiver, sender] {
            let discovery = PathMtuDiscovery.get(socket.as_std()).unwrap();
            assert_eq!(discovery, libc::IP_PMTUDISC_PROBE);
        }
    }
}

/// The portable way, which is not that of `DatagramSocket` on every system.
mod portably {
    use super::*;

    fn pair() -> (UdpSocket, UdpSocket) {
        let receiver = UdpSocket::bind(ipv4()).unwrap();
        receiver.set_read_timeout(Some(portable::GUARD)).unwrap();
        let sender = UdpSocket::bind(ipv4()).unwrap();
        sender.connect(receiver.local_addr().unwrap()).unwrap();
        (receiver, sender)
    }

    fn take(socket: &UdpSocket, batch: &mut Batch, waiting: bool) -> io::Result<()> {
        portable::receive(socket, None, batch, waiting, false)
    }

    fn is_nothing(received: &io::Result<()>) -> bool {
        received.as_ref().is_err_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
            )
        })
    }

    #[test]
    fn a_datagram_comes_with_its_sender() {
        let (receiver, sender) = pair();
        sender.send(b"ping").unwrap();
        let mut batch = Batch::new();
        take(&receiver, &mut batch, true).unwrap();
        let datagrams: Vec<_> = batch.datagrams().collect();
        assert_eq!(datagrams, [(sender.local_addr().unwrap(), &b"ping"[..])]);
    }

    #[test]
    fn looking_does_not_wait_and_waiting_still_does() {
        let (receiver, _sender) = pair();
        let mut batch = Batch::new();
        assert!(is_nothing(&take(&receiver, &mut batch, false)));
        let start = Instant::now();
        assert!(is_nothing(&take(&receiver, &mut batch, true)));
        assert!(start.elapsed() >= portable::GUARD);
    }

    #[test]
    fn waiting_takes_nothing_and_leaves_the_timeout_as_it_was() {
        let (receiver, sender) = pair();
        let wait = Some(Duration::from_millis(2));
        assert!(!portable::wait_until_readable(&receiver, wait).unwrap());
        sender.send(b"ping").unwrap();
        assert!(portable::wait_until_readable(&receiver, None).unwrap());
        take(&receiver, &mut Batch::new(), false).unwrap();
        let timeout = receiver.read_timeout().unwrap().unwrap();
        assert!(timeout < Duration::from_millis(20), "{timeout:?}");
    }

    #[test]
    fn a_train_is_refused() {
        let (_, sender) = pair();
        let error = portable::send_train(&sender, None, &[0; 8], 4).unwrap_err();
        assert!(portable::is_refusal_of_trains(&error));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_receives_is_woken_when_the_socket_is_shut_down() {
    for local in [ipv4(), ipv6()] {
        let (server, client) = pair(local);
        std::thread::scope(|scope| {
            let receiver = scope.spawn(|| {
                let mut batch = Batch::new();
                // The second finds the first one's address where it would write
                // its own.
                let first = server.receive(&mut batch, None);
                (first.unwrap(), server.receive(&mut batch, None).is_err())
            });
            client.send(None, b"ping", 1_200).unwrap();
            server.wake_receivers();
            let (first, ends) = receiver.join().unwrap();
            assert_eq!(first, Arrival::Datagrams);
            assert!(ends, "there is no datagram");
        });
    }
}
