//! What resolving a type or a program needs to know: names and constants, all
//! collected by now.

use super::constant::Constants;
use super::scope::Scope;
use crate::model::Docs;
use crate::preprocess::Preprocessed;
use crate::source::{Source, Span};

#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) text: &'a Preprocessed,
    pub(super) source: &'a Source,
    pub(super) scope: &'a Scope<'a>,
    pub(super) constants: &'a Constants<'a>,
}

impl Context<'_> {
    /// The documentation of an item that is declared at `item`, in full.
    pub(super) fn docs(&self, name: Span, item: Span) -> Docs {
        Docs {
            comment: self.text.comments.about(item, item.end),
            declaration: self.text.one_line(item),
            ..self.place(name)
        }
    }

    /// Documentation that says only where the item is.
    pub(super) fn place(&self, name: Span) -> Docs {
        Docs {
            file: self.source.base_name().to_owned(),
            line: self.source.position(name.start).line,
            ..Docs::default()
        }
    }
}
