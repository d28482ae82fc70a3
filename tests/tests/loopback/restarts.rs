//! A server that is killed and comes back while it is called.
//! `SERVER_KILLS=100` kills it more often than the default.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use idlc_runtime::{CallError, Client};
use idlc_tests::journal::{JOURNAL, NOTE};

use super::probe::number_from_env;
use super::served::Served;

const THREADS: usize = 8;

/// Between two kills so many calls end.
const CALLS_BETWEEN_KILLS: usize = 200;

/// Who calls, until told to stop.
struct Callers {
    client: Client,
    next: AtomicU64,
    stop: AtomicBool,
}

/// What callers know of their calls.
#[derive(Debug, Default)]
struct Outcomes {
    ok: Vec<u64>,
    not_executed: Vec<u64>,
    maybe_executed: Vec<u64>,
}

impl Callers {
    fn call(&self, outcomes: &mut Outcomes, ended: &Sender<()>) {
        while !self.stop.load(Ordering::SeqCst) {
            let call = self.next.fetch_add(1, Ordering::SeqCst);
            match self.client.call::<u64>(NOTE, &call) {
                Ok(number) => {
                    assert_eq!(number, call);
                    outcomes.ok.push(call);
                }
                Err(CallError::NotExecuted { .. }) => outcomes.not_executed.push(call),
                Err(CallError::MaybeExecuted { .. }) => outcomes.maybe_executed.push(call),
                Err(other) => panic!("{other:?}"),
            }
            ended.send(()).unwrap();
        }
    }
}

#[test]
fn no_call_runs_twice_however_often_the_server_is_killed() {
    let kills = number_from_env("SERVER_KILLS", 5);
    let mut served = Served::start("restarts");
    let callers = Callers {
        client: Client::connect(&JOURNAL, served.address()).unwrap(),
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
    };
    let all = std::thread::scope(|scope| {
        let (ended, ends) = channel();
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let (callers, ended) = (&callers, ended.clone());
                scope.spawn(move || {
                    let mut outcomes = Outcomes::default();
                    callers.call(&mut outcomes, &ended);
                    outcomes
                })
            })
            .collect();
        for _ in 0..kills {
            for _ in 0..CALLS_BETWEEN_KILLS {
                ends.recv_timeout(Duration::from_secs(60)).unwrap();
            }
            served.kill();
            served.restart();
        }
        for _ in 0..CALLS_BETWEEN_KILLS {
            ends.recv_timeout(Duration::from_secs(60)).unwrap();
        }
        callers.stop.store(true, Ordering::SeqCst);
        let outcomes = threads.into_iter().map(|thread| thread.join().unwrap());
        outcomes.collect::<Vec<_>>()
    });
    check(&all, &served.journal());
}

fn check(all: &[Outcomes], journal: &[u64]) {
    let executed: HashSet<u64> = journal.iter().copied().collect();
    assert_eq!(executed.len(), journal.len(), "no call runs twice");
    let of = |calls: fn(&Outcomes) -> &Vec<u64>| all.iter().flat_map(calls).copied();
    let ran = |call: &u64| executed.contains(call);
    let (ok, not, maybe) = (
        of(|o| &o.ok),
        of(|o| &o.not_executed),
        of(|o| &o.maybe_executed),
    );
    println!(
        "{} Ok, {} NotExecuted, {} MaybeExecuted of which {} were",
        ok.clone().count(),
        not.clone().count(),
        maybe.clone().count(),
        maybe.clone().filter(ran).count(),
    );
    assert!(ok.clone().all(|call| ran(&call)), "Ok means executed");
    assert!(!not.clone().any(|call| ran(&call)), "NotExecuted means not");
    let known: HashSet<u64> = ok.chain(maybe).collect();
    assert!(executed.is_subset(&known), "nothing else was executed");
}
