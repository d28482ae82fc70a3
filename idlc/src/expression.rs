//! Constant expressions: what may stand where a number is meant.
//!
//! The grammar knows numbers, names and texts only; operators come from
//! directives (`#if A > 2`, `#define B A+1`). Names are looked up by whoever
//! evaluates: this module knows no scope.

mod evaluate;
mod parse;

pub(crate) use self::evaluate::{EvaluateError, Evaluated, evaluate};
pub(crate) use self::parse::{NumberError, parse_expression, parse_number};

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
        let mut names = Vec::new();
        let mut pending = vec![self];
        while let Some(expression) = pending.pop() {
            match &expression.kind {
                ExpressionKind::Number(_) | ExpressionKind::Text(_) => {}
                ExpressionKind::Name(name) => names.push((name.as_str(), expression.span)),
                ExpressionKind::Unary(_, operand) => pending.push(operand),
                ExpressionKind::Binary(_, left, right) => pending.extend([&**right, &**left]),
            }
        }
        names
    }
}
