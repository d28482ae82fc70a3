//! The figures that the design is held to, each beside its floor: a table and
//! a plot at the end of a run.

use std::fmt::Write as _;
use std::path::Path;

use crate::table::{Figures, TURNS};

/// What is promised of a ratio to the floor.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

/// The lines of the last table.
#[derive(Default)]
pub(crate) struct Summary {
    lines: Vec<Line>,
}

struct Line {
    what: String,
    unit: &'static str,
    floor: f64,
    product: f64,
    ratio: f64,
    goal: Goal,
}

impl Summary {
    /// A row of a table, whose first row is the floor.
    pub(crate) fn add(
        &mut self,
        what: &str,
        unit: &'static str,
        goal: Goal,
        figures: &Figures,
        row: usize,
    ) {
        self.lines.push(Line {
            what: what.to_owned(),
            unit,
            floor: figures.median(0),
            product: figures.median(row),
            ratio: figures.ratio(row, 0),
            goal,
        });
    }

    /// Prints the table and writes the plot beside what was built.
    pub(crate) fn print(&self) {
        if self.lines.is_empty() {
            return;
        }
        println!("\nThe native form beside raw sockets; medians of {TURNS} interleaved turns\n");
        println!(
            "| {:58} | {:>8} | {:>8} | unit | ratio | goal   |",
            "", "raw", "native"
        );
        println!("|{0:-<60}|{0:->9}:|{0:->9}:|------|------:|-------:|", "");
        for line in &self.lines {
            println!(
                "| {:58} | {:>8.2} | {:>8.2} | {:4} | {:>5.2} | {:>6} |",
                line.what,
                line.floor,
                line.product,
                line.unit,
                line.ratio,
                line.goal.text()
            );
        }
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = directory.join("native.svg");
        std::fs::write(&path, self.plot()).unwrap();
        println!("\nplot: {}", path.display());
    }

    /// Bars of the ratios, as far as three times the floor; a mark at each goal.
    fn plot(&self) -> String {
        const ROW: usize = 44;
        const LEFT: f64 = 20.0;
        const WIDTH: f64 = 640.0;
        let most = self
            .lines
            .iter()
            .map(|line| line.ratio.max(line.goal.value()));
        let scale = WIDTH / most.fold(1.5, f64::max);
        let height = self.lines.len() * ROW + 60;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 700 {height}\" \
             font-family=\"sans-serif\" font-size=\"13\">\n\
             <rect width=\"700\" height=\"{height}\" fill=\"#fff\"/>\n\
             <text x=\"{LEFT}\" y=\"22\" font-weight=\"bold\">The native form as a multiple \
             of raw sockets</text>\n"
        );
        for (place, line) in self.lines.iter().enumerate() {
            let (y, bar) = (place * ROW + 40, line.ratio * scale);
            let color = if line.goal.is_met(line.ratio) {
                "#4a8"
            } else {
                "#d84"
            };
            let goal = LEFT + line.goal.value() * scale;
            let (text_y, bar_y, end_y) = (y + 10, y + 15, y + 34);
            let (what, ratio, goal_text) = (&line.what, line.ratio, line.goal.text());
            write!(
                svg,
                "<text x=\"{LEFT}\" y=\"{text_y}\">{what}: {ratio:.2} × (goal {goal_text})</text>\n\
                 <rect x=\"{LEFT}\" y=\"{bar_y}\" width=\"{bar:.1}\" height=\"16\" fill=\"{color}\"/>\n\
                 <line x1=\"{goal:.1}\" y1=\"{bar_y}\" x2=\"{goal:.1}\" y2=\"{end_y}\" stroke=\"#222\" stroke-width=\"2\"/>\n"
            )
            .unwrap();
        }
        let (floor, bottom) = (LEFT + scale, height - 16);
        write!(
            svg,
            "<line x1=\"{floor:.1}\" y1=\"34\" x2=\"{floor:.1}\" y2=\"{bottom}\" stroke=\"#888\" \
             stroke-dasharray=\"3 3\"/>\n<text x=\"{floor:.1}\" y=\"{height}\" dy=\"-4\" \
             text-anchor=\"middle\" fill=\"#666\">raw = 1</text>\n</svg>\n"
        )
        .unwrap();
        svg
    }
}

impl Goal {
    const fn value(self) -> f64 {
        match self {
            Self::AtMost(value) | Self::AtLeast(value) => value,
        }
    }

    fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(most) => format!("≤ {most:.2}"),
            Self::AtLeast(least) => format!("≥ {least:.2}"),
        }
    }
}
