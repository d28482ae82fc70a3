//! The files of one compilation.

use std::sync::Arc;

use super::place::{FileId, Place, Position, Span};
use super::text::Source;

/// The files of one compilation: the one that was asked for, and whatever it
/// includes. A file that is included twice is there twice.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    source: Arc<Source>,
    included_at: Option<Span>,
}

impl Sources {
    /// Adds a file. Its text must not be longer than [`FILE_BYTES_MAX`](super::FILE_BYTES_MAX).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let source = Source::new(name.into(), text.into());
        self.push(Arc::new(source), None)
    }

    /// Adds a file that another includes, at a directive.
    pub(crate) fn include(&mut self, source: Arc<Source>, at: Span) -> FileId {
        self.push(source, Some(at))
    }

    /// Adds the file that was asked for.
    pub(crate) fn add_main(&mut self, source: Source) -> FileId {
        self.push(Arc::new(source), None)
    }

    fn push(&mut self, source: Arc<Source>, included_at: Option<Span>) -> FileId {
        self.files.push(Entry {
            source,
            included_at,
        });
        FileId::new(self.files.len() - 1)
    }

    /// The file that was asked for: the first that was added.
    #[must_use]
    pub fn main(&self) -> Option<(FileId, &Source)> {
        let first = self.files.first()?;
        Some((FileId::new(0), &first.source))
    }

    /// The files that were included, in the order in which they were read. One
    /// that is included twice is there twice. Those that definitions were taken
    /// from because a `%#include` names their header are among them.
    pub fn included(&self) -> impl Iterator<Item = &Source> {
        let included = |entry: &&Entry| entry.included_at.is_some();
        self.files
            .iter()
            .filter(included)
            .map(|entry| &*entry.source)
    }

    /// One of the files.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        Some(&self.entry(file)?.source)
    }

    /// As [`get`](Self::get), to be kept while files are added.
    pub(crate) fn share(&self, file: FileId) -> Option<Arc<Source>> {
        Some(Arc::clone(&self.entry(file)?.source))
    }

    /// The directive that includes a file; `None` of a file that was asked
    /// for.
    #[must_use]
    pub fn included_at(&self, file: FileId) -> Option<Span> {
        self.entry(file)?.included_at
    }

    /// The directives that a file is included through, the nearest first: none
    /// for a file that was asked for.
    pub fn include_chain(&self, file: FileId) -> impl Iterator<Item = Span> {
        std::iter::successors(self.included_at(file), |at| self.included_at(at.file))
    }

    fn entry(&self, file: FileId) -> Option<&Entry> {
        self.files.get(file.index())
    }

    /// The line and column where a span begins.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<Position> {
        self.get(span.file)
            .map(|source| source.position(span.start))
    }

    /// A span as people and programs count it; `None` of a file that is not
    /// one of these.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Place<'_>> {
        let source = self.get(span.file)?;
        let (start, end) = (source.position(span.start), source.position(span.end));
        Some(Place {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: span.start,
            byte_end: span.end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::offset_of;
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let mut sources = Sources::default();
        let file = sources.add("dir/a.x", "// é\n/* ü */ x");
        let source = sources.get(file).unwrap();
        let offset = offset_of(source.text().find('x').unwrap());
        assert_eq!(source.position(offset), Position { line: 2, column: 9 });
        assert_eq!(source.base_name(), "a.x");
    }

    #[test]
    fn the_end_of_the_text_has_a_position() {
        let mut sources = Sources::default();
        let file = sources.add("a.x", "a\n");
        let position = sources.get(file).unwrap().position(2);
        assert_eq!(position, Position { line: 2, column: 1 });
    }
}
