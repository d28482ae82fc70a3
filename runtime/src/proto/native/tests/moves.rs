//! A client whose address changes.

use std::net::SocketAddr;

use super::pair::{CLIENT, MS, Pair};

const ELSEWHERE: SocketAddr = SocketAddr::new(CLIENT.ip(), 701);

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
