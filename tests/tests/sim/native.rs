//! The native transport: many calls at a time, of any size.

use std::time::{Duration, Instant};

use idlc_runtime::proto::native::{CallerConfig, ResponderConfig};
use idlc_runtime::proto::random::Random;
use idlc_runtime::sim::{
    Bandwidth, CallId, CallPlan, Options, Ordered, Partitions, Transport, World,
};
use idlc_runtime::{CallError, CongestionControl};

use crate::seeds::{fail, for_each_seed};
use crate::work::{Bytes, DO, WORK, Work, material, product};

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);

/// A debug build is fifty times slower.
const SEEDS_DEFAULT: u64 = if cfg!(debug_assertions) { 200 } else { 10_000 };

/// So many of a thousand worlds have few clients, and so many few calls: what
/// goes wrong mostly does between two of them, and more such worlds are seen in
/// the same time.
const SMALL_PER_MILLE: u32 = 700;

/// In so many the network falls apart for so long that servers forget sessions
/// which their clients have not given up.
const LONELY_PER_MILLE: u32 = 100;

/// So many servers forget sessions within seconds, and welcome their clients
/// again and again.
const FORGETFUL_PER_MILLE: u32 = 200;

/// So many servers die for good.
const DYING_PER_MILLE: u32 = 50;

/// In so many clients send ordered messages, too.
const STREAMS_PER_MILLE: u32 = 300;

/// A call and what must come of it.
struct Order {
    id: CallId,
    number: u64,
    call_bytes: usize,
    reply_bytes: usize,
    /// It begins when the network has been good for long.
    late: bool,
    ordered: bool,
}

/// A world as different as the seed can make it.
pub(crate) fn options(seed: u64) -> Options {
    let mut random = Random::new(seed ^ 0x5eed);
    let crashes = random.chance(400);
    let delay_min = Duration::from_micros(20 + random.below(20_000));
    let reorders = random.chance(500);
    let forgetful = random.chance(FORGETFUL_PER_MILLE);
    let lonely = random.chance(if forgetful { 500 } else { LONELY_PER_MILLE });
    let dies = random.chance(DYING_PER_MILLE);
    Options {
        seed,
        transport: Transport::Native,
        clients: if random.chance(SMALL_PER_MILLE) {
            1 + random.below(2) as usize
        } else {
            1 + random.below(4) as usize
        },
        loss_per_mille: some(&mut random, 600, 350),
        duplicate_per_mille: some(&mut random, 500, 250),
        straggle_per_mille: some(&mut random, 300, 100),
        straggle_max: S * 50,
        corrupt_per_mille: some(&mut random, 300, 50),
        undetected_per_mille: some(&mut random, 100, 30),
        spoofed_per_mille: some(&mut random, 200, 200),
        delay_min,
        delay_max: if reorders {
            delay_min + Duration::from_micros(random.below(100_000))
        } else {
            delay_min
        },
        bandwidth: random.chance(200).then(|| Bandwidth {
            bytes_per_second: 50_000 << random.below(8),
            queue_bytes: 10_000 << random.below(6),
        }),
        mtu: mtu(&mut random),
        mtu_later: random.chance(200).then(|| {
            let after = random.between(Duration::ZERO, S * 20);
            (after, mtu(&mut random))
        }),
        partitions: (lonely || random.chance(300)).then(|| Partitions {
            every: random.between(S, S * 10),
            last_max: random.between(S, if lonely { S * 60 } else { S * 20 }),
        }),
        move_per_mille: some(&mut random, 200, 100),
        handler_min: Duration::ZERO,
        handler_max: handler(&mut random),
        workers: if random.chance(300) {
            1 + random.below(4) as usize
        } else {
            usize::MAX
        },
        caller: caller(&mut random),
        responder: responder(&mut random, forgetful),
        crash_after: crashes.then(|| random.between(MS * 500, S * 10)),
        dies_after: dies.then(|| random.between(Duration::ZERO, S * 20)),
        drain_per_mille: some(&mut random, 300, 1_000),
        down: random.between(MS, S * 3),
        refuse_when_down: random.chance(500),
        heal_after: Some(if lonely { S * 80 } else { S * 20 }),
        ..Options::default()
    }
}

/// Mostly none of it; otherwise up to so much.
fn some(random: &mut Random, chance_per_mille: u32, most: u64) -> u32 {
    if random.chance(chance_per_mille) {
        random.below(most + 1) as u32
    } else {
        0
    }
}

fn mtu(random: &mut Random) -> usize {
    [1_200, 1_452, 1_472, 9_000, 65_507, 65_507][random.below(6) as usize]
}

fn handler(random: &mut Random) -> Duration {
    match random.below(4) {
        0 => Duration::ZERO,
        1 => MS,
        2 => random.between(MS, MS * 200),
        _ => random.between(MS, S * 6),
    }
}

fn congestion(random: &mut Random) -> CongestionControl {
    if random.chance(500) {
        CongestionControl::Cubic
    } else {
        CongestionControl::NewReno
    }
}

fn caller(random: &mut Random) -> CallerConfig {
    let default = CallerConfig::default();
    CallerConfig {
        slots_max: [1, 2, 8, 256][random.below(4) as usize],
        window: [20_000, 100_000, 1 << 20][random.below(3) as usize],
        grant_window: [80_000, 2 << 20][random.below(2) as usize],
        message_bytes_max: if random.chance(100) {
            10_000
        } else {
            default.message_bytes_max
        },
        congestion: congestion(random),
        ..default
    }
}

fn responder(random: &mut Random, forgetful: bool) -> ResponderConfig {
    let default = ResponderConfig::default();
    let default = ResponderConfig {
        window: [20_000, 100_000, 1 << 20][random.below(3) as usize],
        grant_window: [80_000, 2 << 20][random.below(2) as usize],
        slots_max: [1, 4, 256][random.below(3) as usize],
        session_idle_max: match random.below(3) {
            _ if forgetful => MS,
            0 => S,
            1 => S * 35,
            _ => S * 600,
        },
        cookie_life: if forgetful {
            random.between(MS * 100, S * 5)
        } else {
            default.cookie_life
        },
        congestion: congestion(random),
        ..default
    };
    if random.chance(700) {
        return default;
    }
    let bytes = 2_000 << random.below(10);
    let stream_window = 1 + random.below(8) as u32;
    ResponderConfig {
        sessions_max: 2 + random.below(3) as usize,
        stream_window,
        stream_bytes_max: 80_000,
        // What a session that is gone began to send takes all the room there is.
        receive_max: S * 60,
        in_progress_max: 1 + random.below(4) as usize,
        memory_bytes_max: bytes,
        session_bytes_max: bytes / (1 + random.below(2) as usize),
        message_bytes_max: [10_000, default.message_bytes_max][random.below(2) as usize],
        ..default
    }
}

/// Mostly small, sometimes in parts, rarely in very many.
fn size(random: &mut Random) -> usize {
    let most = match random.below(8_000) {
        0..=5_999 => 200,
        6_000..=7_899 => 3_000,
        7_900..=7_993 => 30_000,
        7_994..=7_998 => 300_000,
        _ => 3_000_000,
    };
    random.below(most) as usize
}

/// Plans the calls of a world.
fn plan(world: &mut World, options: &Options) -> Vec<Order> {
    let mut random = Random::new(options.seed ^ 0xca11);
    let mut orders = Vec::new();
    let mut order = |world: &mut World, client, plan: &CallPlan, sizes: (usize, usize), late| {
        let number = orders.len() as u64;
        let (call_bytes, reply_bytes) = sizes;
        let arguments = (reply_bytes as u32, material(number, call_bytes));
        orders.push(Order {
            id: world.plan(client, plan, &WORK, DO, &arguments),
            number,
            call_bytes,
            reply_bytes,
            late,
            ordered: plan.ordered.is_some(),
        });
    };
    let heal_after = options.heal_after.unwrap_or_default();
    let deadline_max = match options.dies_after {
        Some(_) => S * 120,
        None => heal_after * 2,
    };
    let calls_max = if random.chance(SMALL_PER_MILLE) {
        3
    } else {
        10
    };
    let has_streams = random.chance(STREAMS_PER_MILLE);
    for client in 0..options.clients {
        for _ in 0..2 + random.below(calls_max) {
            let burst = 1 + if random.chance(100) {
                random.below(20)
            } else {
                0
            };
            let after = random.between(Duration::ZERO, heal_after);
            for _ in 0..burst {
                let plan = CallPlan {
                    after,
                    deadline: Some(random.between(MS * 10, deadline_max)),
                    idempotent: random.chance(200),
                    cancel_after: random
                        .chance(100)
                        .then(|| random.between(Duration::ZERO, S * 2)),
                    ordered: None,
                };
                let sizes = (size(&mut random), size(&mut random));
                order(world, client, &plan, sizes, false);
            }
        }
        if has_streams {
            // Behind the late calls, again one client after another.
            let late_after = heal_after + S * 420 + S * 60 * client as u32;
            plan_messages(&mut random, heal_after, late_after, |random, plan, late| {
                // What never fits is never acknowledged, and stops all else.
                let most = options.responder.session_bytes_max / 8;
                let bytes = if late { 100 } else { size(random).min(most) };
                order(world, client, plan, (bytes, 0), late);
            });
        }
        // One after another, so that there is a session for each.
        let plan = CallPlan {
            after: heal_after + S * 120 + S * 60 * client as u32,
            deadline: Some(S * 50),
            ..CallPlan::default()
        };
        let roomy = options.responder.session_bytes_max >= 16_000;
        let sizes = if roomy { (3_000, 8_000) } else { (100, 100) };
        order(world, client, &plan, sizes, true);
    }
    orders
}

/// Plans the messages of a client, a few on each of its streams, and one on
/// each when the network has been good for long.
fn plan_messages(
    random: &mut Random,
    heal_after: Duration,
    late_after: Duration,
    mut order: impl FnMut(&mut Random, &CallPlan, bool),
) {
    for stream in 0..=random.below(2) as u16 {
        let mut plan = CallPlan {
            ordered: Some(Ordered {
                stream,
                repeat: random.chance(500),
            }),
            ..CallPlan::default()
        };
        for _ in 0..=random.below(4) {
            plan.after = random.between(Duration::ZERO, heal_after);
            plan.deadline = Some(random.between(MS * 10, heal_after * 2));
            plan.cancel_after = random
                .chance(50)
                .then(|| random.between(Duration::ZERO, S * 2));
            for _ in 0..=random.below(6) {
                order(random, &plan, false);
            }
        }
        plan.after = late_after;
        plan.deadline = Some(S * 50);
        plan.cancel_after = None;
        order(random, &plan, true);
    }
}

/// The promises of the world, that each answer is the call's own, and that a
/// network which has become good serves.
fn check(world: &World, options: &Options, orders: &[Order]) -> Result<(), String> {
    if let Some(violation) = world.violation() {
        return Err(violation);
    }
    let dies = options.dies_after.is_some();
    // Where the server forgets a session sooner than a packet is repeated, what
    // had no room the first time ends in doubt.
    let forgets = options.responder.cookie_life < S * 5;
    for order in orders {
        let Order { id, number, .. } = *order;
        match world.outcome(id) {
            Ok(()) if order.ordered => {}
            Ok(()) => {
                let reply = world.result::<Bytes>(id).unwrap();
                let material = material(number, order.call_bytes);
                if reply != product(material.as_slice(), order.reply_bytes) {
                    return Err(format!("{id:?} returned something else"));
                }
            }
            Err(CallError::Fault(_)) => {}
            Err(error) if order.late && !dies && !(forgets && order.ordered) => {
                return Err(format!("{id:?} failed on a good network: {error}"));
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// Runs the world of a seed.
pub(crate) fn run(options: &Options) -> (World, Result<(), String>) {
    let mut world = World::new(options.clone(), Instant::now(), vec![Box::new(Work)]);
    let orders = plan(&mut world, options);
    world.run();
    let checked = check(&world, options, &orders);
    (world, checked)
}

fn run_seed(seed: u64) {
    let options = Options {
        trace_datagrams: false,
        ..options(seed)
    };
    if run(&options).1.is_ok() {
        return;
    }
    // The same again, to see how it came to that.
    let options = Options {
        trace_datagrams: true,
        ..options
    };
    match run(&options) {
        (world, Err(violation)) => fail(&world, &options, &violation),
        (_, Ok(())) => panic!("SIM_SEED={seed} fails only when nobody watches"),
    }
}

#[test]
fn every_promise_holds_on_every_seed() {
    for_each_seed(SEEDS_DEFAULT, run_seed);
}

#[test]
fn the_same_seed_gives_the_same_packets() {
    for seed in 0..20 {
        let trace = |seed| run(&options(seed)).0.trace().to_vec();
        assert_eq!(trace(seed), trace(seed), "seed {seed}");
    }
}
