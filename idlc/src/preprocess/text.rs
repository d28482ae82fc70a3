//! What the preprocessor hands on.

use std::collections::BTreeMap;

use super::comments::Comments;
use super::map::Map;
use super::passed::PassedInclude;
use crate::ast::Constant;
use crate::source::{FileId, Span, offset_of};

/// A file with all that it includes, ready for the grammar.
#[derive(Debug)]
pub(crate) struct Preprocessed {
    /// The text, blanked wherever it is none of the grammar's business.
    pub(crate) text: String,
    /// `#define NAME value`, in the order of the text.
    pub(crate) constants: Vec<Constant>,
    /// `%#define NAME value`: rpcgen hands these to the C compiler, where the
    /// rest of the file may rely on them. So may it on the caller's.
    pub(crate) passed_constants: Vec<Constant>,
    /// `%#include`, in the order of the text.
    pub(crate) passed_includes: Vec<PassedInclude>,
    /// Where the parts of the text come from.
    pub(super) map: Map,
    /// What the grammar does not see but documentation does.
    pub(super) comments: BTreeMap<FileId, Comments>,
    /// The file that was asked for.
    pub(super) main: FileId,
}

impl Preprocessed {
    /// The text goes on with that of another, so that whoever has parts of
    /// that one finds their comments and order here. Its constants and what it
    /// includes stay behind.
    pub(crate) fn append(&mut self, other: Self) {
        self.map.append(offset_of(self.text.len()), other.map);
        self.text.push_str(&other.text);
        self.comments.extend(other.comments);
    }

    /// The place of a range of bytes of [`text`](Self::text).
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (offset_of(start), offset_of(end));
        self.map.span(start, end).unwrap_or(Span {
            file: self.main,
            start,
            end,
        })
    }

    /// A number that grows with the place in the text.
    pub(crate) fn order_of(&self, place: Span) -> u32 {
        self.map.place(place)
    }

    /// The text at a place, on one line with single spaces.
    pub(crate) fn one_line(&self, place: Span) -> String {
        let comments = self.comments.get(&place.file);
        let text = comments.map_or("", |comments| comments.between(place.start, place.end));
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }

    /// What the comments say about something that begins at `item` and whose
    /// own line ends at `anchor` of the same file: the comments above first.
    pub(crate) fn comments_about(&self, item: Span, anchor: u32) -> Vec<String> {
        let comments = self.comments.get(&item.file);
        comments.map_or_else(Vec::new, |comments| comments.about(item, anchor))
    }
}
