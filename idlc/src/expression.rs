//! Constant expressions: what may stand where a number is meant.
//!
//! The grammar knows numbers, names and texts only; operators come from
//! directives (`#if A > 2`, `#define B A+1`). Names are looked up by whoever
//! evaluates: this module knows no scope.

mod evaluate;
mod number;
mod parse;
mod token;

pub(crate) use self::evaluate::{EvaluateError, Evaluated, evaluate};
pub(crate) use self::number::{NumberError, parse_number};
pub(crate) use self::parse::{ExpressionError, parse_expression};

use crate::source::Span;

/// An expression and its place.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) kind: ExpressionKind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum ExpressionKind {
    Number(i128),
    Text(String),
    Name(String),
    Unary(UnaryOperator, Box<Expression>),
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
    Conditional(Box<Conditional>),
}

/// `condition ? then : otherwise`
#[derive(Debug, Clone)]
pub(crate) struct Conditional {
    pub(crate) condition: Expression,
    pub(crate) then: Expression,
    pub(crate) otherwise: Expression,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnaryOperator {
    Negate,
    Complement,
    Not,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BinaryOperator {
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Expression {
    /// Every name in it, from left to right.
    pub(crate) fn names(&self) -> Vec<(&str, Span)> {
        let names = self.parts().into_iter();
        names
            .filter_map(|part| match &part.kind {
                ExpressionKind::Name(name) => Some((name.as_str(), part.span)),
                _ => None,
            })
            .collect()
    }

    /// Whether a text is among its operands.
    pub(crate) fn has_text(&self) -> bool {
        let mut parts = self.parts().into_iter();
        parts.any(|part| matches!(part.kind, ExpressionKind::Text(_)))
    }

    /// The expression and all that it is made of, from left to right.
    fn parts(&self) -> Vec<&Self> {
        let mut parts = Vec::new();
        let mut pending = vec![self];
        while let Some(expression) = pending.pop() {
            parts.push(expression);
            match &expression.kind {
                ExpressionKind::Number(_) | ExpressionKind::Text(_) | ExpressionKind::Name(_) => {}
                ExpressionKind::Unary(_, operand) => pending.push(operand),
                ExpressionKind::Binary(_, left, right) => pending.extend([&**right, &**left]),
                ExpressionKind::Conditional(parts) => {
                    pending.extend([&parts.otherwise, &parts.then, &parts.condition]);
                }
            }
        }
        parts
    }
}
