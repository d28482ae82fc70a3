//! A server that is asked for more than it can do: what it still does, and how
//! soon it is well again.

use std::time::{Duration, Instant};

use idlc_runtime::ResponderConfig;
use idlc_runtime::sim::{CallId, CallPlan, Options, Transport, World};

use crate::work::{DO, WORK, Work, material};

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);

/// Four handlers at a time, each for ten milliseconds.
const WORKERS: usize = 4;
const HANDLER: Duration = Duration::from_millis(10);
const CAPACITY: u32 = 400;

/// How many calls the server has at a time: a tenth of a second's work.
const IN_PROGRESS_MAX: usize = 40;

const CLIENTS: usize = 20;
const PATIENCE: Duration = Duration::from_millis(500);

/// So long too many calls are made, and then so long half of what can be done.
const OVERLOADED: Duration = Duration::from_secs(5);
const RELIEVED: Duration = Duration::from_secs(3);

struct Call {
    id: CallId,
    began: Duration,
}

/// A world in which a server is offered so many times what it can do.
struct Load {
    world: World,
    calls: Vec<Call>,
}

impl Load {
    fn of(offered: f64) -> Self {
        let options = Options {
            seed: 1,
            transport: Transport::Native,
            clients: CLIENTS,
            handler_min: HANDLER,
            handler_max: HANDLER,
            workers: WORKERS,
            responder: ResponderConfig {
                in_progress_max: IN_PROGRESS_MAX,
                ..ResponderConfig::default()
            },
            trace_datagrams: false,
            ..Options::default()
        };
        let world = World::new(options, Instant::now(), vec![Box::new(Work)]);
        let calls = Vec::new();
        let mut load = Self { world, calls };
        load.plan(Duration::ZERO, OVERLOADED, offered);
        load.plan(OVERLOADED, OVERLOADED + RELIEVED, 0.5);
        load.world.run();
        assert_eq!(load.world.violation(), None);
        load
    }

    /// Evenly spread calls, from all clients in turn.
    fn plan(&mut self, from: Duration, to: Duration, offered: f64) {
        let gap = S.div_f64(f64::from(CAPACITY) * offered);
        let mut began = from;
        while began < to {
            let number = self.calls.len();
            let plan = CallPlan {
                after: began,
                deadline: Some(PATIENCE),
                ..CallPlan::default()
            };
            let arguments = (100_u32, material(number as u64, 100));
            let client = number % CLIENTS;
            let id = self.world.plan(client, &plan, &WORK, DO, &arguments);
            self.calls.push(Call { id, began });
            began += gap;
        }
    }

    /// Results per second while there was too much, but for the first second.
    fn goodput(&self) -> f64 {
        let within = S..OVERLOADED;
        let good = self.calls.iter().filter(|call| {
            let took = self.world.duration(call.id).unwrap_or_default();
            self.world.outcome(call.id).is_ok() && within.contains(&(call.began + took))
        });
        let seconds = OVERLOADED.saturating_sub(S).as_secs_f64();
        f64::from(u32::try_from(good.count()).unwrap()) / seconds
    }

    /// How long all but a hundredth of the calls took that began in a time.
    fn latency(&self, from: Duration, to: Duration) -> Duration {
        let within = |call: &&Call| (from..to).contains(&call.began);
        let calls = self.calls.iter().filter(within);
        let mut took: Vec<_> = calls.map(|c| self.world.duration(c.id).unwrap()).collect();
        took.sort();
        took[took.len() * 99 / 100]
    }
}

#[test]
fn what_is_asked_for_beyond_what_can_be_done_costs_little_of_it() {
    let peak = Load::of(1.0).goodput();
    let quiet = Load::of(0.5).latency(S, OVERLOADED);
    for (offered, share) in [(2.0, 0.9), (10.0, 0.8)] {
        let load = Load::of(offered);
        let goodput = load.goodput();
        let after = load.latency(OVERLOADED + S, OVERLOADED + RELIEVED);
        println!(
            "{offered} × the capacity of {CAPACITY} calls/s: {goodput} results/s, {:.0} % of the \
             peak of {peak}; 99 % within {after:?} a second after it, {quiet:?} without it",
            goodput / peak * 100.0
        );
        assert!(goodput >= share * peak, "{goodput} of {peak}");
        assert!(after <= quiet + 5 * MS, "{after:?}, {quiet:?} without it");
    }
}
