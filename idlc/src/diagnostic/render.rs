//! Findings as pages of text: the only file that names
//! `annotate_snippets`.

use std::collections::HashSet;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use super::code::Severity;
use super::finding::{Diagnostic, Label};
use crate::source::{FileId, Source, Sources};

/// How many directives are shown that include a file one through the other.
const CHAIN_SHOWN_MAX: usize = 4;

/// Draws findings one after another.
pub(crate) struct Pages<'a> {
    sources: &'a Sources,
    renderer: Renderer,
    /// Included files of which it has been said who includes them.
    introduced: HashSet<FileId>,
}

impl<'a> Pages<'a> {
    /// With terminal colours if `color`.
    pub(crate) fn new(sources: &'a Sources, color: bool) -> Self {
        Self {
            sources,
            renderer: if color {
                Renderer::styled()
            } else {
                Renderer::plain()
            },
            introduced: HashSet::new(),
        }
    }

    /// Draws one finding.
    pub(crate) fn page(&mut self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.as_str());
        let mut group = Group::with_title(title);
        for file in files(diagnostic) {
            if let Some(source) = self.sources.get(file) {
                group = group.elements(excerpts(diagnostic, file, source));
            }
        }
        if let Some(chain) = self.introduce(diagnostic) {
            group = group.element(Level::NOTE.message(chain));
        }
        for help in &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        self.renderer.render(&[group])
    }

    /// Who includes the file of a finding, and who includes that: in the first
    /// finding of the file only.
    fn introduce(&mut self, diagnostic: &Diagnostic) -> Option<String> {
        let file = diagnostic.primary.as_ref()?.span.file;
        let directives = self.sources.include_chain(file);
        let mut places: Vec<String> = directives
            .filter_map(|at| {
                let source = self.sources.get(at.file)?;
                Some(format!("{}:{}", source.name(), source.line(at.start)))
            })
            .collect();
        let skipped = places.len().saturating_sub(CHAIN_SHOWN_MAX);
        if skipped > 0 {
            let first = CHAIN_SHOWN_MAX - 1;
            places.splice(first..first + skipped, [format!("({skipped} more)")]);
        }
        let is_new = !places.is_empty() && self.introduced.insert(file);
        is_new.then(|| format!("included at {}", places.join(", from ")))
    }
}

/// The files a finding is about, the primary one first.
fn files(diagnostic: &Diagnostic) -> Vec<FileId> {
    let mut files = Vec::new();
    for label in labels(diagnostic) {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn labels(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    diagnostic.primary.iter().chain(&diagnostic.secondary)
}

/// How much text is handed over to be drawn around, in bytes: the drawing
/// looks at every character of it, more than once.
const EXCERPT_BYTES_MAX: usize = 16 * 1024;

/// The lines of one file that labels are on, with the labels: in one excerpt
/// unless the labels are far apart.
fn excerpts<'a>(diagnostic: &'a Diagnostic, file: FileId, source: &'a Source) -> Vec<Element<'a>> {
    let primary = diagnostic.primary.iter();
    let marked: Vec<Marked<'_>> = primary
        .map(|label| (label, AnnotationKind::Primary))
        .chain(
            diagnostic
                .secondary
                .iter()
                .map(|label| (label, AnnotationKind::Context)),
        )
        .filter(|(label, _)| label.span.file == file)
        .collect();
    match excerpt(&marked, source) {
        Some(together) => vec![together.into()],
        None => marked
            .iter()
            .map(|&mark| match excerpt(&[mark], source) {
                Some(alone) => alone.into(),
                None => place(mark.0, source).into(),
            })
            .collect(),
    }
}

type Marked<'a> = (&'a Label, AnnotationKind);

/// The lines from the first label to the last; `None` if that is too much.
fn excerpt<'a>(marked: &[Marked<'a>], source: &'a Source) -> Option<Snippet<'a, Annotation<'a>>> {
    let first = marked.iter().map(|(label, _)| label.span.start).min()?;
    let last = marked.iter().map(|(label, _)| label.span.end).max()?;
    let first_line = source.line_index(first);
    let start = source.line_start(first_line);
    let end = source.line_start(source.line_index(last) + 1);
    let lines = source.slice(start, end);
    (lines.len() <= EXCERPT_BYTES_MAX).then(|| {
        let annotations = marked
            .iter()
            .map(|&(label, kind)| annotation(label, kind, start));
        Snippet::source(lines)
            .line_start(first_line + 1)
            .path(source.name())
            .annotations(annotations)
    })
}

/// A place whose line is too long to be shown.
fn place<'a>(label: &Label, source: &'a Source) -> Origin<'a> {
    let position = source.position(label.span.start);
    Origin::path(source.name())
        .line(position.line as usize)
        .char_column(position.column as usize)
}

fn annotation(label: &Label, kind: AnnotationKind, start: u32) -> Annotation<'_> {
    let span = (label.span.start - start) as usize..(label.span.end - start) as usize;
    let annotation = kind.span(span);
    if label.text.is_empty() {
        annotation
    } else {
        annotation.label(label.text.as_str())
    }
}
