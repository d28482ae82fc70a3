//! Who executes what, and who still receives meanwhile.

use idlc_runtime::{Procedure, ServerConfig};

use super::probe::{ADD, BLOCK, Probe, builder, client, wait_until};

#[test]
fn slow_handlers_keep_nobody_from_being_answered() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        let slow: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| client.call::<()>(BLOCK, &())))
            .collect();
        gate.wait_for_handler();
        for n in 0..100 {
            client.call::<()>(Procedure::NULL, &()).unwrap();
            assert_eq!(client.call::<i32>(ADD, &(n, 1)).unwrap(), n + 1);
        }
        for _ in &slow {
            gate.open();
        }
        for call in slow {
            call.join().unwrap().unwrap();
        }
    });
}

#[test]
fn calls_beyond_the_queue_are_dropped_unexecuted_and_come_through_later() {
    let (probe, gate) = Probe::new();
    let probe = std::sync::Arc::new(probe);
    let config = ServerConfig {
        workers_max: 1,
        queue_max: 1,
        ..ServerConfig::default()
    };
    let server = builder()
        .config(config)
        .serve(std::sync::Arc::clone(&probe))
        .unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        // One is executed by a receiving thread, one by the worker, one waits.
        let slow: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| client.call::<()>(BLOCK, &())))
            .collect();
        wait_until("a call is dropped", || server.counters().dropped > 0);
        client.call::<()>(Procedure::NULL, &()).unwrap();
        for _ in 0..6 {
            gate.open();
        }
        for call in slow {
            call.join().unwrap().unwrap();
        }
    });
    assert_eq!(probe.executions(), 6);
}
