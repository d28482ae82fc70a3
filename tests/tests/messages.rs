//! Messages between endpoints on real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "helpers of tests may be as blunt as tests"
)]

use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use idlc_runtime::message::{Endpoint, SendError};
use idlc_runtime::xdr::{Reader, Writer};
use idlc_runtime::{Context, Interface, Procedure, Program, Refusal, Server, Service, Version};

fn local() -> Endpoint {
    Endpoint::bind("127.0.0.1:0").unwrap()
}

fn message(number: usize, len: usize) -> Vec<u8> {
    (0..len).map(|at| (number * 7 + at) as u8).collect()
}

/// Takes as many messages.
fn take(endpoint: &Endpoint, count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| endpoint.recv().unwrap().1).collect()
}

/// A port where nobody listens.
fn free_address() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap()
}

#[test]
fn messages_of_any_size_arrive_in_order_both_ways() {
    let (a, b) = (local(), local());
    let (to_a, to_b) = (a.local_addr().unwrap(), b.local_addr().unwrap());
    let sizes = [0, 1, 1_200, 100_000, 7, 3_000_000, 65_536, 2];
    thread::scope(|scope| {
        for (from, to) in [(&a, to_b), (&b, to_a)] {
            scope.spawn(move || {
                for (number, size) in sizes.iter().enumerate() {
                    from.send_async(to, message(number, *size)).unwrap();
                }
                from.flush(to).unwrap();
            });
        }
        for end in [&a, &b] {
            let got = take(end, sizes.len());
            for (number, size) in sizes.iter().enumerate() {
                assert!(got[number] == message(number, *size), "{number}");
            }
        }
    });
}

#[test]
fn send_returns_when_the_message_was_taken_and_not_before() {
    let (a, b) = (local(), local());
    let to = b.local_addr().unwrap();
    let (done, is_done) = channel();
    thread::scope(|scope| {
        scope.spawn(|| done.send(a.send(to, b"hello")).unwrap());
        assert!(is_done.recv_timeout(Duration::from_millis(100)).is_err());
        assert_eq!(b.recv().unwrap().1, b"hello");
        assert_eq!(is_done.recv().unwrap(), Ok(()));
    });
}

#[test]
fn a_peer_that_comes_late_is_waited_for() {
    let a = local();
    let to = free_address();
    let (sent, was_sent) = channel();
    thread::scope(|scope| {
        scope.spawn(|| sent.send(a.send(to, b"early")).unwrap());
        assert!(was_sent.recv_timeout(Duration::from_millis(300)).is_err());
        let b = Endpoint::bind(to).unwrap();
        assert_eq!(b.recv().unwrap().1, b"early");
        assert_eq!(was_sent.recv().unwrap(), Ok(()));
    });
}

#[test]
fn a_peer_that_restarts_gets_what_follows() {
    let a = local();
    let b = local();
    let to = b.local_addr().unwrap();
    for number in 0..50 {
        a.send_async(to, message(number, 100)).unwrap();
    }
    let first = take(&b, 20);
    drop(b);
    let b = Endpoint::bind(to).unwrap();
    let next = b.recv().unwrap().1;
    let next = (0..50).find(|n| message(*n, 100) == next).unwrap();
    // Of what was taken the sender heard when the endpoint was dropped, unless
    // that word was lost.
    assert!((19..=20).contains(&next), "{next}");
    assert_eq!(first[19], message(19, 100));
    let rest = take(&b, 49 - next);
    assert_eq!(rest.last(), Some(&message(49, 100)));
    a.flush(to).unwrap();
}

#[test]
fn a_send_whose_time_is_over_ends() {
    let a = local();
    let began = Instant::now();
    let patience = Duration::from_millis(200);
    let nobody = free_address();
    assert_eq!(
        a.send_within(nobody, b"x", patience),
        Err(SendError::TimedOut)
    );
    assert!(began.elapsed() >= patience);
    let b = local();
    let to = b.local_addr().unwrap();
    let ended = a.send_within(to, b"never taken", patience);
    assert_eq!(ended, Err(SendError::MaybeDelivered));
    // It is there although its sender gave it up; what follows comes after it.
    thread::scope(|scope| {
        scope.spawn(|| a.send(to, b"taken").unwrap());
        assert_eq!(take(&b, 2).last().unwrap(), b"taken");
    });
}

#[test]
fn a_message_too_large_fails_and_stops_those_behind_it() {
    let a = local();
    let b = Endpoint::builder()
        .message_bytes_max(1_000)
        .bind("127.0.0.1:0")
        .unwrap();
    let to = b.local_addr().unwrap();
    a.send_async(to, message(0, 1_001)).unwrap();
    let why = SendError::TooLarge { limit: 1_000 };
    assert_eq!(a.flush(to), Err(why));
    a.send_async(to, message(1, 1_000)).unwrap();
    assert_eq!(b.recv().unwrap().1, message(1, 1_000));
    a.flush(to).unwrap();
}

#[test]
fn many_send_to_one_and_each_in_order() {
    let to_all = local();
    let to = to_all.local_addr().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let from = local();
                for number in 0..500_u32 {
                    from.send_async(to, number.to_be_bytes()).unwrap();
                }
                from.flush(to).unwrap();
            });
        }
        let mut next = std::collections::HashMap::<_, u32>::new();
        for _ in 0..2_000 {
            let (from, message) = to_all.recv().unwrap();
            let expected = next.entry(from).or_default();
            assert_eq!(message, expected.to_be_bytes());
            *expected += 1;
        }
        assert_eq!(next.len(), 4);
    });
}

#[test]
fn nothing_comes_within_a_moment_where_nothing_was_sent() {
    let patience = Duration::from_millis(20);
    assert!(local().recv_within(patience).unwrap().is_none());
}

#[test]
fn a_server_of_something_else_takes_no_messages() {
    static NOTHING: Interface = Interface {
        name: "Nothing",
        program: Program(0x2000_0006),
        version: Version(1),
        procedures: &[],
    };
    struct Nothing;
    impl Service for Nothing {
        fn interface(&self) -> &'static Interface {
            &NOTHING
        }

        fn dispatch(
            &self,
            _: &Context,
            _: Procedure,
            _: &mut Reader<'_>,
            _: &mut Writer,
        ) -> Result<(), Refusal> {
            Err(Refusal::procedure_unavailable())
        }
    }
    let server = Server::builder().udp("127.0.0.1:0").serve(Nothing).unwrap();
    let endpoint = local();
    let error = endpoint.send(server.addr(), b"is this a call?");
    assert_eq!(error, Err(SendError::Refused));
}
