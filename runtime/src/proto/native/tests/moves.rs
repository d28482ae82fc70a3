//! A client whose address changes.

use std::net::SocketAddr;
use std::time::Duration;

use super::pair::{CLIENT, MS, Pair};
use crate::proto::native::{Outcome, WhyMaybe};

const ELSEWHERE: SocketAddr = SocketAddr::new(CLIENT.ip(), 701);

/// A client whose first packet with a call is under way, and will be for so
/// long, when it goes elsewhere. What it sends from there takes no time.
fn moved(first_packet_takes: Duration) -> Pair {
    let mut pair = Pair::new();
    pair.run_for(Duration::from_secs(100));
    pair.call(vec![1, 2], Duration::from_secs(60));
    // The hello and the welcome take a millisecond each, and then the call
    // leaves.
    pair.delay = MS;
    while pair.sent[1] < 2 {
        if pair.sent[1] == 1 && pair.sent[0] == 1 {
            pair.delay = first_packet_takes;
        }
        pair.run_for(MS / 2);
    }
    pair.delay = MS;
    pair.address = ELSEWHERE;
    pair
}

#[test]
fn a_small_call_from_a_new_address_is_executed_in_the_same_session() {
    let mut pair = Pair::new();
    pair.call(vec![1, 2], MS * 1_000);
    pair.run();
    pair.address = ELSEWHERE;
    pair.call(vec![3, 4], MS * 1_000);
    pair.run();
    assert!(pair.ended.values().all(Result::is_ok), "{:?}", pair.ended);
    assert_eq!((pair.executed, pair.responder.sessions()), (2, 1));
}

#[test]
fn a_call_is_not_repeated_because_a_later_packet_comes_first_from_elsewhere() {
    let mut pair = moved(Duration::from_secs(5));
    pair.run();
    pair.run_for(Duration::from_secs(60));
    assert_eq!(pair.executed, 1);
    assert!(pair.ended.values().all(Result::is_ok), "{:?}", pair.ended);
}

#[test]
fn a_call_whose_only_packet_from_the_old_address_is_lost_ends_in_doubt() {
    let mut pair = moved(Duration::from_secs(1_000));
    pair.run();
    let gone = Outcome::MaybeExecuted(WhyMaybe::ServerGone);
    assert_eq!(pair.ended.values().next(), Some(&Err(gone)));
    assert!(
        pair.elapsed() < Duration::from_secs(121),
        "{:?}",
        pair.elapsed()
    );
    pair.run_for(Duration::from_secs(1_000));
    assert_eq!((pair.executed, pair.responder.sessions()), (0, 0));
}
