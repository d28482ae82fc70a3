//! The text that is compiled, and places in it.
//!
//! A [`Span`] is a range of bytes of one file; only [`Source`] turns it into
//! lines and columns. Nothing here reads the file system: whoever has the
//! text adds it.

/// One of the files of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; `other` must be of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A line and a column as editors count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters (not bytes), from 1.
    pub column: u32,
}

/// The longest file that is read, in bytes. The largest interface file we
/// know of has under 300 kB.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One file: its name and its text.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl Source {
    fn new(name: String, text: String) -> Self {
        let line_ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(line_ends.map(|(offset, _)| offset_of(offset + 1)))
            .collect();
        Self {
            name,
            text,
            line_starts,
        }
    }

    /// The name as it was given: usually a path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without its folder.
    #[must_use]
    pub fn base_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text from `start` to `end`; empty where there is none.
    #[must_use]
    pub fn slice(&self, start: u32, end: u32) -> &str {
        self.text
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// The line of a byte, from 0.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// Where a line begins, counted from 0; the end of the text for a line
    /// behind the last.
    #[must_use]
    pub fn line_start(&self, line_index: usize) -> u32 {
        let end = offset_of(self.text.len());
        self.line_starts.get(line_index).copied().unwrap_or(end)
    }

    /// The line and column of a byte.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line_index = self.line_index(offset);
        let before = self.slice(self.line_start(line_index), offset);
        Position {
            line: offset_of(line_index + 1),
            column: offset_of(before.chars().count() + 1),
        }
    }
}

/// The files of one compilation: the one that was asked for, and whatever it
/// includes.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file. Its text must not be longer than [`FILE_BYTES_MAX`].
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(Source::new(name.into(), text.into()));
        FileId(offset_of(self.files.len() - 1))
    }

    /// The file that was asked for: the first that was added.
    #[must_use]
    pub fn main(&self) -> Option<(FileId, &Source)> {
        self.files.first().map(|source| (FileId(0), source))
    }

    /// One of the files.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }

    /// The line and column where a span begins.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<Position> {
        self.get(span.file)
            .map(|source| source.position(span.start))
    }
}

/// Offsets fit in 32 bits because [`FILE_BYTES_MAX`] does.
pub(crate) fn offset_of(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
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
