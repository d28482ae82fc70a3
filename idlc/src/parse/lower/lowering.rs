//! What all of the lowering shares.

use super::super::grammar::{Node, Rule};
use crate::ast::Name;
use crate::diagnostic::Sink;
use crate::preprocess::Preprocessed;
use crate::source::Span;

/// Makes the syntax tree of one file.
pub(in crate::parse) struct Lower<'a> {
    pub(super) text: &'a Preprocessed,
    pub(super) sink: &'a mut Sink,
}

impl<'a> Lower<'a> {
    pub(in crate::parse) fn new(text: &'a Preprocessed, sink: &'a mut Sink) -> Self {
        Self { text, sink }
    }

    pub(super) fn name(&self, node: &Node) -> Option<Name> {
        let name = node.child(Rule::name)?;
        Some(self.name_of(name))
    }

    /// The node itself as a name.
    pub(super) fn name_of(&self, node: &Node) -> Name {
        Name {
            text: self.slice(node).to_owned(),
            span: self.span(node),
        }
    }

    pub(super) fn span(&self, node: &Node) -> Span {
        self.text.span(node.start, node.end)
    }

    pub(super) fn slice(&self, node: &Node) -> &'a str {
        self.text.text.get(node.start..node.end).unwrap_or_default()
    }
}
