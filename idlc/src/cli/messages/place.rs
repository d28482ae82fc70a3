//! Where a label is, as people and programs count it.

use idlc::diagnostic::{Label, Report};
use idlc::source::Position;

/// A range of a file.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) start: Position,
    /// Behind the last character.
    pub(super) end: Position,
}

impl<'a> Place<'a> {
    /// `None` for a label about a file that the report does not have.
    pub(super) fn of(label: &Label, report: &'a Report) -> Option<Self> {
        let source = report.sources().get(label.span.file)?;
        Some(Self {
            file: source.name(),
            start: source.position(label.span.start),
            end: source.position(label.span.end),
        })
    }
}
