//! The floors beside which the native transport is measured: what the same
//! bytes cost over raw sockets, in the situations that decide about a design.
//!
//! A table is a list of rows, each a closure that measures one turn; the first
//! row is the floor. Rows take turns, so that a machine that slows down slows
//! all of them; of each row the median turn is kept, and its ratio to the floor
//! is taken turn by turn. To measure something beside a floor, add a row.
//!
//! `cargo bench -p idlc-runtime --bench native`, or with the first letters of
//! a table's name behind `--` for that table alone.

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::exit,
    reason = "a program that measures and prints"
)]

#[cfg(target_os = "linux")]
mod bulk;
#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod cores;
#[cfg(target_os = "linux")]
mod datagrams;
#[cfg(target_os = "linux")]
mod echo;
// The product's own decisions, which are not public.
#[allow(dead_code, reason = "the bench asks for no more than it needs")]
#[cfg(target_os = "linux")]
#[path = "../../src/driver/poller.rs"]
mod poller;
#[cfg(target_os = "linux")]
mod product;
#[cfg(target_os = "linux")]
mod summary;
#[cfg(target_os = "linux")]
mod table;

#[cfg(target_os = "linux")]
use summary::Summary;

/// Threads are pinned and trains sent in Linux's way.
#[cfg(target_os = "linux")]
/// A table's name, whether it is measured unless others are named, and how.
type Measurement = (&'static str, bool, fn(&mut Summary));

fn main() {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == cores::BUSY) {
        cores::be_busy();
    }
    // `cargo test --benches` runs this too, and asks for nothing but a start.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    arguments.retain(|argument| !argument.starts_with("--"));
    let tables: [Measurement; 4] = [
        ("echo", true, echo::measure),
        ("calls", true, calls::measure),
        ("bulk", true, bulk::measure),
        ("datagrams", false, datagrams::measure),
    ];
    let mut summary = Summary::default();
    for (name, usual, measure) in tables {
        let is_named = arguments.iter().any(|wanted| name.starts_with(wanted));
        if is_named || (arguments.is_empty() && usual) {
            measure(&mut summary);
        }
    }
    summary.print();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("measures on Linux alone");
}
