//! Rows that take turns, and what is printed of them.

/// Odd, so that there is a median.
const TURNS: usize = 7;

/// One thing to measure.
pub(crate) struct Row<'a> {
    pub(crate) name: String,
    /// Measures one turn: a figure in the table's unit.
    pub(crate) turn: Box<dyn FnMut() -> f64 + 'a>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(name: impl Into<String>, turn: impl FnMut() -> f64 + 'a) -> Self {
        Self {
            name: name.into(),
            turn: Box::new(turn),
        }
    }
}

/// Measures the rows in turns and prints them beside the first.
pub(crate) fn print(title: &str, unit: &str, mut rows: Vec<Row<'_>>) {
    let mut figures = vec![Vec::new(); rows.len()];
    for turn in 0..=TURNS {
        for (row, figures) in rows.iter_mut().zip(&mut figures) {
            let figure = (row.turn)();
            // The first turn warms up.
            if turn > 0 {
                figures.push(figure);
            }
        }
    }
    println!("\n{title}; median of {TURNS} interleaved turns (least to most)\n");
    println!("| {:44} | {unit:>12} | {:>19} | / first |", "", "spread");
    println!("|{0:-<46}|{0:-<14}|{0:-<21}|---------|", "");
    for (row, of_row) in rows.iter().zip(&figures) {
        let ratios = of_row.iter().zip(&figures[0]).map(|(a, b)| a / b).collect();
        let sorted = sorted(of_row.clone());
        println!(
            "| {:44} | {:>12.2} | {:>8.1} – {:>8.1} | {:>7.2} |",
            row.name,
            sorted[TURNS / 2],
            sorted[0],
            sorted[TURNS - 1],
            median(ratios)
        );
    }
}

pub(crate) fn median(figures: Vec<f64>) -> f64 {
    let sorted = sorted(figures);
    sorted[sorted.len() / 2]
}

fn sorted(mut figures: Vec<f64>) -> Vec<f64> {
    figures.sort_by(f64::total_cmp);
    figures
}
