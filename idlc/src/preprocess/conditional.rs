//! `#if … #elif … #else … #endif`: which lines count.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Span;

/// The conditionals that are open.
#[derive(Debug, Default)]
pub(super) struct Conditionals {
    open: Vec<Conditional>,
}

#[derive(Debug)]
struct Conditional {
    /// Its `#if`.
    span: Span,
    /// The lines around it count.
    surroundings_active: bool,
    /// The lines of the present branch count.
    active: bool,
    /// A branch has counted: no other will.
    taken: bool,
    /// Its `#else`, behind which only `#endif` may come.
    otherwise: Option<Span>,
}

impl Conditionals {
    /// Whether the present line counts.
    pub(super) fn is_active(&self) -> bool {
        self.open.last().is_none_or(|innermost| innermost.active)
    }

    /// Whether an `#elif` here would have to evaluate its condition.
    pub(super) fn elif_is_asked(&self) -> bool {
        self.open
            .last()
            .is_some_and(|innermost| innermost.surroundings_active && !innermost.taken)
    }

    /// `#if`, `#ifdef`, `#ifndef`
    pub(super) fn open(&mut self, span: Span, condition: bool) {
        let surroundings_active = self.is_active();
        self.open.push(Conditional {
            span,
            surroundings_active,
            active: surroundings_active && condition,
            taken: condition,
            otherwise: None,
        });
    }

    /// `#elif`
    pub(super) fn elif(&mut self, span: Span, condition: bool, sink: &mut Sink) {
        self.branch("#elif", span, condition, sink);
    }

    /// `#else`
    pub(super) fn otherwise(&mut self, span: Span, sink: &mut Sink) {
        self.branch("#else", span, true, sink);
        if let Some(innermost) = self.open.last_mut() {
            innermost.otherwise = Some(span);
        }
    }

    /// `#endif`
    pub(super) fn close(&mut self, span: Span, sink: &mut Sink) {
        if self.open.pop().is_none() {
            sink.report(without_if("#endif", span));
        }
    }

    /// The end of the file.
    pub(super) fn finish(self, sink: &mut Sink) {
        for conditional in self.open {
            let diagnostic = Diagnostic::at(
                Code::UnbalancedConditional,
                conditional.span,
                "this conditional has no `#endif`",
            );
            sink.report(diagnostic);
        }
    }

    fn branch(&mut self, word: &str, span: Span, condition: bool, sink: &mut Sink) {
        let Some(innermost) = self.open.last_mut() else {
            sink.report(without_if(word, span));
            return;
        };
        if let Some(otherwise) = innermost.otherwise {
            let message = format!("`{word}` behind `#else`");
            let diagnostic = Diagnostic::at(Code::UnbalancedConditional, span, message);
            sink.report(diagnostic.and(otherwise, "the `#else`"));
        }
        innermost.active = innermost.surroundings_active && !innermost.taken && condition;
        innermost.taken |= condition;
    }
}

fn without_if(word: &str, span: Span) -> Diagnostic {
    Diagnostic::at(
        Code::UnbalancedConditional,
        span,
        format!("`{word}` without `#if`"),
    )
}
