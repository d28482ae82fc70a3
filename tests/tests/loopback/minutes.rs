//! Handlers that take a minute, with a client that was set up with no thought
//! of them. They run when asked for: `cargo test -p idlc-tests --test loopback
//! minutes -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use idlc_runtime::{CallError, Client, MaybeExecuted};
use idlc_tests::journal::{JOURNAL, SLEEP};

use super::served::Served;

/// How long it may take to notice that a server is dead: a question may have
/// been answered just now and the next one be 15 s away, and five without an
/// answer take 20 s. One second is for a machine that is busy.
const NOTICED_WITHIN: Duration = Duration::from_secs(36);

#[test]
#[ignore = "takes a minute"]
fn a_handler_that_sleeps_for_a_minute_answers() {
    let served = Served::start("minute");
    let client = Client::connect(&JOURNAL, served.address()).unwrap();
    let began = Instant::now();
    assert_eq!(client.call::<u32>(SLEEP, &60_u32).unwrap(), 60);
    println!("answered after {:?}", began.elapsed());
}

#[test]
#[ignore = "takes half a minute"]
fn a_server_that_freezes_during_a_call_is_noticed() {
    let (why, after) = call_and("freezes", |served| served.freeze());
    println!("noticed after {after:?}: {why}");
    assert!(matches!(why, MaybeExecuted::ServerGone { .. }), "{why}");
    assert!(after < NOTICED_WITHIN, "{after:?}");
}

#[test]
#[ignore = "takes seconds"]
fn a_server_that_is_killed_during_a_call_is_noticed() {
    let (why, after) = call_and("killed", Served::kill);
    println!("noticed after {after:?}: {why}");
    assert!(matches!(why, MaybeExecuted::ServerGone { .. }), "{why}");
    assert!(after < NOTICED_WITHIN, "{after:?}");
}

/// What a caller learns, and how long after something was done to the server
/// while the call was executed.
fn call_and(name: &str, happens: impl FnOnce(&mut Served)) -> (MaybeExecuted, Duration) {
    let mut served = Served::start(name);
    let client = Client::connect(&JOURNAL, served.address()).unwrap();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<u32>(SLEEP, &600_u32));
        assert_eq!(served.next_line(), "asleep");
        happens(&mut served);
        let began = Instant::now();
        match call.join().unwrap() {
            Err(CallError::MaybeExecuted { why }) => (why, began.elapsed()),
            other => panic!("{other:?}"),
        }
    })
}
