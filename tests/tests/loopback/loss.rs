//! Lost datagrams on real sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use idlc_runtime::{CallError, Client, Retransmission};

use super::probe::{ADD, BLOCK, PROBE, Probe, Raw, builder, client, message, onc, wait_until};
use super::proxy::{self, Faults};

#[test]
fn five_hundred_calls_through_a_third_of_loss_run_at_most_once_and_ok_means_once() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let faults = Faults {
        loss: 300,
        ..Faults::default()
    };
    let address = proxy::start(server.addr(), faults, 1);
    let retransmission = Retransmission {
        initial: Duration::from_millis(10),
        min: Duration::from_millis(5),
        max: Duration::from_millis(200),
    };
    let client = Client::builder(&PROBE)
        .retransmission(retransmission)
        .connect(onc(address))
        .unwrap();
    let ok = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..10 {
            let (client, ok) = (&client, &ok);
            scope.spawn(move || {
                for n in 0..50 {
                    match client.call::<i32>(ADD, &(thread, n)) {
                        Ok(sum) => {
                            assert_eq!(sum, thread + n);
                            ok.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(CallError::MaybeExecuted { .. }) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
            });
        }
    });
    let (ok, executed) = (ok.into_inner(), probe.executions());
    assert!((490..=500).contains(&ok), "{ok} of 500 calls came through");
    assert!(
        (ok..=500).contains(&executed),
        "{ok} Ok, {executed} executions"
    );
    assert!(client.counters().retrans > 100, "{:?}", client.counters());
    assert!(server.counters().dupreqs > 10, "{:?}", server.counters());
}

#[test]
fn a_copy_that_arrives_while_the_handler_runs_is_not_executed() {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let raw = Raw::connect(server.addr());
    let call = message(9, BLOCK, &());
    raw.send(&call);
    gate.wait_for_handler();
    for copies in 1..=20 {
        raw.send(&call);
        wait_until("the copy is seen", || {
            server.counters().dupreqs_in_progress == copies
        });
    }
    gate.open();
    let reply = raw.receive();
    // A copy that arrives later is answered with the same bytes.
    assert_eq!(raw.call(&call), reply);
    assert_eq!(probe.executions(), 1);
    assert_eq!(server.counters().dupreqs, 21);
}

#[test]
fn a_call_that_is_retransmitted_while_its_handler_sleeps_runs_once() {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| client.call::<()>(BLOCK, &()));
        gate.wait_for_handler();
        wait_until("the client sends again", || {
            server.counters().dupreqs_in_progress >= 2
        });
        gate.open();
        call.join().unwrap().unwrap();
    });
    assert_eq!(probe.executions(), 1);
    assert!(client.counters().retrans >= 2);
}
