//! Two pieces of code, measured in turns.

use std::time::{Duration, Instant};

/// Long enough that reading the clock does not count.
const BATCH: Duration = Duration::from_millis(1);

/// Turns that each of the two takes; the medians are over these.
const ROUNDS: usize = 151;

/// Prints the heading of the table.
#[expect(clippy::print_stdout, reason = "a bench reports on stdout")]
pub(crate) fn heading() {
    println!(
        "{:<32}{:>14}{:>14}{:>9}   floor",
        "", "floor", "ours", "ratio"
    );
}

/// Measures `floor` and `ours` and prints their medians, and the median of
/// their ratio.
#[expect(clippy::print_stdout, reason = "a bench reports on stdout")]
pub(crate) fn row(name: &str, kind: &str, mut floor: impl FnMut(), mut ours: impl FnMut()) {
    let iterations = iterations(&mut floor).max(iterations(&mut ours));
    let mut rounds = [(0.0, 0.0); ROUNDS];
    for (index, round) in rounds.iter_mut().enumerate() {
        // Whoever goes second finds the caches as the first left them.
        *round = if index % 2 == 0 {
            let floor = time(iterations, &mut floor);
            (floor, time(iterations, &mut ours))
        } else {
            let ours = time(iterations, &mut ours);
            (time(iterations, &mut floor), ours)
        };
    }
    let ratio = median(rounds.map(|(floor, ours)| ours / floor));
    let floor = duration(median(rounds.map(|(floor, _)| floor)));
    let ours = duration(median(rounds.map(|(_, ours)| ours)));
    println!("{name:<32}{floor:>14}{ours:>14}{ratio:>9.2}   {kind}");
}

/// How often `code` runs in a batch.
fn iterations(code: &mut impl FnMut()) -> u32 {
    let mut iterations = 1;
    while time(iterations, code) * f64::from(iterations) < BATCH.as_secs_f64() {
        iterations *= 2;
    }
    iterations
}

/// Seconds that one run takes on average.
fn time(iterations: u32, code: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..iterations {
        code();
    }
    start.elapsed().as_secs_f64() / f64::from(iterations)
}

fn median(mut values: [f64; ROUNDS]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[ROUNDS / 2]
}

fn duration(seconds: f64) -> String {
    match seconds * 1e9 {
        short if short < 1e3 => format!("{short:.1} ns"),
        middle if middle < 1e6 => format!("{:.2} µs", middle / 1e3),
        long => format!("{:.2} ms", long / 1e6),
    }
}
