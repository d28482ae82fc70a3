//! Which seeds run, and what is printed of one that fails.

use idlc_runtime::sim::{Options, World};

/// Runs the seed in `SIM_SEED`, or those below `SIM_SEEDS`, or so many.
pub(crate) fn for_each_seed(default: u64, run: impl Fn(u64)) {
    if let Some(seed) = number_from_environment("SIM_SEED") {
        return run(seed);
    }
    for seed in 0..number_from_environment("SIM_SEEDS").unwrap_or(default) {
        run(seed);
    }
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
