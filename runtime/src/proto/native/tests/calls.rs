use super::pair::{MS, Pair};
use crate::proto::native::{Outcome, WhyMaybe, WhyNot};
use std::time::Duration;

fn message(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n % 253) as u8).collect()
}

fn reversed(len: usize) -> Vec<u8> {
    let mut message = message(len);
    message.reverse();
    message
}

#[test]
fn a_small_call_takes_one_packet_each_way() {
    let mut pair = Pair::new();
    let first = pair.call(message(40), MS * 1000);
    pair.run();
    assert_eq!(pair.ended[&first], Ok(reversed(40)));
    assert_eq!(pair.sent, [2, 2]);
    let second = pair.call(message(50), MS * 1000);
    pair.run();
    assert_eq!(pair.ended[&second], Ok(reversed(50)));
    pair.run_for(MS * 60_000);
    assert_eq!(pair.sent, [3, 3]);
    assert!(pair.caller.is_at_rest());
}

#[test]
fn many_calls_share_packets() {
    let mut pair = Pair::new();
    let calls: Vec<_> = (0..64).map(|_| pair.call(message(40), MS * 1000)).collect();
    pair.run();
    assert!(
        calls
            .iter()
            .all(|call| pair.ended[call] == Ok(reversed(40)))
    );
    assert!(pair.sent[0] + pair.sent[1] < 16, "{:?}", pair.sent);
    assert_eq!(pair.executed, 64);
}

#[test]
fn calls_of_any_size_arrive() {
    for len in [
        0,
        1,
        999,
        1_000,
        1_001,
        1_150,
        1_200,
        5_000,
        65_536,
        1 << 20,
        10_000_000,
    ] {
        let mut pair = Pair::new();
        eprintln!("len {len}");
        let call = pair.call(message(len), MS * 60_000);
        pair.run();
        assert_eq!(pair.ended[&call], Ok(reversed(len)), "{len}");
        pair.run_for(MS * 60_000);
        assert_eq!(pair.responder.memory(), pair.responder.memory_counted());
        pair.run_for(MS * 700_000);
        assert_eq!(
            (pair.responder.sessions(), pair.responder.memory()),
            (0, 0),
            "{len}"
        );
    }
}

#[test]
fn a_call_whose_reply_is_lost_runs_once() {
    for lost in 0..6 {
        for to_server in [false, true] {
            let mut pair = Pair::new();
            pair.lose = Box::new(move |to, n| to == to_server && n == lost);
            let calls: Vec<_> = (0..6)
                .map(|n| {
                    let call = pair.call(message(40 + n), MS * 10_000);
                    pair.run();
                    call
                })
                .collect();
            for (n, call) in calls.iter().enumerate() {
                assert_eq!(pair.ended[call], Ok(reversed(40 + n)));
            }
            assert_eq!(pair.executed, 6);
            assert!(pair.elapsed() < MS * 400, "{:?}", pair.elapsed());
        }
    }
}

#[test]
fn a_third_lost_each_way_delays_and_does_no_more() {
    let mut pair = Pair::new();
    let mut random = crate::proto::random::Random::new(5);
    pair.lose = Box::new(move |_, _| random.chance(300));
    let calls: Vec<_> = (0..20)
        .map(|n| pair.call(message(n * 5_000), MS * 600_000))
        .collect();
    pair.run();
    for (n, call) in calls.iter().enumerate() {
        assert_eq!(pair.ended[call], Ok(reversed(n * 5_000)), "{n}");
    }
    assert_eq!(pair.executed, 20);
}

#[test]
fn a_handler_that_sleeps_for_a_minute_is_waited_for() {
    let mut pair = Pair::new();
    pair.handler = MS * 60_000;
    let call = pair.call(message(40), MS * 600_000);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(reversed(40)));
    assert!(pair.sent[0] + pair.sent[1] < 40, "{:?}", pair.sent);
}

#[test]
fn a_server_that_dies_is_noticed_within_about_half_a_minute() {
    let mut pair = Pair::new();
    pair.handler = MS * 600_000;
    let call = pair.call(message(40), MS * 600_000);
    pair.run_for(MS * 100_000);
    pair.lose = Box::new(|_, _| true);
    let died = pair.elapsed();
    pair.run();
    assert_eq!(
        pair.ended[&call],
        Err(Outcome::MaybeExecuted(WhyMaybe::ServerGone))
    );
    assert!(
        pair.elapsed() - died < Duration::from_secs(47),
        "{:?}",
        pair.elapsed() - died
    );
}

#[test]
fn a_restart_during_a_call_ends_it_and_one_before_does_not() {
    let mut pair = Pair::new();
    pair.handler = MS * 5_000;
    let call = pair.call(message(40), MS * 60_000);
    pair.run_for(MS * 1_000);
    pair.restart();
    pair.run();
    assert_eq!(
        pair.ended[&call],
        Err(Outcome::MaybeExecuted(WhyMaybe::ServerRestarted))
    );
    pair.handler = MS;
    let call = pair.call(message(40), MS * 60_000);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(reversed(40)));
    pair.run_for(MS * 10);
    pair.restart();
    pair.run_for(MS * 10);
    let call = pair.call(message(40), MS * 60_000);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(reversed(40)));
    assert_eq!(pair.executed, 3);
}

#[test]
fn nobody_there_is_said_and_nothing_was_executed() {
    let mut pair = Pair::new();
    pair.lose = Box::new(|_, _| true);
    let call = pair.call(message(40), MS * 60_000);
    pair.run();
    assert_eq!(
        pair.ended[&call],
        Err(Outcome::NotExecuted(WhyNot::NoAnswer))
    );
}

#[test]
fn half_of_all_round_trips_fail_and_every_call_is_answered_soon() {
    let mut pair = Pair::new();
    let mut random = crate::proto::random::Random::new(11);
    pair.lose = Box::new(move |_, _| random.chance(300));
    for n in 0..2_000 {
        let call = pair.call(message(40), MS * 600_000);
        pair.run();
        assert_eq!(pair.ended[&call], Ok(reversed(40)), "{n}");
    }
    assert_eq!(pair.executed, 2_000);
    let mean = pair.elapsed() / 2_000;
    assert!(mean < MS * 50, "{mean:?} a call");
}

#[test]
fn a_reply_that_takes_longer_than_noticing_a_dead_server_is_waited_for() {
    let mut pair = Pair::new();
    // Half a second each way, and every second packet of the server is lost.
    pair.delay = MS * 500;
    pair.lose = Box::new(|to_server, n| !to_server && n % 2 == 1);
    let call = pair.call(message(1_000_000), MS * 6_000_000);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(reversed(1_000_000)));
    assert!(pair.elapsed() > MS * 35_000, "{:?}", pair.elapsed());
}
