//! Where a phase puts what it finds.

use super::code::Severity;
use super::finding::Diagnostic;

/// The findings so far.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    diagnostics: Vec<Diagnostic>,
}

/// A phase found errors; the sink has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed;

impl Sink {
    /// Adds a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all that another has found.
    pub(crate) fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Adds the errors that another has found.
    pub(crate) fn append_errors(&mut self, other: Self) {
        let found = other.diagnostics.into_iter();
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity() == Severity::Error;
        self.diagnostics.extend(found.filter(is_error));
    }

    /// Ends a phase: its outcome if there were no errors up to here.
    pub(crate) fn close_phase<T>(&self, outcome: T) -> Result<T, Failed> {
        if self.has_errors() {
            Err(Failed)
        } else {
            Ok(outcome)
        }
    }

    /// All findings, in the order in which they were reported.
    pub(crate) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}
