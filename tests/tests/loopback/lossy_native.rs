//! The native form through a network that loses, repeats, reorders and damages
//! datagrams. `SOCKET_CALLS=100000` makes more calls than the default.

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;

use idlc_runtime::{
    Client, Context, Interface, Procedure, ProcedureInfo, Program, Refusal, Service, Version, xdr,
};

use super::probe::{builder, number_from_env};
use super::proxy::{self, Faults};

const THREADS: usize = 128;

const COUNT: Procedure = Procedure(1);

static COUNTER: Interface = Interface {
    name: "Counter",
    program: Program(0x2000_0004),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "count",
        number: COUNT,
    }],
};

/// How often each call was executed.
struct Counter(Vec<AtomicU8>);

impl Service for Counter {
    fn interface(&self) -> &'static Interface {
        &COUNTER
    }

    fn dispatch(
        &self,
        _cx: &Context,
        procedure: Procedure,
        arguments: &mut xdr::Reader<'_>,
        result: &mut xdr::Writer,
    ) -> Result<(), Refusal> {
        if procedure != COUNT {
            return Err(Refusal::procedure_unavailable());
        }
        let call: u32 = arguments.field("call")?;
        arguments.finish()?;
        self.0[call as usize].fetch_add(1, Ordering::SeqCst);
        xdr::Encode::encode(&!call, result);
        Ok(())
    }
}

#[test]
fn every_call_through_a_bad_network_is_answered_and_runs_once() {
    let calls = number_from_env("SOCKET_CALLS", 2_000);
    let counter = std::sync::Arc::new(Counter((0..calls).map(|_| AtomicU8::new(0)).collect()));
    let server = builder().serve(std::sync::Arc::clone(&counter)).unwrap();
    let faults = Faults {
        loss: 300,
        duplication: 100,
        reordering: 100,
        corruption: 10,
    };
    let address = proxy::start(server.addr(), faults, 7);
    let client = Client::connect(&COUNTER, address).unwrap();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let client = &client;
            scope.spawn(move || {
                for call in (thread..calls).step_by(THREADS) {
                    let call = u32::try_from(call).unwrap();
                    assert_eq!(client.call::<u32>(COUNT, &call).unwrap(), !call);
                }
            });
        }
    });
    let executions = counter.0.iter().map(|times| times.load(Ordering::SeqCst));
    let not_once = executions.filter(|times| *times != 1).count();
    println!("{calls} calls in {:?}", began.elapsed());
    let counters = client.counters();
    assert!(
        counters.retrans > 0 && counters.timeouts > 0,
        "{counters:?}"
    );
    assert_eq!(not_once, 0, "of {calls} calls, all answered");
}
