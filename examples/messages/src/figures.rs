//! What was measured, and the table of it.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

/// What a step returns.
pub(crate) type Measured = Result<Vec<Row>, Box<dyn Error>>;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) what: String,
    /// Half of all took no longer, and 99 of 100.
    pub(crate) latency: Option<(Duration, Duration)>,
    /// Megabytes (10⁶) per second.
    pub(crate) megabytes: f64,
    pub(crate) messages: f64,
}

impl Row {
    /// Messages of some length that took so long, one after another.
    pub(crate) fn of_each(what: String, len: usize, mut took: Vec<Duration>) -> Self {
        took.sort();
        let at = |part: usize| took.get(took.len() * part / 100).copied();
        let latency = at(50).zip(at(99));
        let all = took.iter().sum();
        Self {
            latency,
            ..Self::of_all(what, len, took.len(), all)
        }
    }

    /// Messages of some length, all of which took so long together.
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2⁵² of them")]
    pub(crate) fn of_all(what: String, len: usize, count: usize, took: Duration) -> Self {
        let messages = count as f64 / took.as_secs_f64();
        Self {
            what,
            latency: None,
            megabytes: messages * len as f64 / 1e6,
            messages,
        }
    }
}

/// The rows under a head.
pub(crate) fn table(rows: &[Row]) -> String {
    let width = rows
        .iter()
        .map(|row| row.what.chars().count())
        .max()
        .unwrap_or(0)
        .max(4);
    let mut out = format!(
        "{:width$}  {:>10}  {:>10}  {:>10}  {:>10}\n",
        "step", "p50 µs", "p99 µs", "MB/s", "messages/s"
    );
    for row in rows {
        let micros = |took: Duration| format!("{:.1}", took.as_secs_f64() * 1e6);
        let latency = row.latency.map(|(half, most)| (micros(half), micros(most)));
        let (half, most) = latency.unwrap_or_else(|| ("–".to_owned(), "–".to_owned()));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:width$}  {half:>10}  {most:>10}  {:>10.2}  {:>10.0}",
            row.what, row.megabytes, row.messages
        );
    }
    out
}
