//! Real sockets on the loopback interface: what only the drivers do. The
//! protocol itself is tested in the simulated world.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests may be as blunt as tests"
)]

mod loopback {
    mod auth;
    mod begun;
    mod broadcasts;
    mod by_rpcbind;
    mod calls;
    mod errors;
    mod loss;
    mod lossy_native;
    mod minutes;
    mod moving;
    mod native;
    mod old_registry;
    mod oneway;
    mod portmapper;
    mod probe;
    mod proxy;
    mod restarts;
    mod served;
    mod shutdown;
    mod tcp;
    mod threads;
}
