//! Texts of three lengths, compiled in turns.

use std::hint::black_box;

use idlc::Config;

use super::clock;
use super::memory::peak_of;
use super::shape::Shape;

/// How long the texts are, in lines.
const LINES: [usize; 3] = [100, 1_000, 10_000];

/// Turns that each length takes. The fastest counts: whatever else the machine
/// does can only take time.
const ROUNDS: usize = 5;

/// In its turn, a shorter text is compiled so often that as many lines are.
const LINES_PER_TURN: usize = 1_000;

/// Prints the heading of the table.
#[expect(clippy::print_stdout, reason = "a bench reports on stdout")]
pub(crate) fn heading() {
    let [short, middle, long] = LINES.map(|lines| format!("{lines} lines"));
    println!(
        "{:<34}{short:>14}{middle:>14}{long:>14}{:>8}{:>12}{:>8}",
        "time a line", "ratio", "peak a line", "ratio"
    );
}

/// Prints what a line costs at each length, the longest compared with the
/// shortest; and what it takes of memory in the longest, compared likewise.
#[expect(clippy::print_stdout, reason = "a bench reports on stdout")]
pub(crate) fn row(shape: &Shape) {
    let texts = LINES.map(shape.text);
    let mut fastest = [f64::INFINITY; LINES.len()];
    for _ in 0..ROUNDS {
        for (fastest, text) in fastest.iter_mut().zip(&texts) {
            *fastest = fastest.min(seconds_per_line(text));
        }
    }
    let [of_shortest, _, of_longest] = fastest;
    let ratio = of_longest / of_shortest;
    let [short, middle, long] = fastest.map(|seconds| format!("{:.1} µs", seconds * 1e6));
    let [least, _, most] = texts.each_ref().map(|text| bytes_per_line(text));
    println!(
        "{:<34}{short:>14}{middle:>14}{long:>14}{ratio:>8.2}{:>12}{:>8.2}",
        shape.name,
        format!("{:.1} kB", most / 1e3),
        most / least
    );
}

fn seconds_per_line(text: &str) -> f64 {
    let lines = text.lines().count();
    let times = (LINES_PER_TURN / lines).max(1);
    let began = clock::now();
    for _ in 0..times {
        compile(text);
    }
    clock::now().saturating_sub(began).as_secs_f64() / as_f64(times * lines)
}

fn bytes_per_line(text: &str) -> f64 {
    as_f64(peak_of(|| compile(text))) / as_f64(text.lines().count())
}

/// The whole line, and in the end the page that a person reads.
fn compile(text: &str) {
    match Config::new().generate("lines.x", black_box(text)) {
        Ok(generated) => _ = black_box(generated.rust),
        Err(error) => _ = black_box(error.to_string()),
    }
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
