//! One file.

use std::ops::Range;

use super::decode::decode;
use super::place::{Position, offset_of};

/// The longest file that is read, in bytes. The largest interface file we
/// know of has under 300 kB.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One file: its name and its text.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    /// A column is then a number of bytes, and takes no reading of the line.
    is_ascii: bool,
    foreign: Vec<Range<u32>>,
}

impl Source {
    /// A file as it is stored.
    pub(crate) fn from_bytes(name: String, bytes: Vec<u8>) -> Self {
        let decoded = decode(bytes);
        Self {
            foreign: decoded.foreign,
            ..Self::new(name, decoded.text)
        }
    }

    pub(super) fn new(name: String, text: String) -> Self {
        let line_ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(line_ends.map(|(offset, _)| offset_of(offset + 1)))
            .collect();
        Self {
            name,
            is_ascii: text.is_ascii(),
            text,
            line_starts,
            foreign: Vec::new(),
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

    /// What was not UTF-8 and is read as Latin-1, in order.
    pub(crate) fn foreign(&self) -> &[Range<u32>] {
        &self.foreign
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

    /// The line of a byte, from 1. Unlike a column it takes no reading of the
    /// line.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        offset_of(self.line_index(offset) + 1)
    }

    /// The line and column of a byte.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line_index = self.line_index(offset);
        let line_start = self.line_start(line_index);
        let before = if self.is_ascii {
            offset.saturating_sub(line_start) as usize
        } else {
            self.slice(line_start, offset).chars().count()
        };
        Position {
            line: offset_of(line_index + 1),
            column: offset_of(before + 1),
        }
    }
}
