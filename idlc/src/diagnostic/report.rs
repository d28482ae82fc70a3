//! The findings of one file, and the files they are about.

use std::fmt;

use super::finding::Diagnostic;
use super::render::Pages;
use crate::source::Sources;

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
        let mut drawn = Pages::new(&self.sources, color);
        let mut pages: Vec<String> = shown.map(|diagnostic| drawn.page(diagnostic)).collect();
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
