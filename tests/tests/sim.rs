//! Both transports in the seeded world: the promises of a call, checked on
//! every seed. No socket, no thread, no clock.
//!
//! `SIM_SEED=17 cargo test -p idlc-tests --test sim` replays one seed;
//! `SIM_SEEDS=100000` runs more than the default, from `SIM_FIRST=500000` on if
//! that is set.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "helpers of tests may be as blunt as tests"
)]

#[path = "sim/native.rs"]
mod native;
#[path = "sim/onc.rs"]
mod onc;
#[path = "sim/overload.rs"]
mod overload;
#[path = "sim/planted.rs"]
mod planted;
#[path = "sim/seeds.rs"]
mod seeds;
#[path = "sim/work.rs"]
mod work;
