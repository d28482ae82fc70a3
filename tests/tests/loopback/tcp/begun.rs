//! Calls that are begun and waited for later, where only a connection makes the
//! difference.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use idlc_runtime::{CallError, Client, NotExecuted, Pending};

use super::probe::{PATIENCE, builder, client, start};
use crate::loopback::probe::{ADD, BLOCK, ECHO, PROBE, Probe, wait_until};

#[test]
fn a_call_goes_on_while_nobody_waits() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    for n in 0..10 {
        drop(client.begin::<i32>(ADD, &(n, 1)));
    }
    wait_until("all were executed", || probe.executions() == 10);
}

#[test]
fn threads_begin_and_block_on_one_connection_at_once() {
    let server = start();
    let client = client(&server);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..200 {
                    let begun = [0, 1].map(|k| client.begin::<i32>(ADD, &(thread * 1_000 + n, k)));
                    let blocking: i32 = client.call(ADD, &(n, 7)).unwrap();
                    assert_eq!(blocking, n + 7);
                    for (k, call) in (0..).zip(begun) {
                        assert_eq!(call.wait().unwrap(), thread * 1_000 + n + k);
                    }
                }
            });
        }
    });
    assert_eq!(client.counters().connections, 1);
}

#[test]
fn large_calls_are_begun_faster_than_the_connection_takes_them() {
    let server = start();
    let client = client(&server);
    let bytes = vec![7_u8; 8 << 20];
    let begun: Vec<Pending<Vec<u8>>> = (0..6).map(|_| client.begin(ECHO, &bytes)).collect();
    for call in begun {
        assert!(call.wait().unwrap() == bytes);
    }
}

#[test]
fn more_calls_than_a_connection_may_have_in_progress_are_all_answered() {
    let server = start();
    let client = client(&server);
    let begun: Vec<Pending<i32>> = (0..2_000).map(|n| client.begin(ADD, &(n, 1))).collect();
    for (n, call) in (0..).zip(begun) {
        assert_eq!(call.wait().unwrap(), n + 1);
    }
}

#[test]
fn a_call_that_was_not_sent_can_be_withdrawn() {
    // It accepts connections and reads nothing, so that little can be sent.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let client = Client::builder(&PROBE).deadline(Duration::from_millis(500));
    let client = client.connect(address).unwrap();
    let begin = Instant::now();
    let much: Pending<Vec<u8>> = client.begin(ECHO, &vec![0_u8; 32 << 20]);
    let behind: Pending<i32> = client.begin(ADD, &(1, 2));
    assert!(!behind.is_ready());
    behind.cancel();
    assert!(behind.is_ready());
    let error = behind.wait().unwrap_err();
    let is_withdrawn = matches!(
        error,
        CallError::NotExecuted {
            why: NotExecuted::Withdrawn
        }
    );
    assert!(is_withdrawn, "{error:?}");
    assert!(matches!(much.wait(), Err(CallError::MaybeExecuted { .. })));
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_short_deadline_is_kept_while_another_thread_waits_for_long() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = client(&server);
    let long: Pending<()> = client.begin(BLOCK, &());
    std::thread::scope(|scope| {
        let waits = scope.spawn(move || long.wait());
        gate.wait_for_handler();
        let short = client.with_deadline(Duration::from_millis(50));
        let blocking = scope.spawn(move || short.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        let error = blocking.join().unwrap().unwrap_err();
        assert!(
            matches!(error, CallError::MaybeExecuted { .. }),
            "{error:?}"
        );
        assert!(!waits.is_finished());
        gate.open();
        gate.open();
        waits.join().unwrap().unwrap();
    });
}
