use super::pair::{MS, Pair};
use crate::proto::native::{CallerConfig, Outcome, ResponderConfig, WhyMaybe, WhyNot};

#[test]
fn a_server_that_stops_says_so_and_later_calls_are_refused_at_once() {
    let mut pair = Pair::new();
    let call = pair.call(vec![1, 2], MS * 1_000);
    pair.run();
    assert!(pair.ended[&call].is_ok());
    pair.responder.close();
    pair.run_for(MS);
    pair.call(vec![3], MS * 1_000);
    pair.run_for(MS);
    pair.caller.handle_refused(pair.now);
    let late = pair.caller.poll_ended().map(|ended| ended.outcome);
    assert_eq!(late, Some(Outcome::NotExecuted(WhyNot::Refused)));
    assert_eq!(pair.executed, 1);
}

#[test]
fn of_calls_under_way_those_that_run_are_doubtful_and_the_others_begin_anew() {
    let mut pair = Pair::new();
    let first = pair.call(vec![1], MS * 60_000);
    pair.run();
    assert!(pair.ended[&first].is_ok());
    pair.handler = MS * 5_000;
    let running = pair.call(vec![2], MS * 60_000);
    pair.run_for(MS);
    // The server stops before this one reaches it.
    let underway = pair.call(vec![3], MS * 60_000);
    pair.run_for(MS / 20);
    pair.responder.close();
    pair.run_for(MS);
    assert_eq!(
        pair.ended[&running],
        Err(Outcome::MaybeExecuted(WhyMaybe::ServerGone))
    );
    assert_eq!(pair.executed, 2);
    pair.handler = MS;
    pair.restart();
    pair.run();
    assert_eq!(pair.ended[&underway], Ok(vec![3]));
    assert_eq!(pair.executed, 3);
}

#[test]
fn a_call_whose_reply_was_lost_is_known_to_have_been_executed() {
    let mut pair = Pair::new();
    let first = pair.call(vec![1], MS * 60_000);
    pair.run();
    assert!(pair.ended[&first].is_ok());
    let replies = pair.sent[0];
    pair.lose = Box::new(move |to_server, n| !to_server && n == replies);
    let call = pair.call(vec![2], MS * 60_000);
    pair.run_for(MS);
    assert_eq!(pair.executed, 2);
    pair.responder.close();
    pair.run_for(MS);
    assert_eq!(pair.ended[&call], Err(Outcome::ReplyLost));
}

#[test]
fn nothing_is_executed_after_the_farewell() {
    let mut pair = Pair::new();
    let call = pair.call(vec![1], MS * 60_000);
    // Greeted, and the call is on its way.
    pair.run_for(MS / 4);
    assert_eq!(pair.executed, 0);
    pair.responder.close();
    pair.run();
    assert_eq!(pair.executed, 0);
    assert!(
        matches!(
            pair.ended[&call],
            Err(Outcome::MaybeExecuted(_) | Outcome::NotExecuted(_))
        ),
        "{:?}",
        pair.ended[&call]
    );
}

#[test]
fn a_call_that_waited_for_a_slot_is_refused_when_the_one_before_it_is() {
    let caller = CallerConfig {
        slots_max: 1,
        ..CallerConfig::default()
    };
    let mut pair = Pair::with(caller, ResponderConfig::default());
    pair.call(vec![1], MS * 1_000);
    pair.run();
    let underway = pair.call(vec![2], MS * 60_000);
    let waiting = pair.call(vec![3], MS * 60_000);
    pair.lose = Box::new(|_, _| true);
    pair.run_for(MS * 100);
    pair.caller.handle_refused(pair.now);
    pair.run_for(MS * 2_000);
    pair.caller.handle_refused(pair.now);
    // It begins anew, with a hello that is refused, too.
    pair.run_for(MS);
    pair.caller.handle_refused(pair.now);
    pair.run_for(MS);
    let (gone, refused) = (WhyMaybe::ServerGone, WhyNot::Refused);
    assert_eq!(pair.ended[&underway], Err(Outcome::MaybeExecuted(gone)));
    assert_eq!(pair.ended[&waiting], Err(Outcome::NotExecuted(refused)));
}
