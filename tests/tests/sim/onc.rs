//! The ONC form, one call at a time from each client.

use std::time::{Duration, Instant};

use idlc_runtime::proto::random::Random;
use idlc_runtime::sim::{CallId, Direction, Happening, Options, World};
use idlc_runtime::xdr::{Encode, Reader, Writer};
use idlc_runtime::{
    CallError, Context, Interface, NotExecuted, Procedure, ProcedureInfo, Program, Refusal,
    Retransmission, Service, Version,
};

use crate::seeds::{fail, for_each_seed};

const MS: Duration = Duration::from_millis(1);

const SEEDS_DEFAULT: u64 = 3_000;

static SQUARE: Interface = Interface {
    name: "Square",
    program: Program(0x2000_0001),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "square",
        number: Procedure(1),
    }],
};

struct Square;

impl Service for Square {
    fn interface(&self) -> &'static Interface {
        &SQUARE
    }

    fn dispatch(
        &self,
        _: &Context,
        _: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        let number: u64 = arguments.field("number")?;
        arguments.finish()?;
        (number * number).encode(result);
        Ok(())
    }
}

fn world(options: &Options) -> World {
    World::new(options.clone(), Instant::now(), vec![Box::new(Square)])
}

fn call(world: &mut World, client: usize, number: u64) -> CallId {
    world.call(client, &SQUARE, Procedure(1), &number)
}

/// A world as different as the seed can make it.
fn options(seed: u64) -> Options {
    let mut random = Random::new(seed ^ 0x5eed);
    let crashes = random.chance(500);
    // A refused datagram proves that its call was not executed only where the
    // network makes no copies of it.
    let refuse_when_down = crashes && random.chance(500);
    let duplicate_per_mille = if refuse_when_down {
        0
    } else {
        random.below(200)
    };
    Options {
        seed,
        clients: 1 + random.below(4) as usize,
        loss_per_mille: random.below(400) as u32,
        duplicate_per_mille: duplicate_per_mille as u32,
        delay_min: Duration::from_micros(random.below(1_000)),
        delay_max: Duration::from_micros(1_000 + random.below(400_000)),
        handler_min: Duration::ZERO,
        handler_max: random.between(Duration::ZERO, MS * 3_000),
        deadline: random.between(MS * 2_000, MS * 30_000),
        retransmission: Retransmission {
            min: random.between(MS, MS * 100),
            ..Retransmission::default()
        },
        crash_after: crashes.then(|| random.between(MS * 200, MS * 5_000)),
        down: random.between(MS, MS * 1_000),
        refuse_when_down,
        heal_after: Some(MS * 20_000),
        ..Options::default()
    }
}

/// The promises of the world, and that each answer is the call's own.
fn check(world: &World, calls: &[(CallId, u64)]) -> Result<(), String> {
    if let Some(violation) = world.violation() {
        return Err(violation);
    }
    let is_wrong = |&&(call, number): &&(CallId, u64)| {
        world
            .result::<u64>(call)
            .is_ok_and(|square| square != number * number)
    };
    match calls.iter().find(is_wrong) {
        Some((call, number)) => Err(format!("{call:?} returned no square of {number}")),
        None => Ok(()),
    }
}

fn run_seed(seed: u64) {
    let options = options(seed);
    let mut world = world(&options);
    let calls: Vec<_> = (0..options.clients * 6)
        .map(|n| (call(&mut world, n % options.clients, n as u64), n as u64))
        .collect();
    world.run();
    if let Err(violation) = check(&world, &calls) {
        fail(&world, &options, &violation);
    }
}

#[test]
fn every_promise_holds_on_every_seed() {
    for_each_seed(SEEDS_DEFAULT, run_seed);
}

#[test]
fn ten_thousand_calls_through_a_third_of_loss_run_at_most_once_and_ok_means_once() {
    let options = Options {
        seed: 30,
        clients: 8,
        loss_per_mille: 300,
        duplicate_per_mille: 100,
        handler_max: MS * 20,
        deadline: Duration::from_secs(120),
        retransmission: Retransmission {
            min: MS * 10,
            ..Retransmission::default()
        },
        ..Options::default()
    };
    let mut world = world(&options);
    let calls: Vec<_> = (0..10_000_u64)
        .map(|n| (call(&mut world, n as usize % options.clients, n), n))
        .collect();
    world.run();
    check(&world, &calls).unwrap();
    let ok = calls
        .iter()
        .filter(|(call, _)| world.result::<u64>(*call).is_ok())
        .count();
    let executed: usize = calls.iter().map(|(call, _)| world.executions(*call)).sum();
    assert!(ok > 9_990, "only {ok} of 10,000 calls came through");
    assert!(
        (ok..=10_000).contains(&executed),
        "{ok} Ok, {executed} executions"
    );
}

#[test]
fn a_call_retransmitted_while_its_handler_sleeps_runs_once() {
    let options = Options {
        handler_min: MS * 5_000,
        handler_max: MS * 5_000,
        ..Options::default()
    };
    let mut world = world(&options);
    let slow = call(&mut world, 0, 7);
    world.run();
    let sent = world
        .trace()
        .iter()
        .filter(|e| {
            matches!(
                e.what,
                Happening::Sent {
                    direction: Direction::ToServer,
                    ..
                }
            )
        })
        .count();
    assert!(sent >= 3, "the call was sent {sent} times");
    assert_eq!(world.executions(slow), 1);
    assert_eq!(world.result::<u64>(slow).unwrap(), 49);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| {
        let options = options(seed);
        let mut world = world(&options);
        for n in 0..20 {
            call(&mut world, n % options.clients, n as u64);
        }
        world.run();
        world.trace().to_vec()
    };
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
    assert_ne!(run(1), run(2));
}

#[test]
fn a_server_that_is_down_is_reported_at_once_where_its_host_refuses() {
    let options = Options {
        seed: 1,
        crash_after: Some(Duration::ZERO),
        down: MS * 60_000,
        refuse_when_down: true,
        ..Options::default()
    };
    let mut world = world(&options);
    let refused = call(&mut world, 0, 7);
    world.run();
    let error = world.result::<u64>(refused).unwrap_err();
    assert!(
        matches!(
            error,
            CallError::NotExecuted {
                why: NotExecuted::Refused { .. }
            }
        ),
        "{error}"
    );
    assert!(world.duration(refused).unwrap() < MS * 2);
}
