//! Streams of ordered messages.

use super::pair::{MS, Pair};
use crate::proto::native::ResponderConfig;
use crate::proto::native::{CallNumber, Outcome, Policy, WhyMaybe, WhyNot};
use crate::proto::random::Random;

fn message(number: usize, len: usize) -> Vec<u8> {
    (0..len).map(|at| ((number * 7 + at) % 251) as u8).collect()
}

fn lossy(per_mille: u32, seed: u64) -> Box<dyn FnMut(bool, usize) -> bool> {
    let mut random = Random::new(seed);
    Box::new(move |_, _| random.chance(per_mille))
}

fn delivered(pair: &Pair, messages: &[CallNumber]) -> bool {
    let ok = |number| pair.ended.get(number) == Some(&Ok(Vec::new()));
    messages.iter().all(ok)
}

fn at_rest(pair: &mut Pair) {
    pair.run_for(MS * 60_000);
    assert!(pair.caller.is_at_rest(), "{:?}", pair.caller);
    assert_eq!(pair.responder.memory(), pair.responder.memory_counted());
    assert_eq!(pair.responder.in_progress(), 0);
    pair.run_for(MS * 700_000);
    assert_eq!((pair.responder.sessions(), pair.responder.memory()), (0, 0));
}

/// Sends messages of many sizes on two streams through a bad network.
fn mixed(per_mille: u32, seed: u64) {
    let mut pair = Pair::new();
    pair.lose = lossy(per_mille, seed);
    pair.jitter = MS * 3;
    let sizes = [0, 1, 1_000, 70_000, 300_000, 20, 5_000, 1_001, 0, 65_536];
    let sent: Vec<_> = (0..40)
        .map(|n| pair.send(n as u16 % 2, message(n, sizes[n % 10]), Policy::REPEAT))
        .collect();
    pair.run();
    assert!(delivered(&pair, &sent));
    for stream in 0..2_u16 {
        let got = pair.received.iter().filter(|(at, _)| *at == stream);
        let expected = (0..40).filter(|n| n % 2 == usize::from(stream));
        assert!(
            got.map(|(_, bytes)| bytes.clone())
                .eq(expected.map(|n| message(n, sizes[n % 10]))),
            "seed {seed}"
        );
    }
    at_rest(&mut pair);
}

#[test]
fn messages_arrive_in_order_and_once_whatever_the_network_does() {
    for seed in 0..6 {
        mixed(0, seed);
        mixed(300, seed);
    }
}

#[test]
fn small_messages_share_packets_and_their_ends_do_too() {
    let mut pair = Pair::new();
    let sent: Vec<_> = (0..200)
        .map(|n| pair.send(0, message(n, 40), Policy::REPEAT))
        .collect();
    pair.run();
    assert!(delivered(&pair, &sent));
    assert_eq!(pair.received.len(), 200);
    assert!(pair.sent[0] + pair.sent[1] < 40, "{:?}", pair.sent);
}

#[test]
fn a_message_is_handed_out_when_the_one_before_was_executed() {
    let mut pair = Pair::new();
    pair.handler = MS * 100;
    for n in 0..5 {
        pair.send(0, message(n, 40), Policy::FAIL);
    }
    pair.run_for(MS * 250);
    assert_eq!(pair.received.len(), 3);
    assert_eq!(pair.ended.len(), 2);
    pair.run();
    assert_eq!(pair.received.len(), 5);
    at_rest(&mut pair);
}

#[test]
fn a_handler_that_takes_a_minute_is_waited_for() {
    let mut pair = Pair::new();
    pair.handler = MS * 60_000;
    let sent = [0, 1].map(|n| pair.send(0, message(n, 40), Policy::FAIL));
    pair.run();
    assert!(delivered(&pair, &sent));
    assert!(pair.sent[0] + pair.sent[1] < 80, "{:?}", pair.sent);
}

#[test]
fn what_waits_at_the_server_is_bounded() {
    let mut pair = Pair::new();
    pair.handler = MS * 1_000;
    pair.jitter = MS;
    let sent: Vec<_> = (0..12)
        .map(|n| pair.send(0, message(n, 1 << 20), Policy::REPEAT))
        .collect();
    let mut most = 0;
    while pair.caller.outstanding() > 0 {
        pair.run_for(MS * 10);
        most = most.max(pair.responder.memory());
    }
    // Vectors that grow are up to twice as long as what is in them.
    assert!(most <= 2 * (5 << 20), "{most}");
    assert!(delivered(&pair, &sent));
    at_rest(&mut pair);
}

#[test]
fn a_stream_goes_on_after_the_server_restarted() {
    for at in [1, 3, 7, 20, 55] {
        let mut pair = Pair::new();
        pair.handler = MS * 5;
        let sent: Vec<_> = (0..20)
            .map(|n| pair.send(0, message(n, 40 + n), Policy::REPEAT))
            .collect();
        pair.run_for(MS * at);
        pair.restart();
        pair.run();
        assert!(delivered(&pair, &sent));
        let mut got: Vec<_> = pair.received.iter().map(|(_, m)| m.len() - 40).collect();
        assert!(got.len() <= 22, "{got:?}");
        // One may have been executed whose end was not heard of; it came
        // again, and from there on all in order.
        got.dedup();
        assert_eq!(got, (0..20).collect::<Vec<_>>());
        at_rest(&mut pair);
    }
}

#[test]
fn what_must_not_be_repeated_fails_with_all_behind_it() {
    let mut pair = Pair::new();
    pair.handler = MS * 1_000;
    let sent: Vec<_> = (0..300)
        .map(|n| pair.send(0, message(n, 40), Policy::FAIL))
        .collect();
    pair.run_for(MS * 1_500);
    pair.restart();
    pair.run();
    assert_eq!(pair.ended[&sent[0]], Ok(Vec::new()));
    let maybe = Err(Outcome::MaybeExecuted(WhyMaybe::ServerRestarted));
    assert_eq!(pair.ended[&sent[1]], maybe);
    let not = Err(Outcome::NotExecuted(WhyNot::StreamBroken));
    assert_eq!(pair.ended[&sent[299]], not);
    assert_eq!(pair.received.len(), 2);
    let refused = pair.send(0, message(5, 40), Policy::FAIL);
    let other = pair.send(1, message(6, 40), Policy::FAIL);
    pair.run();
    assert_eq!(pair.ended[&refused], not);
    assert_eq!(pair.ended[&other], Ok(Vec::new()));
    pair.caller.resume(0);
    let again = pair.send(0, message(7, 40), Policy::FAIL);
    pair.run();
    assert_eq!(pair.ended[&again], Ok(Vec::new()));
    assert_eq!(pair.received.len(), 4);
    at_rest(&mut pair);
}

#[test]
fn a_message_sent_since_the_restart_is_sent_again_without_harm() {
    let mut pair = Pair::new();
    let first = pair.send(0, message(0, 40), Policy::FAIL);
    pair.run();
    pair.restart();
    pair.run_for(MS * 10);
    let second = pair.send(0, message(1, 40), Policy::FAIL);
    pair.run();
    assert!(delivered(&pair, &[first, second]));
    assert_eq!(pair.received.len(), 2);
}

#[test]
fn eight_minutes_without_a_network_delays_and_repeats_nothing() {
    let mut pair = Pair::new();
    pair.handler = MS * 5;
    let sent: Vec<_> = (0..20)
        .map(|n| pair.send(0, message(n, n * 9_000), Policy::REPEAT))
        .collect();
    pair.run_for(MS * 23);
    pair.lose = Box::new(|_, _| true);
    pair.run_for(MS * 480_000);
    assert!(pair.ended.len() < 20);
    pair.lose = Box::new(|_, _| false);
    pair.run();
    assert!(delivered(&pair, &sent));
    let got: Vec<_> = pair.received.iter().map(|(_, m)| m.len() / 9_000).collect();
    assert_eq!(got, (0..20).collect::<Vec<_>>());
    at_rest(&mut pair);
}

#[test]
fn nobody_there_is_waited_for_or_said() {
    let mut pair = Pair::new();
    pair.lose = Box::new(|_, _| true);
    let waits = pair.send(0, message(0, 40), Policy::REPEAT);
    let fails = pair.send(1, message(1, 40), Policy::FAIL);
    pair.run_for(MS * 60_000);
    let not = Err(Outcome::NotExecuted(WhyNot::NoAnswer));
    assert_eq!(pair.ended.get(&fails), Some(&not));
    assert_eq!(pair.ended.get(&waits), None);
    assert!(pair.sent[0] < 70, "{:?}", pair.sent);
    pair.lose = Box::new(|_, _| false);
    pair.run();
    assert!(delivered(&pair, &[waits]));
}

#[test]
fn a_server_that_dies_ends_what_must_not_be_repeated() {
    let mut pair = Pair::new();
    pair.handler = MS * 600_000;
    let sent = pair.send(0, message(0, 40), Policy::FAIL);
    pair.run_for(MS * 100_000);
    pair.lose = Box::new(|_, _| true);
    pair.run();
    let maybe = Err(Outcome::MaybeExecuted(WhyMaybe::ServerGone));
    assert_eq!(pair.ended[&sent], maybe);
}

#[test]
fn a_deadline_ends_a_message_and_those_behind_it_and_the_stream_goes_on() {
    let mut pair = Pair::new();
    pair.handler = MS * 100;
    let policy = |pair: &Pair, ms| Policy {
        repeat: true,
        deadline: Some(pair.now + MS * ms),
    };
    let patient = policy(&pair, 10_000);
    let hasty = policy(&pair, 150);
    let first = pair.send(0, message(0, 40), patient);
    let second = pair.send(0, message(1, 40), patient);
    let third = pair.send(0, message(2, 40), hasty);
    let fourth = pair.send(0, message(3, 40), patient);
    pair.run_for(MS * 160);
    let late = Err(Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed));
    assert_eq!(pair.ended[&third], late);
    assert_eq!(pair.ended[&fourth], late);
    pair.caller.resume(0);
    let fifth = pair.send(0, message(4, 40), Policy::REPEAT);
    pair.run();
    assert!(delivered(&pair, &[first, second, fifth]));
    let got: Vec<_> = pair.received.iter().map(|(_, m)| m.clone()).collect();
    assert_eq!(got, [0, 1, 4].map(|n| message(n, 40)));
    at_rest(&mut pair);
}

#[test]
fn a_message_that_is_withdrawn_is_not_executed() {
    for per_mille in [0, 300] {
        let mut pair = Pair::new();
        pair.lose = lossy(per_mille, 3);
        pair.handler = MS * 100;
        let sent = [0, 1, 2].map(|n| pair.send(0, message(n, 90_000), Policy::REPEAT));
        pair.run_for(MS * 50);
        pair.caller.cancel(sent[1]);
        pair.caller.resume(0);
        let last = pair.send(0, message(3, 90_000), Policy::REPEAT);
        pair.run();
        assert!(delivered(&pair, &[sent[0], last]));
        assert_eq!(pair.received.first(), Some(&(0, message(0, 90_000))));
        assert_eq!(pair.received.last(), Some(&(0, message(3, 90_000))));
        at_rest(&mut pair);
    }
}

#[test]
fn a_refused_message_is_answered_and_none_behind_it_is_executed() {
    for (per_mille, seed) in [(0, 0), (300, 1), (300, 2), (300, 3), (300, 4)] {
        let mut pair = Pair::new();
        pair.lose = lossy(per_mille, seed);
        pair.jitter = MS * 3;
        pair.refuses = Some(55);
        let sent: Vec<_> = (0..30)
            .map(|n| pair.send(0, message(n, 40 + n), Policy::FAIL))
            .collect();
        pair.run();
        assert!(delivered(&pair, &sent[..15]));
        assert_eq!(pair.ended[&sent[15]], Ok(b"no".to_vec()));
        let not = Err(Outcome::NotExecuted(WhyNot::StreamBroken));
        assert!(sent[16..].iter().all(|number| pair.ended[number] == not));
        assert_eq!(pair.received.len(), 15);
        pair.caller.resume(0);
        let again = pair.send(0, message(30, 40), Policy::FAIL);
        pair.run();
        assert_eq!(pair.ended[&again], Ok(Vec::new()));
        assert_eq!(pair.received.len(), 16);
        at_rest(&mut pair);
    }
}

#[test]
fn a_refused_message_is_refused_also_where_it_may_be_repeated() {
    let mut pair = Pair::new();
    pair.refuses = Some(41);
    let sent = [0, 1].map(|n| pair.send(0, message(n, 40 + n), Policy::REPEAT));
    pair.run();
    assert!(delivered(&pair, &sent[..1]));
    assert_eq!(pair.ended[&sent[1]], Ok(b"no".to_vec()));
    at_rest(&mut pair);
}

#[test]
fn what_is_in_progress_is_bounded() {
    let responder = ResponderConfig {
        in_progress_max: 3,
        ..ResponderConfig::default()
    };
    let mut pair = Pair::with(crate::config::CallerConfig::default(), responder);
    pair.handler = MS * 50;
    let sent: Vec<_> = (0..40)
        .map(|n| pair.send(n as u16 % 8, message(n, 40), Policy::REPEAT))
        .collect();
    let mut most = 0;
    while pair.caller.outstanding() > 0 {
        pair.run_for(MS);
        most = most.max(pair.responder.in_progress());
    }
    assert_eq!(most, 3);
    assert!(delivered(&pair, &sent));
    assert_eq!(pair.received.len(), 40);
    at_rest(&mut pair);
}

#[test]
fn what_the_server_does_not_take_fails() {
    let mut pair = Pair::new();
    let no_stream = pair.send(16, message(0, 40), Policy::REPEAT);
    let too_large = pair.send(0, message(0, (65 << 20) + 1), Policy::REPEAT);
    pair.run();
    let not = |why| Err(Outcome::NotExecuted(why));
    assert_eq!(pair.ended[&no_stream], not(WhyNot::NoSuchStream));
    let limit = ResponderConfig::default().message_bytes_max;
    assert_eq!(pair.ended[&too_large], not(WhyNot::TooLarge { limit }));
    at_rest(&mut pair);
}

#[test]
fn calls_and_messages_share_a_session() {
    let mut pair = Pair::new();
    pair.lose = lossy(200, 8);
    let calls: Vec<_> = (0..10)
        .map(|n| pair.call(message(n, n * 3_000), MS * 600_000))
        .collect();
    let sent: Vec<_> = (0..10)
        .map(|n| pair.send(3, message(n, n * 3_000), Policy::REPEAT))
        .collect();
    pair.run();
    assert!(delivered(&pair, &sent));
    for (n, call) in calls.iter().enumerate() {
        let mut reversed = message(n, n * 3_000);
        reversed.reverse();
        assert_eq!(pair.ended[call], Ok(reversed));
    }
    assert_eq!((pair.executed, pair.received.len()), (10, 10));
    at_rest(&mut pair);
}
