//! The native transport: many calls at a time, of any size.

use std::time::{Duration, Instant};

use idlc_runtime::proto::native::{CallerConfig, ResponderConfig};
use idlc_runtime::proto::random::Random;
use idlc_runtime::sim::{Bandwidth, CallId, CallPlan, Options, Partitions, Transport, World};
use idlc_runtime::{CallError, CongestionControl};

use crate::seeds::{fail, for_each_seed};
use crate::work::{Bytes, DO, WORK, Work, material, product};

const MS: Duration = Duration::from_millis(1);
const S: Duration = Duration::from_secs(1);

/// A debug build is fifty times slower.
const SEEDS_DEFAULT: u64 = if cfg!(debug_assertions) { 200 } else { 10_000 };

/// A call and what must come of it.
struct Order {
    id: CallId,
    number: u64,
    call_bytes: usize,
    reply_bytes: usize,
    /// It begins when the network has been good for long.
    late: bool,
}

/// A world as different as the seed can make it.
pub(crate) fn options(seed: u64) -> Options {
    let mut random = Random::new(seed ^ 0x5eed);
    let crashes = random.chance(400);
    let delay_min = Duration::from_micros(20 + random.below(20_000));
    let reorders = random.chance(500);
    Options {
        seed,
        transport: Transport::Native,
        clients: 1 + random.below(4) as usize,
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
        partitions: random.chance(300).then(|| Partitions {
            every: random.between(S, S * 10),
            last_max: random.between(S, S * 20),
        }),
        move_every: random.chance(200).then(|| random.between(S / 2, S * 10)),
        handler_min: Duration::ZERO,
        handler_max: handler(&mut random),
        workers: if random.chance(300) {
            1 + random.below(4) as usize
        } else {
            usize::MAX
        },
        caller: caller(&mut random),
        responder: responder(&mut random),
        crash_after: crashes.then(|| random.between(MS * 500, S * 10)),
        drain_per_mille: some(&mut random, 300, 1_000),
        down: random.between(MS, S * 3),
        refuse_when_down: random.chance(500),
        heal_after: Some(S * 20),
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

fn responder(random: &mut Random) -> ResponderConfig {
    let default = ResponderConfig::default();
    let default = ResponderConfig {
        window: [20_000, 100_000, 1 << 20][random.below(3) as usize],
        grant_window: [80_000, 2 << 20][random.below(2) as usize],
        slots_max: [1, 4, 256][random.below(3) as usize],
        session_idle_max: [S, S * 35, S * 600][random.below(3) as usize],
        congestion: congestion(random),
        ..default
    };
    if random.chance(700) {
        return default;
    }
    let bytes = 2_000 << random.below(10);
    ResponderConfig {
        sessions_max: 2 + random.below(3) as usize,
        in_progress_max: 1 + random.below(4) as usize,
        memory_bytes_max: bytes,
        session_bytes_max: bytes / (1 + random.below(2) as usize),
        message_bytes_max: [10_000, default.message_bytes_max][random.below(2) as usize],
        ..default
    }
}

/// Mostly small, sometimes in parts, rarely in very many.
fn size(random: &mut Random) -> usize {
    let most = match random.below(400) {
        0..=299 => 200,
        300..=369 => 3_000,
        370..=394 => 30_000,
        395..=398 => 300_000,
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
        });
    };
    let heal_after = options.heal_after.unwrap_or_default();
    for client in 0..options.clients {
        for _ in 0..2 + random.below(10) {
            let burst = 1 + if random.chance(100) {
                random.below(20)
            } else {
                0
            };
            let after = random.between(Duration::ZERO, heal_after);
            for _ in 0..burst {
                let plan = CallPlan {
                    after,
                    deadline: Some(random.between(MS * 10, S * 40)),
                    idempotent: random.chance(200),
                    cancel_after: random
                        .chance(100)
                        .then(|| random.between(Duration::ZERO, S * 2)),
                };
                let sizes = (size(&mut random), size(&mut random));
                order(world, client, &plan, sizes, false);
            }
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

/// The promises of the world, that each answer is the call's own, and that a
/// network which has become good serves.
fn check(world: &World, orders: &[Order]) -> Result<(), String> {
    if let Some(violation) = world.violation() {
        return Err(violation);
    }
    for order in orders {
        let Order { id, number, .. } = *order;
        match world.result::<Bytes>(id) {
            Ok(reply) => {
                let material = material(number, order.call_bytes);
                if reply != product(material.as_slice(), order.reply_bytes) {
                    return Err(format!("{id:?} returned something else"));
                }
            }
            Err(CallError::Fault(_)) => {}
            Err(error) if order.late => {
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
    let checked = check(&world, &orders);
    (world, checked)
}

fn run_seed(seed: u64) {
    let options = options(seed);
    let (world, checked) = run(&options);
    if let Err(violation) = checked {
        fail(&world, &options, &violation);
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
