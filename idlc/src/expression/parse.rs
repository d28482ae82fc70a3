//! Expressions as directives write them: C's operators with C's precedence.

use super::number::{NumberError, parse_number};
use super::token::{Token, tokens};
use super::{BinaryOperator, Conditional, Expression, ExpressionKind, UnaryOperator};
use crate::source::{FileId, Span, offset_of};

/// Why a text is no expression, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpressionError {
    /// Nothing stands where an operand should.
    Missing(Span),
    /// This does not fit.
    Unexpected(Span),
    /// A word that begins with a digit and is not a number.
    Number(NumberError, Span),
    /// More tokens than any real expression has.
    TooLong(Span),
}

/// Reads all of `text`, which begins at `offset` of the file. `defined`
/// answers `defined NAME`; without it, `defined` is a name like any other.
pub(crate) fn parse_expression(
    text: &str,
    file: FileId,
    offset: u32,
    defined: Option<&dyn Fn(&str) -> bool>,
) -> Result<Expression, ExpressionError> {
    let place = Place { file, offset };
    let tokens = tokens(text).map_err(|token| ExpressionError::TooLong(place.of(token)))?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        place,
        defined,
    };
    let expression = parser.expression()?;
    match parser.peek() {
        Some(token) => Err(ExpressionError::Unexpected(place.of(token))),
        None => Ok(expression),
    }
}

/// The binary operators, and how tight they bind.
const OPERATORS: [(&str, u8, BinaryOperator); 18] = [
    ("||", 1, BinaryOperator::Or),
    ("&&", 2, BinaryOperator::And),
    ("|", 3, BinaryOperator::BitOr),
    ("^", 4, BinaryOperator::BitXor),
    ("&", 5, BinaryOperator::BitAnd),
    ("==", 6, BinaryOperator::Equal),
    ("!=", 6, BinaryOperator::NotEqual),
    ("<", 7, BinaryOperator::Less),
    ("<=", 7, BinaryOperator::LessOrEqual),
    (">", 7, BinaryOperator::Greater),
    (">=", 7, BinaryOperator::GreaterOrEqual),
    ("<<", 8, BinaryOperator::ShiftLeft),
    (">>", 8, BinaryOperator::ShiftRight),
    ("+", 9, BinaryOperator::Add),
    ("-", 9, BinaryOperator::Subtract),
    ("*", 10, BinaryOperator::Multiply),
    ("/", 10, BinaryOperator::Divide),
    ("%", 10, BinaryOperator::Remainder),
];

/// Where the text stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: FileId,
    offset: u32,
}

impl Place {
    fn of(self, token: Token<'_>) -> Span {
        let start = self.offset + offset_of(token.start);
        Span {
            file: self.file,
            start,
            end: start + offset_of(token.text.len()),
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    next: usize,
    place: Place,
    defined: Option<&'a dyn Fn(&str) -> bool>,
}

type Parsed = Result<Expression, ExpressionError>;

impl<'a> Parser<'a> {
    /// A conditional binds loosest, and to the right.
    fn expression(&mut self) -> Parsed {
        let condition = self.binary(1)?;
        if !self.accept("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        let span = condition.span.to(otherwise.span);
        let parts = Conditional {
            condition,
            then,
            otherwise,
        };
        let kind = ExpressionKind::Conditional(Box::new(parts));
        Ok(Expression { kind, span })
    }

    /// Operators that bind at least as tight as `tightness`.
    fn binary(&mut self, tightness: u8) -> Parsed {
        let mut left = self.unary()?;
        while let Some((found, operator)) = self.operator(tightness) {
            let right = self.binary(found + 1)?;
            let span = left.span.to(right.span);
            let kind = ExpressionKind::Binary(operator, Box::new(left), Box::new(right));
            left = Expression { kind, span };
        }
        Ok(left)
    }

    fn operator(&mut self, tightness: u8) -> Option<(u8, BinaryOperator)> {
        let text = self.peek()?.text;
        let mut operators = OPERATORS.iter();
        let (_, found, operator) = operators.find(|(name, ..)| *name == text)?;
        (*found >= tightness).then(|| {
            self.next += 1;
            (*found, *operator)
        })
    }

    fn unary(&mut self) -> Parsed {
        let token = self.take()?;
        let operator = match token.text {
            "-" => UnaryOperator::Negate,
            "~" => UnaryOperator::Complement,
            "!" => UnaryOperator::Not,
            "+" => return self.unary(),
            "(" => return self.parenthesised(),
            _ => return self.primary(token),
        };
        let operand = self.unary()?;
        let span = self.place.of(token).to(operand.span);
        // A negative number is a number: what is printed of it is `-5`.
        let kind = match (operator, &operand.kind) {
            (UnaryOperator::Negate, ExpressionKind::Number(number)) => {
                ExpressionKind::Number(-number)
            }
            _ => ExpressionKind::Unary(operator, Box::new(operand)),
        };
        Ok(Expression { kind, span })
    }

    fn parenthesised(&mut self) -> Parsed {
        let inner = self.expression()?;
        self.expect(")")?;
        Ok(inner)
    }

    fn primary(&mut self, token: Token<'a>) -> Parsed {
        let span = self.place.of(token);
        let unexpected = ExpressionError::Unexpected(span);
        let kind = if token.text.starts_with(|first: char| first.is_ascii_digit()) {
            let number = parse_number(token.text);
            ExpressionKind::Number(number.map_err(|error| ExpressionError::Number(error, span))?)
        } else if let Some(text) = token.text.strip_prefix('"') {
            let text = text.strip_suffix('"').ok_or(unexpected)?;
            ExpressionKind::Text(text.to_owned())
        } else if let ("defined", Some(defined)) = (token.text, self.defined) {
            let name = self.defined_name()?;
            ExpressionKind::Number(i128::from(defined(name)))
        } else if token.is_word() {
            ExpressionKind::Name(token.text.to_owned())
        } else {
            return Err(unexpected);
        };
        Ok(Expression { kind, span })
    }

    /// `NAME` or `(NAME)`.
    fn defined_name(&mut self) -> Result<&'a str, ExpressionError> {
        let parenthesised = self.accept("(");
        let name = self.take()?;
        if !name.is_word() {
            return Err(ExpressionError::Unexpected(self.place.of(name)));
        }
        if parenthesised {
            self.expect(")")?;
        }
        Ok(name.text)
    }

    fn expect(&mut self, text: &str) -> Result<(), ExpressionError> {
        let token = self.take()?;
        if token.text == text {
            Ok(())
        } else {
            Err(ExpressionError::Unexpected(self.place.of(token)))
        }
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == text);
        self.next += usize::from(found);
        found
    }

    fn take(&mut self) -> Result<Token<'a>, ExpressionError> {
        let token = self.peek().ok_or_else(|| self.missing())?;
        self.next += 1;
        Ok(token)
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    /// Behind the last token.
    fn missing(&self) -> ExpressionError {
        let last = self.tokens.last().map(|&token| self.place.of(token));
        let end = last.map_or(self.place.offset, |span| span.end);
        ExpressionError::Missing(Span {
            file: self.place.file,
            start: end,
            end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evaluated, evaluate};
    use super::*;
    use crate::source::Sources;

    fn parsed(text: &str) -> Parsed {
        let file = Sources::default().add("test", text);
        parse_expression(text, file, 0, Some(&|name| name == "YES"))
    }

    fn value(text: &str) -> Option<i128> {
        match evaluate(&parsed(text).ok()?, &|_| None) {
            Ok(Evaluated::Integer(number)) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn operators_bind_as_in_c() {
        for (text, expected) in [
            ("1 + 2 * 3", 7),
            ("(1 + 2) * 3", 9),
            ("1 << 2 + 1", 8),
            ("10 - 3 - 2", 5),
            ("100 / 10 / 5 % 3", 2),
            ("1 | 2 ^ 3 & 1", 3),
            ("1 == 1 < 2", 1),
            ("2 > 1 == 1", 1),
            ("6 & 3 == 3", 0),
            ("0 || 1 && 0", 0),
            ("1 ? 2 : 0 ? 3 : 4", 2),
            ("0 ? 2 : 0 ? 3 : 4", 4),
            ("1 ? 0 ? 5 : 6 : 7", 6),
            ("0 || 0 ? 1 : 2", 2),
            ("!defined(NO) && defined YES", 1),
            ("~0 & 0xf0", 0xf0),
            ("- - 1 + !0", 2),
            ("-7 / 2", -3),
            ("-8 >> 1", -4),
            ("1 != 2 && 3 >= 3 && 2 <= 3", 1),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_count_may_be_worth_nothing() {
        assert_eq!(value("0 && 1 / 0"), Some(0));
        assert_eq!(value("1 || 1 / 0"), Some(1));
        assert_eq!(value("1 ? 2 : 1 / 0"), Some(2));
        assert_eq!(value("0 ? 1 % 0 : 3"), Some(3));
    }

    #[test]
    fn what_cannot_be_computed_has_no_value() {
        for text in [
            "1 / 0",
            "1 % 0",
            "1 << 127",
            "1 << -1",
            "1 >> 128",
            "1 >> -1",
            "\"a\" + 1",
            "-(-9223372036854775808 * 18446744073709551615) * 18446744073709551615",
        ] {
            assert!(parsed(text).is_ok(), "{text}");
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_says_where() {
        let place = |text: &str| match parsed(text).unwrap_err() {
            ExpressionError::Missing(span) => format!("missing {}", span.start),
            ExpressionError::Unexpected(span) => format!("{}..{}", span.start, span.end),
            ExpressionError::Number(_, span) => format!("number {}..{}", span.start, span.end),
            ExpressionError::TooLong(span) => format!("long {}..{}", span.start, span.end),
        };
        assert_eq!(place(""), "missing 0");
        assert_eq!(place("1 + "), "missing 3");
        assert_eq!(place("(1"), "missing 2");
        assert_eq!(place("f(x) 2"), "1..2");
        assert_eq!(place("1 ? 2 ; 3"), "6..7");
        assert_eq!(place("defined(+)"), "8..9");
        assert_eq!(place("1 @ 2"), "2..3");
        assert_eq!(place("2 + 09"), "number 4..6");
        assert_eq!(place("\"a"), "0..2");
        assert_eq!(place(&"1+".repeat(200)), "long 256..257");
    }

    #[test]
    fn nesting_is_bounded_by_the_number_of_tokens() {
        for text in ["(", "-", "1+", "1?", "0?1:", "1 ? (", "!"] {
            for count in [100, 256, 100_000] {
                assert!(parsed(&text.repeat(count)).is_err(), "{text}");
            }
        }
        assert_eq!(value(&format!("{}1", "!".repeat(254))), Some(1));
        assert_eq!(value(&format!("{}1", "1+".repeat(127))), Some(128));
        let nested = format!("{}1{}", "(".repeat(127), ")".repeat(127));
        assert_eq!(value(&nested), Some(1));
    }
}
