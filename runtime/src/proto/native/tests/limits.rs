//! What is kept, for how long, and what happens where there is no room.

use std::time::Duration;

use super::pair::{MS, Pair};
use crate::proto::native::{CallerConfig, Outcome, ResponderConfig, WhyMaybe};

const S: Duration = Duration::from_secs(1);

fn responder(config: ResponderConfig) -> Pair {
    Pair::with(CallerConfig::default(), config)
}

#[test]
fn packets_are_never_larger_than_what_the_other_side_takes() {
    let caller = CallerConfig {
        window: 20_000,
        ..CallerConfig::default()
    };
    let mut pair = Pair::with(caller, ResponderConfig::default());
    for _ in 0..3 {
        let call = pair.call(vec![7; 2_000_000], S * 60);
        pair.run();
        assert_eq!(pair.ended[&call], Ok(vec![7; 2_000_000]));
    }
}

#[test]
fn a_session_is_remembered_while_its_cookie_opens_and_its_handlers_run() {
    let mut pair = responder(ResponderConfig {
        session_idle_max: MS,
        ..ResponderConfig::default()
    });
    pair.handler = S * 40;
    let call = pair.call(vec![7; 40], S * 60);
    pair.run();
    assert!(pair.ended[&call].is_ok());
    pair.run_for(S * 25);
    assert_eq!(pair.responder.sessions(), 1);
    pair.run_for(S * 10);
    assert_eq!(pair.responder.sessions(), 0);
    assert_eq!(pair.responder.poll_timeout(), None);
}

#[test]
fn a_reply_that_nobody_waits_for_is_not_kept() {
    let mut pair = Pair::new();
    let call = pair.call(vec![7; 1_000_000], S * 2);
    pair.run_for(MS * 2);
    while pair.executed == 0 {
        pair.run_for(MS);
    }
    pair.lose = Box::new(|to_server, _| !to_server);
    pair.run();
    assert_eq!(
        pair.ended[&call],
        Err(Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed))
    );
    assert!(pair.responder.memory() > 0);
    pair.run_for(MS * 100);
    assert_eq!(pair.responder.memory(), 0);
}

#[test]
fn a_session_whose_client_is_gone_is_forgotten_with_what_it_was_to_be_sent() {
    let mut pair = Pair::new();
    pair.handler = S;
    let _ = pair.call(vec![7; 1_000_000], S * 3_000);
    pair.run_for(MS * 900);
    pair.lose = Box::new(|_, _| true);
    pair.run_for(S * 700);
    assert_eq!((pair.responder.sessions(), pair.responder.memory()), (0, 0));
    assert_eq!(pair.responder.poll_timeout(), None);
}

#[test]
fn a_call_finds_the_room_that_the_reply_before_it_had() {
    let mut pair = Pair::with(
        CallerConfig {
            slots_max: 1,
            ..CallerConfig::default()
        },
        ResponderConfig {
            session_bytes_max: 500,
            ..ResponderConfig::default()
        },
    );
    for _ in 0..3 {
        let call = pair.call(vec![7; 900], S);
        pair.run();
        assert_eq!(pair.ended[&call], Ok(vec![7; 900]));
    }
    assert!(pair.elapsed() < MS * 100, "{:?}", pair.elapsed());
}

#[test]
fn a_reply_gets_through_a_path_that_has_become_smaller() {
    let mut pair = Pair::new();
    let large = pair.call(vec![7; 2_000_000], S * 60);
    pair.run();
    assert!(pair.ended[&large].is_ok());
    pair.bytes_max = 1_200;
    let call = pair.call(vec![7; 6_000], S * 60);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(vec![7; 6_000]));
}
