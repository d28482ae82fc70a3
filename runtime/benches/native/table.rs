//! Rows that take turns, and what is printed of them.

/// Odd, so that there is a median.
pub(crate) const TURNS: usize = 7;

/// One thing to measure; each turn gives a figure for each of so many tables.
pub(crate) struct Row<'a, const TABLES: usize = 1> {
    pub(crate) name: String,
    pub(crate) turn: Box<dyn FnMut() -> [f64; TABLES] + 'a>,
}

/// What the rows of one table came to, the floor first.
pub(crate) struct Figures {
    /// Of each row the figure of each turn.
    rows: Vec<Vec<f64>>,
}

impl<'a, const TABLES: usize> Row<'a, TABLES> {
    pub(crate) fn new(name: impl Into<String>, turn: impl FnMut() -> [f64; TABLES] + 'a) -> Self {
        Self {
            name: name.into(),
            turn: Box::new(turn),
        }
    }
}

impl Figures {
    /// The median of a row.
    pub(crate) fn median(&self, row: usize) -> f64 {
        median(self.rows[row].clone())
    }

    /// The median of a row's ratios to another, taken turn by turn.
    pub(crate) fn ratio(&self, row: usize, floor: usize) -> f64 {
        let turns = self.rows[row].iter().zip(&self.rows[floor]);
        median(turns.map(|(a, b)| a / b).collect())
    }
}

/// Measures the rows in turns and prints them beside the first: a table for
/// each title and unit.
pub(crate) fn print<const TABLES: usize>(
    titles: &[(String, &str); TABLES],
    mut rows: Vec<Row<'_, TABLES>>,
) -> [Figures; TABLES] {
    let mut tables = titles.each_ref().map(|_| Figures {
        rows: vec![Vec::new(); rows.len()],
    });
    for turn in 0..=TURNS {
        for (place, row) in rows.iter_mut().enumerate() {
            let figures = (row.turn)();
            // The first turn warms up.
            if turn > 0 {
                for (table, figure) in tables.iter_mut().zip(figures) {
                    table.rows[place].push(figure);
                }
            }
        }
    }
    for ((title, unit), table) in titles.iter().zip(&tables) {
        println!("\n{title}; median of {TURNS} interleaved turns (least to most)\n");
        println!("| {:44} | {unit:>12} | {:>19} | / first |", "", "spread");
        println!("|{0:-<46}|{0:-<14}|{0:-<21}|---------|", "");
        for (place, row) in rows.iter().enumerate() {
            let sorted = sorted(table.rows[place].clone());
            println!(
                "| {:44} | {:>12.2} | {:>8.1} – {:>8.1} | {:>7.2} |",
                row.name,
                sorted[TURNS / 2],
                sorted[0],
                sorted[TURNS - 1],
                table.ratio(place, 0)
            );
        }
    }
    tables
}

pub(crate) fn median(figures: Vec<f64>) -> f64 {
    let sorted = sorted(figures);
    sorted[sorted.len() / 2]
}

fn sorted(mut figures: Vec<f64>) -> Vec<f64> {
    figures.sort_by(f64::total_cmp);
    figures
}
