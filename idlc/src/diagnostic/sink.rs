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
