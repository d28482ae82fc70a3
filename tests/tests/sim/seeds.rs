//! Which seeds run, and what is printed of one that fails.

use std::io::Write;
use std::time::{Duration, Instant};

use idlc_runtime::sim::{Options, World};

/// How often a long run says how far it is.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// Runs the seed in `SIM_SEED`, or `SIM_SEEDS` of them from `SIM_FIRST` on, or
/// so many from 0 on.
pub(crate) fn for_each_seed(default: u64, run: impl Fn(u64)) {
    if let Some(seed) = number_from_environment("SIM_SEED") {
        return run(seed);
    }
    let first = number_from_environment("SIM_FIRST").unwrap_or(0);
    let seeds = number_from_environment("SIM_SEEDS").unwrap_or(default);
    let began = Instant::now();
    let mut told = began;
    for done in 0..seeds {
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            tell(first, done, began);
        }
        run(first + done);
    }
    tell(first, seeds, began);
}

/// Says past the test harness how far a run is, for those that take hours.
fn tell(first: u64, done: u64, began: Instant) {
    let mut out = std::io::stdout().lock();
    let seconds = began.elapsed().as_secs();
    let _ = writeln!(out, "{done} seeds from {first} on hold, in {seconds} s");
}

/// Fails the test: seed and options first, then what happened, then what is
/// wrong with it.
pub(crate) fn fail(world: &World, options: &Options, violation: &str) -> ! {
    println!("SIM_SEED={}\n{options:#?}", options.seed);
    for entry in world.trace() {
        println!("{:>12?} {:?}", entry.at, entry.what);
    }
    panic!("SIM_SEED={}: {violation}", options.seed);
}

fn number_from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
    )
}
