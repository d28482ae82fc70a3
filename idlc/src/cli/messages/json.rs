//! A finding as a JSON object. The form is described in `docs/messages.md`,
//! and stable: fields may be added, none changes its meaning.

use idlc::diagnostic::{Diagnostic, Label, Report};
use serde::Serialize;

use super::place::Place;
use super::short::severity;

/// One line of the output.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    /// `None` for what is wrong with the command line.
    pub(super) code: Option<&'a str>,
    pub(super) severity: &'a str,
    pub(super) message: &'a str,
    /// The primary one first.
    pub(super) labels: Vec<JsonLabel<'a>>,
    pub(super) help: &'a [String],
}

/// A place. Lines and columns count from 1, columns in characters; bytes from
/// 0, the end behind the last.
#[derive(Serialize)]
pub(super) struct JsonLabel<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: u32,
    byte_end: u32,
    is_primary: bool,
    text: &'a str,
}

impl<'a> Finding<'a> {
    /// The object of a finding.
    pub(super) fn of(diagnostic: &'a Diagnostic, report: &'a Report) -> Self {
        let primary = diagnostic.primary.iter().map(|label| (label, true));
        let secondary = diagnostic.secondary.iter().map(|label| (label, false));
        let labels = primary
            .chain(secondary)
            .filter_map(|(label, is_primary)| JsonLabel::of(label, is_primary, report));
        Self {
            code: Some(diagnostic.code.as_str()),
            severity: severity(diagnostic.severity()),
            message: &diagnostic.message,
            labels: labels.collect(),
            help: &diagnostic.help,
        }
    }

    /// The object on one line.
    pub(super) fn line(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

impl<'a> JsonLabel<'a> {
    fn of(label: &'a Label, is_primary: bool, report: &'a Report) -> Option<Self> {
        let Place { file, start, end } = Place::of(label, report)?;
        Some(Self {
            file,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: label.span.start,
            byte_end: label.span.end,
            is_primary,
            text: &label.text,
        })
    }
}
