//! A finding as a JSON object. The form is described in `docs/messages.md`,
//! and stable: fields may be added, none changes its meaning.

use idlc::diagnostic::{Diagnostic, Label, Report};
use idlc::source::Place;
use serde::Serialize;

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

/// A place, and what it has to do with the finding.
#[derive(Serialize)]
pub(super) struct JsonLabel<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    is_primary: bool,
    text: &'a str,
    /// The directives that include its file, the nearest first.
    included_at: Vec<Place<'a>>,
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
        let sources = report.sources();
        let chain = sources.include_chain(label.span.file);
        Some(Self {
            place: sources.place(label.span)?,
            is_primary,
            text: &label.text,
            included_at: chain.filter_map(|at| sources.place(at)).collect(),
        })
    }
}
