//! A line that begins with `#`, cut into its parts.

use crate::source::{FileId, Span, offset_of};

/// A directive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directive<'a> {
    /// `define`; empty for `# 12 "file"`.
    pub(super) word: &'a str,
    /// What follows the word.
    pub(super) rest: &'a str,
    /// Where `rest` begins in the file.
    pub(super) rest_offset: u32,
    /// From the `#` to the end of the line.
    pub(super) span: Span,
}

impl<'a> Directive<'a> {
    /// `text` is what stands behind the `#`, which is at `offset`.
    pub(super) fn cut(text: &'a str, file: FileId, offset: u32) -> Self {
        let trimmed = text.trim_start_matches([' ', '\t']);
        let is_word = |character: char| character.is_ascii_alphabetic() || character == '_';
        let (word, rest) = trimmed.split_at(prefix_length(trimmed, is_word));
        Self {
            word,
            rest: rest.trim_end(),
            rest_offset: offset + 1 + offset_of(text.len() - rest.len()),
            span: Span {
                file,
                start: offset,
                end: offset + 1 + offset_of(text.trim_end().len()),
            },
        }
    }

    /// The name that the rest begins with.
    pub(super) fn name(&self) -> Option<&'a str> {
        name(self.rest)
    }

    /// The place of `part`, a part of [`rest`](Self::rest) that begins at
    /// `start` of it.
    pub(super) fn place(&self, start: usize, part: &str) -> Span {
        let start = self.rest_offset + offset_of(start);
        Span {
            file: self.span.file,
            start,
            end: start + offset_of(part.len()),
        }
    }
}

/// The name that a text begins with, blanks aside.
pub(super) fn name(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let name = text.get(..prefix_length(text, is_name))?;
    let begins_like_one = name.starts_with(|first: char| !first.is_ascii_digit());
    begins_like_one.then_some(name)
}

fn prefix_length(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|character| !is_part(character))
        .unwrap_or(text.len())
}
