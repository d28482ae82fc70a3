//! What the condition of an `#if` is worth.

use std::collections::HashMap;

use super::directive::Directive;
use super::macros::{Macro, MacroBody, Macros};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{
    EvaluateError, Evaluated, Expression, ExpressionError, NumberError, evaluate, parse_expression,
};
use crate::source::Span;

/// How many macros one condition may look up, those behind other macros
/// included.
const LOOKUPS_MAX: usize = 64;

/// Whether the condition holds; or what is wrong with it.
pub(super) fn holds(directive: &Directive<'_>, macros: &Macros) -> Result<bool, Diagnostic> {
    let is_defined = |name: &str| macros.is_defined(name);
    let (file, offset) = (directive.span.file, directive.rest_offset);
    let expression = parse_expression(directive.rest, file, offset, Some(&is_defined))
        .map_err(|error| malformed(directive, error))?;
    let mut values = Values::new(macros);
    values.find_all(&expression);
    match evaluate(&expression, &|name| values.get(name)) {
        Ok(Evaluated::Integer(number)) => Ok(number != 0),
        Ok(Evaluated::Text(_)) => Err(a_text(expression.span)),
        Err(EvaluateError::TextInArithmetic(span)) => Err(a_text(span)),
        Err(EvaluateError::Overflow(span)) => Err(at(span).label("overflows, or divides by zero")),
        Err(EvaluateError::Unknown) => Err(values.unknown(&expression)),
    }
}

/// The values of macros that a condition depends on.
struct Values<'m> {
    macros: &'m Macros,
    /// `None` of one that has no value, or whose value is being looked for.
    known: HashMap<&'m str, Option<Evaluated>>,
}

/// A macro on the way to its value.
enum Step<'m> {
    Look(&'m str),
    Evaluate(&'m str, &'m Expression),
}

impl<'m> Values<'m> {
    fn new(macros: &'m Macros) -> Self {
        Self {
            macros,
            known: HashMap::new(),
        }
    }

    /// Finds the values of all macros that an expression depends on, without
    /// recursion: those that a macro is made of before the macro itself. One
    /// that is made of itself finds itself without a value.
    fn find_all(&mut self, expression: &Expression) {
        let mut steps: Vec<Step<'m>> = self.looks(expression).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Look(name) => self.look(name, &mut steps),
                Step::Evaluate(name, value) => {
                    let value = evaluate(value, &|name| self.get(name)).ok();
                    self.known.insert(name, value);
                }
            }
        }
    }

    fn look(&mut self, name: &'m str, steps: &mut Vec<Step<'m>>) {
        if self.known.contains_key(name) || self.known.len() == LOOKUPS_MAX {
            return;
        }
        let body = self.macros.get(name).map(|found| &found.body);
        let value = match body {
            Some(MacroBody::One) => Some(Evaluated::Integer(1)),
            Some(MacroBody::Text) => Some(Evaluated::Text(String::new())),
            Some(MacroBody::Number(value)) => {
                steps.push(Step::Evaluate(name, value));
                steps.extend(self.looks(value));
                None
            }
            Some(MacroBody::NoValue) | None => None,
        };
        self.known.insert(name, value);
    }

    fn looks<'e>(&self, expression: &'e Expression) -> impl Iterator<Item = Step<'m>> + 'e
    where
        'm: 'e,
    {
        let macros = self.macros;
        let names = expression.names().into_iter();
        names.filter_map(|(name, _)| macros.key(name).map(Step::Look))
    }

    /// As in C, a name that is no macro counts as 0 in a condition.
    fn get(&self, name: &str) -> Option<Evaluated> {
        match self.known.get(name) {
            Some(value) => value.clone(),
            None if self.macros.is_defined(name) => None,
            None => Some(Evaluated::Integer(0)),
        }
    }

    /// Names the macro that has no value.
    fn unknown(&self, expression: &Expression) -> Diagnostic {
        let names = expression.names().into_iter();
        let mut unknown = names.filter(|(name, _)| self.get(name).is_none());
        let Some((name, span)) = unknown.next() else {
            return at(expression.span);
        };
        let diagnostic = at(span).label(format!("`{name}` has no value that could be computed"));
        match self.macros.get(name).and_then(|found: &Macro| found.span) {
            Some(defined) => diagnostic.and(defined, "defined here"),
            None => diagnostic,
        }
    }
}

fn at(span: Span) -> Diagnostic {
    Diagnostic::at(
        Code::BadDirective,
        span,
        "this condition cannot be evaluated",
    )
}

fn a_text(span: Span) -> Diagnostic {
    at(span).label("this is a text; a number is needed")
}

fn malformed(directive: &Directive<'_>, error: ExpressionError) -> Diagnostic {
    let (span, what) = match error {
        // An empty place is hard to see behind an empty directive.
        ExpressionError::Missing(_) => (directive.span, "ends too early"),
        ExpressionError::Unexpected(span) => (span, "does not fit here"),
        ExpressionError::Number(NumberError::Malformed, span) => (span, "this is not a number"),
        ExpressionError::Number(NumberError::TooLarge, span) => {
            (span, "this number needs more than 64 bits")
        }
        ExpressionError::TooLong(span) => (span, "it is too long: it is read up to here"),
    };
    at(span).label(what).help(
        "a condition is made of numbers, `defined NAME`, names of `#define`d numbers, and C's \
         operators",
    )
}
