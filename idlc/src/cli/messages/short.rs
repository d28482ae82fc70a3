//! A finding as one line, in the form that editors have jumped to since
//! `cc`: `FILE:LINE:COLUMN: error[E0405]: MESSAGE`.

use idlc::diagnostic::{Diagnostic, Report, Severity};

/// The line of a finding.
pub(super) fn line(diagnostic: &Diagnostic, report: &Report) -> String {
    let place = diagnostic
        .primary
        .as_ref()
        .and_then(|label| report.sources().place(label.span))
        .map(|place| format!("{}:{}:{}: ", place.file, place.line, place.column));
    let severity = severity(diagnostic.severity());
    let code = diagnostic.code.as_str();
    let message = one_line(&diagnostic.message);
    format!("{}{severity}[{code}]: {message}", place.unwrap_or_default())
}

/// What a severity is called.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A message may quote the file, or the system.
fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" ")
}
