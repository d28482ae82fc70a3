//! RPC messages against their bytes in `fixtures/wire`, both ways, and what
//! happens to messages that are cut short or changed.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests may be as blunt as tests"
)]

mod wire {
    mod hex;
    mod messages;
    mod native;
    mod noise;
}
