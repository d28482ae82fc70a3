//! The server, asked over a socket with the stubs that `idlc` wrote: one file of
//! tests for each sort of procedures.
#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests may be as blunt as tests"
)]

mod attributes;
mod content;
mod listing;
mod mounts;
mod names;
mod world;
