//! The plot: a bar for each row, of its latency and of its bandwidth. Both
//! scales are logarithmic, since the steps are far apart.

use std::fmt::Write;

use crate::figures::Row;

/// Where bars begin and how long the longest is, in pixels.
const LEFT: f64 = 330.0;
const LONGEST: f64 = 380.0;

/// The height of a bar with the gap below it.
const LINE: f64 = 20.0;

/// A bar: its label, its value, and how that is written.
type Bar<'a> = (&'a str, f64, String);

/// The whole plot.
pub(crate) fn svg(rows: &[Row]) -> String {
    let latency: Vec<Bar<'_>> = rows
        .iter()
        .filter_map(|row| Some((row, row.latency?.0.as_secs_f64() * 1e6)))
        .map(|(row, micros)| (row.what.as_str(), micros, format!("{micros:.1} µs")))
        .collect();
    let bandwidth: Vec<Bar<'_>> = rows
        .iter()
        .map(|row| {
            (
                row.what.as_str(),
                row.megabytes,
                format!("{:.1} MB/s", row.megabytes),
            )
        })
        .collect();
    let mut body = String::new();
    let mut y = 30.0;
    chart(
        &mut body,
        &mut y,
        "latency (half took no longer)",
        "#4878a8",
        &latency,
    );
    chart(&mut body, &mut y, "bandwidth", "#6a9a58", &bandwidth);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"{y}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

/// Appends a chart below what is there.
fn chart(out: &mut String, y: &mut f64, title: &str, colour: &str, bars: &[Bar<'_>]) {
    if bars.is_empty() {
        return;
    }
    let values = || bars.iter().map(|(_, value, _)| *value);
    // One decade below the least, so that its bar is seen.
    let least = values().fold(f64::MAX, f64::min).max(1e-9) / 10.0;
    let most = values().fold(f64::MIN, f64::max).max(least * 10.0);
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<text x=\"10\" y=\"{y}\" font-size=\"15\">{title}, logarithmic</text>"
    );
    for (label, value, written) in bars {
        *y += LINE;
        let length = LONGEST * (value.max(least) / least).ln() / (most / least).ln();
        let (text, top, end) = (LEFT - 8.0, *y - 12.0, LEFT + length + 6.0);
        let _ = writeln!(
            out,
            "<text x=\"{text}\" y=\"{y}\" text-anchor=\"end\">{label}</text>\
             <rect x=\"{LEFT}\" y=\"{top}\" width=\"{length:.1}\" height=\"14\" fill=\"{colour}\"/>\
             <text x=\"{end:.1}\" y=\"{y}\">{written}</text>"
        );
    }
    *y += 2.0 * LINE;
}
