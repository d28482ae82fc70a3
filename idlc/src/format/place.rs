//! Where on the page something is written.

/// The widest line, as rustfmt has it by default.
pub(super) const WIDTH: usize = 100;

/// One step of indentation.
pub(super) const STEP: usize = 4;

/// Where something starts and what must still fit behind it, in columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The indentation of the line it starts on.
    pub(super) indent: usize,
    /// The column of its first character.
    pub(super) column: usize,
    /// What follows on its last line: `;`, `)?`.
    pub(super) after: usize,
}

impl Place {
    /// At the beginning of a line.
    pub(super) const fn line(indent: usize) -> Self {
        Self {
            indent,
            column: indent,
            after: 0,
        }
    }

    /// At the beginning of a line one step further in.
    pub(super) const fn nested(self) -> Self {
        Self::line(self.indent + STEP)
    }

    /// Behind `columns` more on the same line.
    pub(super) const fn behind(self, columns: usize) -> Self {
        Self {
            column: self.column + columns,
            ..self
        }
    }

    /// With `columns` more to follow.
    pub(super) const fn before(self, columns: usize) -> Self {
        Self {
            after: self.after + columns,
            ..self
        }
    }

    /// What a single line can hold here.
    pub(super) const fn room(self) -> usize {
        WIDTH.saturating_sub(self.column + self.after)
    }

    /// The text, if it fits here: its first line behind the column, its last
    /// line in front of what follows.
    pub(super) fn hold(self, text: String) -> Option<String> {
        let mut lines = text.lines();
        let first = lines.next().map_or(0, width);
        let fits = match lines.next_back() {
            None => first <= self.room(),
            Some(last) => self.column + first <= WIDTH && width(last) + self.after <= WIDTH,
        };
        fits.then_some(text)
    }
}

/// The columns that a line takes.
pub(super) fn width(line: &str) -> usize {
    line.chars().count()
}

/// Things on a line each, with a comma behind each, at `indent`.
pub(super) fn lines(things: impl IntoIterator<Item = String>, indent: usize) -> String {
    let mut text = String::new();
    for thing in things {
        text.push_str(&break_line(indent));
        text.push_str(&thing);
        text.push(',');
    }
    text
}

/// A line break and the indentation of the next line.
pub(super) fn break_line(indent: usize) -> String {
    format!("\n{:indent$}", "")
}
