//! Faults planted in the core, to show that the seeds find their like.

use idlc_runtime::proto::native::{Fault, Faults};

use crate::native::{options, run};

const SEEDS_MAX: u64 = 10_000;

const FAULTS: [Fault; 24] = [
    Fault::OldCookieOpens,
    Fault::NoCookieOpens,
    Fault::ResetMoved,
    Fault::ForgetTooSoon,
    Fault::EvictLiveReply,
    Fault::ForgetRunning,
    Fault::OldSeqIsNew,
    Fault::TrustLength,
    Fault::AckBeforeStore,
    Fault::ReuseNumber,
    Fault::AdoptIncarnation,
    Fault::IgnoreResetAge,
    Fault::SkipMessageCheck,
    Fault::DenyAfterDeadline,
    Fault::BusyIsDone,
    Fault::Amplify,
    Fault::NeverProbe,
    Fault::CancelRunning,
    Fault::ForgetForgetting,
    Fault::NeverGiveUp,
    Fault::DeliverEarly,
    Fault::DoneOnArrival,
    Fault::ForgetPosition,
    Fault::ForgetSkip,
];

/// The first seed that finds the fault, and what it finds.
fn find(fault: Fault) -> Option<(u64, String)> {
    (0..SEEDS_MAX).find_map(|seed| {
        let mut options = options(seed);
        options.caller.faults = Faults::plant(fault);
        options.responder.faults = Faults::plant(fault);
        run(&options).1.err().map(|violation| (seed, violation))
    })
}

#[test]
fn every_planted_fault_is_found() {
    let mut hidden = Vec::new();
    for fault in FAULTS {
        match find(fault) {
            Some((seed, violation)) => println!("{fault:?}: seed {seed}: {violation}"),
            None => hidden.push(fault),
        }
    }
    assert!(hidden.is_empty(), "not found: {hidden:?}");
}
