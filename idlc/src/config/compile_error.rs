//! What a compilation says when it fails.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Sources;

/// Why nothing was generated.
///
/// `Display` is the page that a person reads: every finding with its lines of
/// the file. So is `Debug`, so that `unwrap` in a build script reads well.
#[derive(Clone)]
pub struct CompileError {
    reports: Vec<Report>,
}

impl std::error::Error for CompileError {}

impl CompileError {
    /// The findings, a report for each file that has some.
    #[must_use]
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// The page as text; with terminal colours if `color`.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let pages: Vec<String> = self
            .reports
            .iter()
            .map(|report| report.render(color))
            .collect();
        pages.join("\n\n")
    }

    /// The errors of several files as one.
    pub(super) fn all(errors: Vec<Self>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        let reports = errors.into_iter().flat_map(|error| error.reports);
        Err(Self {
            reports: reports.collect(),
        })
    }

    /// An error about no place in a file.
    pub(super) fn general(code: Code, message: impl Into<String>) -> Self {
        let diagnostic = Diagnostic::general(code, message);
        Report::new(Sources::default(), vec![diagnostic]).into()
    }
}

impl From<Report> for CompileError {
    fn from(report: Report) -> Self {
        Self {
            reports: vec![report],
        }
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl fmt::Debug for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `unwrap` puts a message of its own in front, on the same line.
        write!(f, "\n{self}")
    }
}
