//! Says what was found, in the form that was asked for.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, Write};

use idlc::CompileError;
use idlc::diagnostic::{Code, Report};

use super::color::stderr_has_color;
use super::json::Finding;
use super::options::{Format, MessageOptions};
use super::short;

/// Writes findings to standard error, and remembers of what kinds they were.
pub(in crate::cli) struct Reporter {
    format: Format,
    color: bool,
    errors: BTreeSet<&'static str>,
}

impl Reporter {
    pub(in crate::cli) fn new(options: MessageOptions) -> Self {
        Self {
            format: options.message_format,
            color: stderr_has_color(options.color),
            errors: BTreeSet::new(),
        }
    }

    /// Shows errors.
    pub(in crate::cli) fn error(&mut self, error: &CompileError) {
        for report in error.reports() {
            for diagnostic in report.diagnostics() {
                self.errors.insert(diagnostic.code.as_str());
            }
        }
        match self.format {
            Format::Human => say(&error.render(self.color)),
            Format::Short | Format::Json => {
                for report in error.reports() {
                    self.lines(report);
                }
            }
        }
    }

    /// Shows warnings, if there are any.
    pub(in crate::cli) fn warnings(&mut self, warnings: &Report) {
        match self.format {
            _ if warnings.is_empty() => {}
            Format::Human => say(&warnings.render(self.color)),
            Format::Short | Format::Json => self.lines(warnings),
        }
    }

    /// Says that a file cannot be written.
    pub(in crate::cli) fn failed(&mut self, message: impl Display) {
        self.errors.insert(Code::File.as_str());
        self.general(Some(Code::File), &message.to_string());
    }

    /// Says that the command cannot be meant as it was written.
    pub(in crate::cli) fn usage(&mut self, message: impl Display) {
        self.general(None, &message.to_string());
    }

    /// For people, where there is more to read about the errors.
    pub(in crate::cli) fn finish(self) {
        if self.format == Format::Human && !self.errors.is_empty() {
            let codes: Vec<&str> = self.errors.into_iter().collect();
            say(&format!("\n`idlc explain {}` says more", codes.join(" ")));
        }
    }

    /// A line for each finding, however many: who reads them is no person.
    fn lines(&self, report: &Report) {
        for diagnostic in report.diagnostics() {
            match self.format {
                Format::Json => say_json(&Finding::of(diagnostic, report)),
                Format::Short | Format::Human => say(&short::line(diagnostic, report)),
            }
        }
    }

    /// An error that is about no place in a file.
    fn general(&self, code: Option<Code>, message: &str) {
        let code = code.map(Code::as_str);
        match (self.format, code) {
            (Format::Json, _) => say_json(&Finding {
                code,
                severity: "error",
                message,
                labels: Vec::new(),
                help: &[],
            }),
            (_, Some(code)) => say(&format!("error[{code}]: {message}")),
            (_, None) => say(&format!("error: {message}")),
        }
    }
}

fn say_json(finding: &Finding<'_>) {
    match finding.line() {
        Ok(line) => say(&line),
        Err(error) => say(&format!("error: a message cannot be written: {error}")),
    }
}

/// Writes to standard error. If that fails there is nobody to tell.
fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
