//! What is promised.

use idlc::diagnostic::{Code, Diagnostic, Report, Severity};
use idlc::model::Model;
use idlc::source::Sources;
use idlc::{CompileError, Config, Generated};

use super::distinct::assert_distinct;
use super::input::Input;
use super::wire;

/// Compiles an interface file, in which lines such as `//// inner.x` stand in
/// front of what it may include.
///
/// # Panics
///
/// If a promise is broken: an input is refused for a reason, at places that it
/// has, or becomes Rust; the same each time; and what is accepted has a classic
/// form that is accepted, too, and means the same on the wire.
pub fn check(bytes: &[u8]) {
    let input = Input::new(bytes);
    match (input.generate(), input.generate()) {
        (Ok(generated), Ok(again)) => {
            check_generated(&generated);
            assert_eq!(generated.rust, again.rust, "not the same Rust twice");
            check_classic(&generated.model);
            match input.generate_all() {
                Ok(generated) => check_generated(&generated),
                // Names that differ in Rust may be one in the file.
                Err(error) => check_error(&error),
            }
        }
        (Err(error), Err(again)) => {
            check_error(&error);
            assert_eq!(error.to_string(), again.to_string(), "not the same twice");
        }
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("refused only once:\n{error}"),
    }
}

fn check_error(error: &CompileError) {
    for report in error.reports() {
        check_report(report);
    }
    let findings = error.reports().iter().flat_map(Report::diagnostics);
    let mut severities = findings.map(Diagnostic::severity);
    assert!(
        severities.any(|severity| severity == Severity::Error),
        "refused without an error"
    );
}

fn check_generated(generated: &Generated) {
    check_report(&generated.warnings);
    let findings = generated.warnings.diagnostics().iter();
    for warning in findings {
        assert_eq!(warning.severity(), Severity::Warning, "{warning:?}");
    }
    match syn::parse_file(&generated.rust) {
        Ok(file) => assert_distinct(&file),
        Err(error) => panic!("not Rust: {error}\n{}", generated.rust),
    }
}

/// Every place is in its file, and the report can be drawn in each of its forms.
fn check_report(report: &Report) {
    for finding in report.diagnostics() {
        assert_ne!(finding.code, Code::Internal, "{}", finding.message);
        for label in finding.primary.iter().chain(&finding.secondary) {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            let text = text_of(report.sources(), finding, label.span.file);
            assert!(
                text.get(start..end).is_some(),
                "{start}..{end} is not in the {} bytes of the file: {finding:?}",
                text.len()
            );
        }
    }
    assert_eq!(report.render(false).is_empty(), report.is_empty());
    assert_eq!(report.lines().next().is_none(), report.is_empty());
}

fn text_of<'a>(sources: &'a Sources, finding: &Diagnostic, file: idlc::source::FileId) -> &'a str {
    let source = sources.get(file);
    source.map_or_else(
        || panic!("about no file: {finding:?}"),
        idlc::source::Source::text,
    )
}

/// What Rust the classic form becomes is a matter of its own: as any file, the
/// fuzzer may find it.
fn check_classic(model: &Model) {
    let classic = model.to_classic();
    match Config::new().check("classic.x", &classic) {
        Ok(again) => wire::assert_same(model, &again.model, &classic),
        Err(error) => panic!("the classic form is refused:\n{error}\n{classic}"),
    }
}
