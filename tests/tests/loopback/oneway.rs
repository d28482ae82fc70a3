//! Oneway calls, in both forms: in order, each at most once, and what becomes of
//! them where something fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use idlc_runtime::xdr::{Reader, Writer};
use idlc_runtime::{
    CallError, Client, ClientConfig, Context, Incident, Interface, MaybeExecuted, NotExecuted,
    Procedure, ProcedureInfo, Program, Refusal, SendError, Server, ServerConfig, Service, Version,
};
use idlc_tests::journal::{JOURNAL, NOTE};

use super::probe::{
    ADD, BLOCK, ECHO, Gate, PANIC, PROBE, Probe, builder, client, native, number_from_env, onc,
};
use super::proxy::{self, Faults};
use super::served::Served;

const LOG: Procedure = Procedure(1);

static LOGBOOK: Interface = Interface {
    name: "Logbook",
    program: Program(0x2000_0005),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "log",
        number: LOG,
    }],
};

/// What was logged, in order: numbers, and how many bytes came with each.
#[derive(Default)]
struct Logbook {
    entries: Mutex<Vec<(u32, usize)>>,
    running: AtomicUsize,
}

impl Logbook {
    fn numbers(&self) -> Vec<u32> {
        let entries = self.entries.lock().unwrap();
        entries.iter().map(|(number, _)| *number).collect()
    }
}

impl Service for Logbook {
    fn interface(&self) -> &'static Interface {
        &LOGBOOK
    }

    fn dispatch(
        &self,
        _cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        _result: &mut Writer,
    ) -> Result<(), Refusal> {
        if procedure != LOG {
            return Err(Refusal::procedure_unavailable());
        }
        let number: u32 = arguments.field("number")?;
        let bytes: &[u8] = arguments.field("bytes")?;
        arguments.finish()?;
        assert_eq!(
            self.running.fetch_add(1, Ordering::SeqCst),
            0,
            "one at a time"
        );
        assert!(bytes.iter().all(|byte| *byte == number.to_le_bytes()[0]));
        self.entries.lock().unwrap().push((number, bytes.len()));
        self.running.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}

fn logbook() -> (Arc<Logbook>, Server) {
    let logbook = Arc::new(Logbook::default());
    let server = builder().serve(Arc::clone(&logbook)).unwrap();
    (logbook, server)
}

fn log(client: &Client, number: u32, len: usize) -> Result<(), SendError> {
    client.send(LOG, &(number, vec![number.to_le_bytes()[0]; len]))
}

/// A server whose handler blocks, and a client of it.
fn blocked(config: ClientConfig) -> (Arc<Probe>, Gate, Server, Client) {
    let (probe, gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = Client::builder(&PROBE).config(config);
    let client = client.connect(server.addr()).unwrap();
    (probe, gate, server, client)
}

#[test]
fn the_order_survives_a_bad_network() {
    let calls = u32::try_from(number_from_env("SOCKET_CALLS", 1_000)).unwrap();
    let (logbook, server) = logbook();
    let faults = Faults {
        loss: 300,
        duplication: 100,
        reordering: 100,
        corruption: 10,
    };
    let address = proxy::start(server.addr(), faults, 11);
    let client = Client::connect(&LOGBOOK, address).unwrap();
    let sizes = [0, 3, 90, 1_500, 3_000];
    for number in 0..calls {
        log(&client, number, sizes[number as usize % sizes.len()]).unwrap();
    }
    client.flush().unwrap();
    assert!(logbook.numbers().into_iter().eq(0..calls));
    let counters = client.counters();
    assert!(
        counters.retrans > 0 && counters.timeouts > 0,
        "{counters:?}"
    );
}

#[test]
fn the_order_survives_a_bad_network_in_the_onc_form() {
    let (logbook, server) = logbook();
    let faults = Faults {
        loss: 100,
        ..Faults::default()
    };
    let address = proxy::start(server.addr(), faults, 11);
    let client = Client::connect(&LOGBOOK, onc(address)).unwrap();
    for number in 0..50 {
        log(&client, number, 10).unwrap();
    }
    client.flush().unwrap();
    assert!(logbook.numbers().into_iter().eq(0..50));
}

#[test]
fn messages_of_megabytes_are_executed_in_order_with_small_ones() {
    let (logbook, server) = logbook();
    let client = Client::connect(&LOGBOOK, server.addr()).unwrap();
    let sizes = [3 << 20, 0, 9 << 20, 10, 3 << 20];
    for (number, len) in (0..).zip(sizes) {
        log(&client, number, len).unwrap();
    }
    client.flush().unwrap();
    let entries = logbook.entries.lock().unwrap().clone();
    assert!(entries.into_iter().eq((0..).zip(sizes)));
}

#[test]
fn threads_share_the_order_of_a_client() {
    let (logbook, server) = logbook();
    let client = Client::connect(&LOGBOOK, server.addr()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let client = client.clone();
            scope.spawn(move || {
                for number in 0..250 {
                    log(&client, thread * 1_000 + number, 3).unwrap();
                }
                client.flush().unwrap();
            });
        }
    });
    let numbers = logbook.numbers();
    assert_eq!(numbers.len(), 1_000);
    for thread in 0..4 {
        let of_thread = numbers.iter().filter(|number| **number / 1_000 == thread);
        assert!(of_thread.copied().eq(thread * 1_000..thread * 1_000 + 250));
    }
}

#[test]
fn a_call_sent_while_another_runs_for_long_reaches_the_server() {
    let (probe, gate, _server, client) = blocked(ClientConfig::default());
    let long = client.begin::<()>(BLOCK, &());
    gate.wait_for_handler();
    client.send(ADD, &(1, 2)).unwrap();
    super::probe::wait_until("it was executed", || probe.executions() == 2);
    gate.open();
    long.wait().unwrap();
    client.flush().unwrap();
}

#[test]
fn what_is_queued_is_bounded_and_who_queues_more_waits_for_room() {
    let config = ClientConfig {
        oneway_calls_max: 3,
        ..ClientConfig::default()
    };
    let (probe, gate, server, client) = blocked(config);
    for address in [None, Some(onc(server.addr()))] {
        let client = match address {
            None => client.clone(),
            Some(onc) => Client::builder(&PROBE).config(config).connect(onc).unwrap(),
        };
        let before = probe.executions();
        for _ in 0..3 {
            client.send(BLOCK, &()).unwrap();
        }
        gate.wait_for_handler();
        let began = Instant::now();
        let hasty = client.with_deadline(Duration::from_millis(50));
        let error = hasty.send(ADD, &(1, 2)).unwrap_err();
        assert!(began.elapsed() >= Duration::from_millis(50));
        assert!(
            matches!(
                error,
                SendError::NotSent {
                    why: NotExecuted::DeadlinePassed { .. }
                }
            ),
            "{error:?}"
        );
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| client.send(ADD, &(1, 2)));
            gate.open();
            waits.join().unwrap().unwrap();
        });
        gate.open();
        gate.wait_for_handler();
        gate.open();
        gate.wait_for_handler();
        client.flush().unwrap();
        assert_eq!(probe.executions() - before, 4);
    }
}

#[test]
fn bytes_are_bounded_too_and_one_message_may_have_more_of_them() {
    let config = ClientConfig {
        oneway_bytes_max: 1_000,
        deadline: Some(Duration::from_secs(20)),
        ..ClientConfig::default()
    };
    let (_probe, gate, _server, client) = blocked(config);
    client.send(ECHO, &vec![7_u8; 50_000]).unwrap();
    client.flush().unwrap();
    client.send(BLOCK, &()).unwrap();
    gate.wait_for_handler();
    let hasty = client.with_deadline(Duration::from_millis(20));
    let error = hasty.send(ECHO, &vec![7_u8; 1_000]).unwrap_err();
    assert!(matches!(error, SendError::NotSent { .. }), "{error:?}");
    gate.open();
    client.flush().unwrap();
}

#[test]
fn a_handler_that_panics_leaves_the_others_in_peace() {
    let panics = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&panics);
    let probe = Arc::new(Probe::new().0);
    let server = builder()
        .on_incident(move |incident| {
            if let Incident::HandlerPanicked { procedure, .. } = incident {
                assert_eq!(*procedure, "panic");
                count.fetch_add(1, Ordering::SeqCst);
            }
        })
        .serve(Arc::clone(&probe))
        .unwrap();
    let client = native(&server);
    for _ in 0..3 {
        client.send(PANIC, &()).unwrap();
        client.send(ADD, &(1, 2)).unwrap();
    }
    client.flush().unwrap();
    assert_eq!((panics.load(Ordering::SeqCst), probe.executions()), (3, 3));
}

#[test]
fn what_the_server_does_not_have_is_told_and_nothing_behind_it_is_executed() {
    let (probe, gate, server, native) = blocked(ClientConfig::default());
    for client in [native, client(&server)] {
        let before = probe.executions();
        client.send(BLOCK, &()).unwrap();
        gate.wait_for_handler();
        client.send(Procedure(99), &()).unwrap();
        for _ in 0..30 {
            client.send(ADD, &(1, 2)).unwrap();
        }
        gate.open();
        let failed = client.flush().unwrap_err();
        assert_eq!((failed.number, failed.procedure), (2, "?"));
        assert_eq!((failed.not_executed, failed.maybe_executed), (31, 0));
        assert!(
            matches!(
                failed.error,
                CallError::NotExecuted {
                    why: NotExecuted::ProcedureUnavailable { .. }
                }
            ),
            "{failed}"
        );
        client.send(ADD, &(1, 2)).unwrap();
        client.flush().unwrap();
        assert_eq!(probe.executions() - before, 2);
    }
}

#[test]
fn garbage_and_missing_credentials_are_told() {
    let config = ServerConfig {
        require_auth_sys: true,
        ..ServerConfig::default()
    };
    let strict = builder().config(config).serve(Probe::new().0).unwrap();
    let lax = builder().serve(Probe::new().0).unwrap();
    for (server, procedure) in [(&strict, ECHO), (&lax, ADD)] {
        for client in [native(server), client(server)] {
            client.send(procedure, &7_u32).unwrap();
            let failed = client.flush().unwrap_err();
            let CallError::NotExecuted { why } = failed.error else {
                panic!("{failed}");
            };
            match procedure {
                ADD => assert!(matches!(why, NotExecuted::GarbageArguments), "{why}"),
                _ => assert!(matches!(why, NotExecuted::Denied(_)), "{why}"),
            }
        }
    }
}

#[test]
fn the_next_call_tells_of_a_failure_that_nobody_asked_about() {
    let server = super::probe::start();
    for client in [native(&server), client(&server)] {
        client.send(Procedure(99), &()).unwrap();
        client.wait_all();
        let error = client.send(ADD, &(1, 2)).unwrap_err();
        assert!(matches!(error, SendError::Earlier(_)), "{error:?}");
        client.send(ADD, &(1, 2)).unwrap();
        client.flush().unwrap();
        assert_eq!(client.counters().badcalls, 1);
    }
}

#[test]
fn nobody_there_is_told() {
    let server = super::probe::start();
    let (address, name) = (server.addr(), onc(server.addr()));
    server.shutdown().unwrap();
    for client in [
        Client::connect(&PROBE, address).unwrap(),
        Client::connect(&PROBE, name).unwrap(),
    ] {
        client.send(ADD, &(1, 2)).unwrap();
        let failed = client.flush().unwrap_err();
        assert_eq!((failed.number, failed.not_executed), (1, 1));
        assert!(failed.error.is_safe_to_repeat(), "{failed}");
    }
}

#[test]
fn a_server_that_takes_none_is_told() {
    let mut config = ServerConfig::default();
    config.native.streams_max = 0;
    let server = builder().config(config).serve(Probe::new().0).unwrap();
    let client = native(&server);
    client.send(ADD, &(1, 2)).unwrap();
    let failed = client.flush().unwrap_err();
    assert!(
        matches!(
            failed.error,
            CallError::NotExecuted {
                why: NotExecuted::NoOneways { .. }
            }
        ),
        "{failed}"
    );
}

#[test]
fn a_server_that_stops_executes_what_it_says() {
    let (probe, gate, server, client) = blocked(ClientConfig::default());
    for _ in 0..5 {
        client.send(BLOCK, &()).unwrap();
    }
    gate.wait_for_handler();
    std::thread::scope(|scope| {
        let stops = scope.spawn(|| server.shutdown());
        // It may come to the others before it begins to stop.
        (0..5).for_each(|_| gate.open());
        stops.join().unwrap().unwrap();
    });
    let executed = probe.executions() as u64;
    let (not, maybe) = match client.flush() {
        Ok(()) => (0, 0),
        Err(failed) => (failed.not_executed, failed.maybe_executed),
    };
    assert!(5 - not - maybe <= executed, "{not}, {maybe}, {executed}");
    assert!(executed <= 5 - not, "{not}, {maybe}, {executed}");
}

/// What became of the calls that were sent since the last flush.
#[derive(Debug, Default)]
struct Sent {
    all: Vec<u64>,
    queued: Vec<u64>,
}

#[test]
fn no_oneway_call_runs_twice_however_often_the_server_is_killed() {
    let kills = number_from_env("SERVER_KILLS", 5);
    let mut served = Served::start("oneway");
    let client = Client::connect(&JOURNAL, served.address()).unwrap();
    let (mut next, mut in_doubt) = (0, 0);
    for round in 0..=kills {
        let mut sent = Sent::default();
        for _ in 0..500 {
            sent.all.push(next);
            match client.send(NOTE, &next) {
                Ok(()) => sent.queued.push(next),
                Err(SendError::NotSent { .. } | SendError::Earlier(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
            next += 1;
        }
        if round < kills {
            served.kill();
            served.restart();
        }
        match client.flush() {
            Ok(()) => assert!(ran(&served).ends_with(&sent.queued), "round {round}"),
            Err(failed) => {
                assert!(
                    matches!(
                        failed.error,
                        CallError::NotExecuted { .. }
                            | CallError::MaybeExecuted {
                                why: MaybeExecuted::ServerRestarted { .. }
                                    | MaybeExecuted::ServerGone { .. }
                            }
                    ),
                    "{failed}"
                );
                in_doubt += failed.maybe_executed;
                check(&sent, &ran(&served), &failed);
            }
        }
    }
    println!("{next} calls, {in_doubt} in doubt");
}

#[test]
fn what_may_run_twice_is_sent_again_to_a_server_that_restarted() {
    let mut served = Served::start("oneway-idempotent");
    let client = Client::connect(&JOURNAL, served.address()).unwrap();
    for round in 0..3_u64 {
        for number in round * 500..(round + 1) * 500 {
            client.send_idempotent(NOTE, &number).unwrap();
        }
        served.kill();
        served.restart();
        client.flush().unwrap();
    }
    let mut ran = served.journal();
    ran.sort_unstable();
    ran.dedup();
    assert!(ran.into_iter().eq(0..1_500));
}

fn ran(served: &Served) -> Vec<u64> {
    let journal = served.journal();
    assert!(journal.is_sorted_by(|a, b| a < b), "in order, and once");
    journal
}

/// Those that ran are the first so many; those that did not are the last.
fn check(sent: &Sent, journal: &[u64], failed: &idlc_runtime::FlushError) {
    let Some(first) = sent.all.first() else {
        return;
    };
    let executed: Vec<u64> = journal.iter().copied().filter(|n| n >= first).collect();
    assert!(sent.queued.starts_with(&executed), "without a gap");
    let queued = sent.queued.len() as u64;
    let known = queued - failed.not_executed - failed.maybe_executed;
    let executed = executed.len() as u64;
    assert!(known <= executed && executed <= known + failed.maybe_executed);
}
