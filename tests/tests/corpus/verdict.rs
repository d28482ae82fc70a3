//! What became of a file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use idlc::diagnostic::{Diagnostic, Report, Severity};
use idlc::{CompileError, Config};

use super::flags::{apply, flags};

/// What became of a file.
pub(crate) enum Verdict {
    /// This is its module; so many warnings were said.
    Accepted {
        rust: String,
        warnings: usize,
        /// What had to be given in addition; may be empty.
        with: String,
    },
    /// The first error.
    Refused { code: String, message: String },
    /// Its module is not what rustc takes; the first thing that rustc said.
    NotCompiled { message: String },
    /// The compiler panicked.
    Panicked,
}

impl Verdict {
    /// What idlc says of a file: by itself, and if it is refused, with what a
    /// user would give in addition. `name` is its path in the corpus.
    pub(crate) fn of(file: &Path, name: &str) -> Self {
        let plain = Self::with(file, &Config::new(), "");
        match (flags(name), &plain) {
            (Some(flags), Self::Refused { .. }) => {
                let (file, config) = apply(file, flags);
                Self::with(&file, &config, flags)
            }
            _ => plain,
        }
    }

    fn with(file: &Path, config: &Config, with: &str) -> Self {
        match catch_unwind(AssertUnwindSafe(|| config.generate_file(file))) {
            Err(_) => Self::Panicked,
            Ok(Ok(generated)) => Self::Accepted {
                rust: generated.rust,
                warnings: generated.warnings.diagnostics().len(),
                with: with.to_owned(),
            },
            Ok(Err(error)) => Self::refused(&error),
        }
    }

    fn refused(error: &CompileError) -> Self {
        let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
        let mut findings = error
            .reports()
            .iter()
            .flat_map(|report| {
                report
                    .diagnostics()
                    .iter()
                    .map(move |found| (report, found))
            })
            .filter(|(_, found)| is_error(found));
        let (report, found) = findings.next().unwrap();
        Self::Refused {
            code: found.code.as_str().to_owned(),
            message: format!("{}{}", place(report, found), found.message),
        }
    }

    pub(crate) fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }

    /// Whether the file is written in another language.
    pub(crate) fn is_foreign(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "E0117")
    }

    /// Whether it is no fault of the file.
    pub(crate) fn is_a_defect(&self) -> bool {
        match self {
            Self::Accepted { .. } => false,
            Self::Refused { code, .. } => code == "E0099",
            Self::NotCompiled { .. } | Self::Panicked => true,
        }
    }
}

/// `12:3: `
fn place(report: &Report, found: &Diagnostic) -> String {
    let position = found
        .primary
        .as_ref()
        .and_then(|label| report.sources().position(label.span));
    position.map_or_else(String::new, |position| {
        format!("{}:{}: ", position.line, position.column)
    })
}
