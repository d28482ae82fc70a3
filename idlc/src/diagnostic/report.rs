//! The findings of one file, as data.

use std::fmt;

use super::code::{Code, Severity};
use super::render::render;
use crate::source::{Sources, Span};

/// One finding.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The place, if it is a finding about a place.
    pub primary: Option<Label>,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// What to do about it, one sentence each.
    pub help: Vec<String>,
}

/// A place, and what it has to do with the finding.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding about a place.
    pub(crate) fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            primary: Some(Label {
                span,
                text: String::new(),
            }),
            ..Self::general(code, message)
        }
    }

    /// A finding about no place in particular.
    pub(crate) fn general(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says what its place has to do with it.
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Adds another place.
    pub(crate) fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        self.secondary.push(Label { span, text });
        self
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// How many findings a report shows. A hundredth error is no help with the
/// first.
const SHOWN_MAX: usize = 50;

/// The findings of one compilation, with the text they are about.
///
/// `Display` is the page that a person reads; so is `Debug`, so that an
/// `unwrap` in a build script reads well.
#[derive(Clone, Default)]
pub struct Report {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Findings in the order of the file.
    pub(crate) fn new(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| diagnostic.primary.as_ref().map(|label| label.span));
        Self {
            sources,
            diagnostics,
        }
    }

    /// The findings, in the order of the file.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The text they are about.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Whether there is nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The report as a page of text; with terminal colours if `color`.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let shown = self.diagnostics.iter().take(SHOWN_MAX);
        let mut pages: Vec<String> = shown
            .map(|diagnostic| render(diagnostic, &self.sources, color))
            .collect();
        let rest = self.diagnostics.len().saturating_sub(SHOWN_MAX);
        if rest > 0 {
            pages.push(format!("… and {rest} more"));
        }
        pages.join("\n\n")
    }

    /// One line for each finding, `file:line:column: code: message`, where a
    /// page does not fit.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.diagnostics
            .iter()
            .take(SHOWN_MAX)
            .map(|diagnostic| self.line(diagnostic))
    }

    fn line(&self, diagnostic: &Diagnostic) -> String {
        let code = diagnostic.code.as_str();
        let message = &diagnostic.message;
        let place = diagnostic.primary.as_ref().and_then(|label| {
            let position = self.sources.position(label.span)?;
            let name = self.sources.get(label.span.file)?.name();
            Some(format!("{name}:{}:{}: ", position.line, position.column))
        });
        format!("{}{code}: {message}", place.unwrap_or_default())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
