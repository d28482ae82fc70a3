//! Numbers, texts and names where a value is meant.

use super::super::grammar::{Node, Rule};
use super::lowering::Lower;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Expression, ExpressionKind, NumberError, parse_number};

impl Lower<'_> {
    /// The value among a node's children.
    pub(super) fn value(&mut self, node: &Node) -> Option<Expression> {
        let value = node.child(Rule::value)?.children.first()?;
        let text = self.slice(value);
        let kind = match value.rule {
            Rule::number => ExpressionKind::Number(self.number(value, text)),
            Rule::text => ExpressionKind::Text(text.trim_matches('"').to_owned()),
            _ => ExpressionKind::Name(text.to_owned()),
        };
        let span = self.span(value);
        Some(Expression { kind, span })
    }

    /// A number that is none is reported, and stands for 0: the phase fails.
    fn number(&mut self, node: &Node, text: &str) -> i128 {
        let error = match parse_number(text) {
            Ok(number) => return number,
            Err(error) => error,
        };
        let span = self.span(node);
        let diagnostic = match error {
            NumberError::Malformed => {
                Diagnostic::at(Code::MalformedNumber, span, "this is not a number").help(
                    "numbers are decimal (`10`), octal (`010` is eight) or hexadecimal (`0x10`)",
                )
            }
            NumberError::TooLarge => Diagnostic::at(
                Code::OutOfRange,
                span,
                "this number needs more than 64 bits",
            ),
        };
        self.sink.report(diagnostic);
        0
    }
}
