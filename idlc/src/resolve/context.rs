//! What resolving a type or a program needs to know: names and constants, all
//! collected by now.

use std::ops::RangeInclusive;

use super::constant::Constants;
use super::findings::Findings;
use super::nesting::Nest;
use super::scope::Scope;
use crate::ast::Constant;
use crate::expression::Expression;
use crate::model::Docs;
use crate::preprocess::Preprocessed;
use crate::source::{Source, Sources, Span};

#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) text: &'a Preprocessed,
    pub(super) sources: &'a Sources,
    pub(super) scope: &'a Scope<'a>,
    pub(super) constants: &'a Constants<'a>,
    /// Where names are looked up.
    pub(super) nest: Nest,
}

impl Context<'_> {
    /// The same, as seen from within a scope.
    pub(super) fn within(self, nest: Nest) -> Self {
        Self { nest, ..self }
    }

    /// The value of an expression that must be a number in `range`; `what`
    /// it is for, as a message says it: "a length".
    pub(super) fn number(
        &self,
        expression: &Expression,
        range: &RangeInclusive<i128>,
        what: &str,
        findings: &mut Findings<'_>,
    ) -> Option<i128> {
        self.constants
            .number(self.nest, expression, range, what, findings)
    }

    /// The name that tells a definition from those of other interfaces.
    pub(super) fn qualified(&self, name: &str) -> String {
        self.scope.nesting.qualified(self.nest, name)
    }

    /// The documentation of an item that is declared at `item`, in full.
    pub(super) fn docs(&self, name: Span, item: Span) -> Docs {
        Docs {
            comment: self.text.comments_about(item, item.end),
            declaration: self.text.one_line(item),
            ..self.place(name)
        }
    }

    /// Documentation that says only where the item is.
    pub(super) fn place(&self, name: Span) -> Docs {
        Docs {
            file: self.file_name(name).to_owned(),
            line: self
                .source(name)
                .map_or(0, |source| source.line(name.start)),
            span: Some(name),
            ..Docs::default()
        }
    }

    /// The name, without its folder, of the file that a place is in.
    pub(super) fn file_name(&self, place: Span) -> &str {
        self.source(place).map_or("", Source::base_name)
    }

    /// What the file says at a place, directives and all, on one line with
    /// single spaces.
    pub(super) fn as_written(&self, place: Span) -> String {
        let source = self.source(place);
        let text = source.map_or("", |source| source.slice(place.start, place.end));
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }

    /// The macros that are constants; of those that are meant for the C compiler
    /// or come from the caller, only what the file relies on.
    pub(super) fn macros(&self) -> impl Iterator<Item = &Constant> {
        let passed = self.text.passed_constants.iter();
        passed
            .filter(|constant| self.constants.is_used(&constant.name))
            .chain(&self.text.constants)
    }

    fn source(&self, place: Span) -> Option<&Source> {
        self.sources.get(place.file)
    }
}
