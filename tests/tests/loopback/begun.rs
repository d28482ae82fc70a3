//! Asynchronous calls, in both forms and over TCP.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use idlc_runtime::{CallError, Client, NotExecuted, Pending};

use super::probe::{ADD, BLOCK, ECHO, PROBE, Probe, builder, clients, native, start, start_all};

/// The smallest executor there is.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn calls_that_were_begun_end_in_any_order_that_they_are_waited_for() {
    let server = start_all();
    for client in clients(&server) {
        let begun: Vec<Pending<i32>> = (0..200).map(|n| client.begin(ADD, &(n, 1))).collect();
        for (n, call) in begun.into_iter().enumerate().rev() {
            assert_eq!(call.wait().unwrap(), i32::try_from(n).unwrap() + 1);
        }
        assert_eq!(client.counters().calls, 200);
    }
}

#[test]
fn waiting_for_all_leaves_every_call_ready() {
    let server = start_all();
    for client in clients(&server) {
        let begun: Vec<Pending<i32>> = (0..50).map(|n| client.begin(ADD, &(n, 1))).collect();
        client.wait_all();
        assert!(begun.iter().all(Pending::is_ready));
        for (n, call) in (0..).zip(begun) {
            assert_eq!(call.wait().unwrap(), n + 1);
        }
    }
}

#[test]
fn a_call_can_be_awaited_without_an_executor_of_any_kind() {
    let server = start_all();
    for client in clients(&server) {
        let sum = block_on(async {
            let (a, b): (Pending<i32>, Pending<i32>) =
                (client.begin(ADD, &(1, 2)), client.begin(ADD, &(3, 4)));
            a.await.unwrap() + b.await.unwrap()
        });
        assert_eq!(sum, 10);
    }
}

#[test]
fn a_call_goes_on_while_nobody_waits() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = native(&server);
    for n in 0..10 {
        drop(client.begin::<i32>(ADD, &(n, 1)));
    }
    super::probe::wait_until("all were executed", || probe.executions() == 10);
}

#[test]
fn threads_begin_and_wait_on_one_client_at_once() {
    let server = start();
    let client = native(&server);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..300 {
                    let begun =
                        [0, 1, 2].map(|k| client.begin::<i32>(ADD, &(thread * 1_000 + n, k)));
                    for (k, call) in (0..).zip(begun) {
                        assert_eq!(call.wait().unwrap(), thread * 1_000 + n + k);
                    }
                }
            });
        }
    });
}

#[test]
fn large_calls_are_begun_too() {
    let server = start();
    let client = native(&server);
    let bytes = vec![7_u8; 3 << 20];
    let begun: Vec<Pending<Vec<u8>>> = (0..5).map(|_| client.begin(ECHO, &bytes)).collect();
    for call in begun {
        assert!(call.wait().unwrap() == bytes);
    }
}

#[test]
fn a_call_cancelled_while_its_handler_runs_is_told_to_it_and_ends_as_it_ends() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = native(&server);
    let call: Pending<()> = client.begin(BLOCK, &());
    gate.wait_for_handler();
    call.cancel();
    gate.open();
    call.wait().unwrap();
}

#[test]
fn a_call_to_nobody_ends_without_having_been_executed() {
    let server = start();
    let address = server.addr();
    server.shutdown().unwrap();
    let client = Client::builder(&PROBE)
        .deadline(Duration::from_secs(5))
        .connect(address)
        .unwrap();
    let error = client.begin::<i32>(ADD, &(1, 2)).wait().unwrap_err();
    assert!(
        matches!(
            error,
            CallError::NotExecuted {
                why: NotExecuted::Refused { .. }
            }
        ),
        "{error:?}"
    );
    assert_eq!(client.counters().badcalls, 1);
}
