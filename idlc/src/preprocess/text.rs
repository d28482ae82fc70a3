//! What the preprocessor hands on.

use super::comments::Comments;
use crate::ast::Constant;
use crate::source::{FileId, Span, offset_of};

/// A file, ready for the grammar.
#[derive(Debug)]
pub(crate) struct Preprocessed {
    /// The text, blanked wherever it is none of the grammar's business.
    pub(crate) text: String,
    /// What the grammar does not see but documentation does.
    pub(crate) comments: Comments,
    /// `#define NAME value`, in the order of the file.
    pub(crate) constants: Vec<Constant>,
    /// `%#define NAME value`: rpcgen hands these to the C compiler, where the
    /// rest of the file may rely on them.
    pub(crate) passed_constants: Vec<Constant>,
    /// The file it was made from.
    pub(crate) file: FileId,
}

impl Preprocessed {
    /// The place in the file of a range of bytes of [`text`](Self::text).
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        Span {
            file: self.file,
            start: offset_of(start),
            end: offset_of(end),
        }
    }

    /// The text at a span of the file, on one line with single spaces.
    pub(crate) fn one_line(&self, span: Span) -> String {
        let text = self.text.get(span.start as usize..span.end as usize);
        let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
        words.join(" ")
    }
}
