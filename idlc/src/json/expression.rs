//! Expressions, as they are written.

use super::ast::Writer;
use super::value::Json;
use crate::expression::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};

impl<'a> Writer<'a> {
    pub(super) fn expression(&self, expression: &'a Expression) -> Json<'a> {
        let value = match &expression.kind {
            ExpressionKind::Number(number) => {
                Json::object([("kind", "number".into()), ("value", (*number).into())])
            }
            ExpressionKind::Text(text) => {
                Json::object([("kind", "text".into()), ("value", text.as_str().into())])
            }
            ExpressionKind::Name(name) => {
                Json::object([("kind", "name".into()), ("name", name.as_str().into())])
            }
            ExpressionKind::Unary(operator, operand) => Json::object([
                ("kind", "unary".into()),
                ("operator", unary(*operator).into()),
                ("operand", self.expression(operand)),
            ]),
            ExpressionKind::Binary(operator, left, right) => Json::object([
                ("kind", "binary".into()),
                ("operator", binary(*operator).into()),
                ("left", self.expression(left)),
                ("right", self.expression(right)),
            ]),
            ExpressionKind::Conditional(parts) => Json::object([
                ("kind", "conditional".into()),
                ("condition", self.expression(&parts.condition)),
                ("then", self.expression(&parts.then)),
                ("otherwise", self.expression(&parts.otherwise)),
            ]),
        };
        value.with([self.span(expression.span)])
    }
}

fn unary(operator: UnaryOperator) -> &'static str {
    match operator {
        UnaryOperator::Negate => "-",
        UnaryOperator::Complement => "~",
        UnaryOperator::Not => "!",
    }
}

fn binary(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Or => "||",
        BinaryOperator::And => "&&",
        BinaryOperator::BitOr => "|",
        BinaryOperator::BitXor => "^",
        BinaryOperator::BitAnd => "&",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::ShiftLeft => "<<",
        BinaryOperator::ShiftRight => ">>",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Remainder => "%",
    }
}
