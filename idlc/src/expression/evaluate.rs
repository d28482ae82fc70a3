//! Expression to value, in 128 bits, where nothing that fits in 64 overflows
//! unseen.

use super::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::source::Span;

/// What an expression is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Evaluated {
    Integer(i128),
    Text(String),
}

/// Why an expression is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EvaluateError {
    /// A name stands for nothing, or for something that was reported already.
    Unknown,
    /// A text is used as a number.
    TextInArithmetic(Span),
    /// An operator left the range of numbers, or divided by zero.
    Overflow(Span),
}

/// Evaluates; `lookup` says what a name stands for.
pub(crate) fn evaluate(
    expression: &Expression,
    lookup: &dyn Fn(&str) -> Option<Evaluated>,
) -> Result<Evaluated, EvaluateError> {
    match &expression.kind {
        ExpressionKind::Number(number) => Ok(Evaluated::Integer(*number)),
        ExpressionKind::Text(text) => Ok(Evaluated::Text(text.clone())),
        ExpressionKind::Name(name) => lookup(name).ok_or(EvaluateError::Unknown),
        ExpressionKind::Unary(operator, operand) => {
            unary(*operator, integer(operand, lookup)?, expression.span)
        }
        ExpressionKind::Conditional(parts) => {
            let chosen = match integer(&parts.condition, lookup)? {
                0 => &parts.otherwise,
                _ => &parts.then,
            };
            evaluate(chosen, lookup)
        }
        ExpressionKind::Binary(operator, left, right) => {
            let left = integer(left, lookup)?;
            if let Some(value) = settled(*operator, left) {
                return Ok(Evaluated::Integer(value));
            }
            let right = integer(right, lookup)?;
            binary(*operator, left, right)
                .map(Evaluated::Integer)
                .ok_or(EvaluateError::Overflow(expression.span))
        }
    }
}

fn integer(
    expression: &Expression,
    lookup: &dyn Fn(&str) -> Option<Evaluated>,
) -> Result<i128, EvaluateError> {
    match evaluate(expression, lookup)? {
        Evaluated::Integer(number) => Ok(number),
        Evaluated::Text(_) => Err(EvaluateError::TextInArithmetic(expression.span)),
    }
}

/// What the left side alone decides: the right side of `defined A && A / B` may
/// be worth nothing.
fn settled(operator: BinaryOperator, left: i128) -> Option<i128> {
    match operator {
        BinaryOperator::Or if left != 0 => Some(1),
        BinaryOperator::And if left == 0 => Some(0),
        _ => None,
    }
}

fn unary(operator: UnaryOperator, operand: i128, span: Span) -> Result<Evaluated, EvaluateError> {
    let value = match operator {
        UnaryOperator::Negate => operand.checked_neg(),
        UnaryOperator::Complement => Some(!operand),
        UnaryOperator::Not => Some(i128::from(operand == 0)),
    };
    value
        .map(Evaluated::Integer)
        .ok_or(EvaluateError::Overflow(span))
}

fn binary(operator: BinaryOperator, left: i128, right: i128) -> Option<i128> {
    let truth = |condition: bool| Some(i128::from(condition));
    match operator {
        BinaryOperator::Or => truth(left != 0 || right != 0),
        BinaryOperator::And => truth(left != 0 && right != 0),
        BinaryOperator::BitOr => Some(left | right),
        BinaryOperator::BitXor => Some(left ^ right),
        BinaryOperator::BitAnd => Some(left & right),
        BinaryOperator::Equal => truth(left == right),
        BinaryOperator::NotEqual => truth(left != right),
        BinaryOperator::Less => truth(left < right),
        BinaryOperator::LessOrEqual => truth(left <= right),
        BinaryOperator::Greater => truth(left > right),
        BinaryOperator::GreaterOrEqual => truth(left >= right),
        BinaryOperator::ShiftLeft => shift_left(left, right),
        BinaryOperator::ShiftRight => left.checked_shr(u32::try_from(right).ok()?),
        BinaryOperator::Add => left.checked_add(right),
        BinaryOperator::Subtract => left.checked_sub(right),
        BinaryOperator::Multiply => left.checked_mul(right),
        BinaryOperator::Divide => left.checked_div(right),
        BinaryOperator::Remainder => left.checked_rem(right),
    }
}

/// A shift that loses no bits.
fn shift_left(left: i128, right: i128) -> Option<i128> {
    let factor = 2_i128.checked_pow(u32::try_from(right).ok()?)?;
    left.checked_mul(factor)
}
