use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{Call, Caller, Reaction};
use crate::config::Retransmission;
use crate::error::{CallError, MaybeExecuted, NotExecuted};
use crate::id::{Procedure, Program, Version, Xid};
use crate::interface::Interface;
use crate::proto::random::Random;
use crate::rpc::{AcceptStat, ReplyHeader};

const MS: Duration = Duration::from_millis(1);
const XID: Xid = Xid(7);

static TEST: Interface = Interface {
    name: "Test",
    program: Program(1),
    version: Version(1),
    procedures: &[],
};

fn server() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 2049))
}

fn start() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "any instant serves as the origin"
    )]
    Instant::now()
}

/// A call that begins at `now`, with a timer of 100 ms that grows to a second.
fn caller(now: Instant, deadline: Duration) -> Caller {
    let call = Call {
        server: server(),
        xid: XID,
        interface: &TEST,
        procedure: Procedure(1),
        deadline,
    };
    let bounds = Retransmission {
        max: MS * 1000,
        ..Retransmission::default()
    };
    Caller::new(now, call, MS * 100, &bounds, Random::new(1))
}

/// The times, in milliseconds, at which the call is sent until it ends.
fn transmissions(deadline: Duration) -> (Vec<u128>, CallError) {
    let begin = start();
    let mut caller = caller(begin, deadline);
    let (mut now, mut sent) = (begin, Vec::new());
    loop {
        if caller.poll_transmit(now) {
            sent.push((now - begin).as_millis());
        }
        now = caller.poll_timeout();
        if let Some(error) = caller.handle_timeout(now) {
            return (sent, error);
        }
    }
}

#[test]
fn waits_double_up_to_the_bound_and_differ_by_at_most_a_tenth() {
    let (sent, _) = transmissions(MS * 10_000);
    let waits: Vec<_> = sent.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let nominal = [100, 200, 400, 800, 1000, 1000, 1000];
    for (wait, nominal) in waits.iter().zip(nominal) {
        assert!(
            (nominal * 9 / 10..=nominal * 11 / 10).contains(wait),
            "{waits:?}"
        );
    }
    assert!(
        waits
            .iter()
            .zip(nominal)
            .any(|(wait, nominal)| *wait != nominal),
        "no jitter"
    );
    assert!(sent.len() >= 12, "{sent:?}");
}

#[test]
fn the_deadline_ends_the_call_and_nothing_is_sent_at_it() {
    let (sent, error) = transmissions(MS * 250);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(matches!(
        error,
        CallError::MaybeExecuted {
            why: MaybeExecuted::DeadlinePassed { .. }
        }
    ));
}

#[test]
fn a_call_without_time_is_not_sent_and_not_executed() {
    let (sent, error) = transmissions(Duration::ZERO);
    assert!(sent.is_empty());
    assert!(matches!(
        error,
        CallError::NotExecuted {
            why: NotExecuted::DeadlinePassed { .. }
        }
    ));
}

#[test]
fn the_longest_deadline_overflows_nothing() {
    let mut caller = caller(start(), Duration::MAX);
    assert!(caller.poll_transmit(start()));
}

#[test]
fn a_round_trip_is_known_only_of_a_call_that_was_sent_once() {
    let reply = idlc_xdr::to_vec(&ReplyHeader::accepted(XID, AcceptStat::Success));
    let begin = start();
    let mut once = caller(begin, MS * 10_000);
    assert!(once.poll_transmit(begin));
    assert_eq!(once.round_trip(), None);
    assert!(matches!(
        once.handle_datagram(begin + MS * 3, server(), &reply),
        Reaction::Done(Ok(_))
    ));
    assert_eq!(once.round_trip(), Some(MS * 3));

    let mut twice = caller(begin, MS * 10_000);
    assert!(twice.poll_transmit(begin));
    assert!(twice.poll_transmit(begin + MS * 200));
    assert!(matches!(
        twice.handle_datagram(begin + MS * 203, server(), &reply),
        Reaction::Done(Ok(_))
    ));
    assert_eq!(twice.round_trip(), None);
}

#[test]
fn only_a_reply_with_the_xid_from_the_server_ends_the_call() {
    let begin = start();
    let mut caller = caller(begin, MS * 10_000);
    let reply = |xid| idlc_xdr::to_vec(&ReplyHeader::accepted(xid, AcceptStat::Success));
    let stranger = SocketAddr::from(([127, 0, 0, 2], 2049));
    let react = |caller: &mut Caller, from, bytes: &[u8]| match caller
        .handle_datagram(begin, from, bytes)
    {
        Reaction::Done(_) => "done",
        Reaction::OtherXid => "other xid",
        Reaction::Noise => "noise",
    };
    assert_eq!(react(&mut caller, stranger, &reply(XID)), "noise");
    assert_eq!(react(&mut caller, server(), &reply(Xid(8))), "other xid");
    assert_eq!(react(&mut caller, server(), &reply(XID)[..20]), "noise");
    assert_eq!(react(&mut caller, server(), b""), "noise");
    assert_eq!(react(&mut caller, server(), &reply(XID)), "done");
}
