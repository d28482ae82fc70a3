//! Expressions as directives write them: C's operators with C's precedence.

use super::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::source::{FileId, Span, offset_of};

/// How many tokens an expression may have. It bounds the recursion here and
/// wherever an expression is walked.
const TOKENS_MAX: usize = 256;

/// Why a word that begins with a digit is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// `0x`, `09`, `12ab`
    Malformed,
    /// More than 64 bits.
    TooLarge,
}

/// Reads `12`, `-12`, `0x1F`, `017`, with or without C's suffixes `u` and `l`.
pub(crate) fn parse_number(text: &str) -> Result<i128, NumberError> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    let digits = digits.trim_end_matches(['u', 'U', 'l', 'L']);
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(NumberError::Malformed);
    }
    let magnitude = u64::from_str_radix(digits, radix).map_err(|_| NumberError::TooLarge)?;
    let number = i128::from(magnitude);
    let number = if negative { -number } else { number };
    if number < i128::from(i64::MIN) {
        return Err(NumberError::TooLarge);
    }
    Ok(number)
}

/// Reads all of `text`, which begins at `offset` of the file. `defined`
/// answers `defined NAME`; without it, `defined` is a name like any other.
///
/// `None` where the text is no expression.
pub(crate) fn parse_expression(
    text: &str,
    file: FileId,
    offset: u32,
    defined: Option<&dyn Fn(&str) -> bool>,
) -> Option<Expression> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        file,
        offset,
        defined,
    };
    let expression = parser.binary(0)?;
    parser.is_at_end().then_some(expression)
}

#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    start: usize,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Cuts the text into tokens; `None` if there are too many.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len() - rest.trim_start_matches(is_blank).len();
        if blank > 0 {
            start += blank;
            continue;
        }
        if tokens.len() == TOKENS_MAX {
            return None;
        }
        let text = rest.get(..token_length(rest))?;
        tokens.push(Token { text, start });
        start += text.len();
    }
    Some(tokens)
}

/// A backslash is blank because it stands only before the end of a line that
/// goes on.
fn is_blank(character: char) -> bool {
    character.is_ascii_whitespace() || character == '\\'
}

/// The length of the token that `rest` begins with.
fn token_length(rest: &str) -> usize {
    const PAIRS: [&str; 8] = ["||", "&&", "==", "!=", "<=", ">=", "<<", ">>"];
    if let Some(text) = rest.strip_prefix('"') {
        return text.find('"').map_or(rest.len(), |end| end + 2);
    }
    let word = rest.len() - rest.trim_start_matches(is_word).len();
    if word > 0 {
        return word;
    }
    if PAIRS.iter().any(|pair| rest.starts_with(pair)) {
        return 2;
    }
    rest.chars().next().map_or(0, char::len_utf8)
}

/// The binary operators, the loosest first.
const LEVELS: [&[(&str, BinaryOperator)]; 10] = [
    &[("||", BinaryOperator::Or)],
    &[("&&", BinaryOperator::And)],
    &[("|", BinaryOperator::BitOr)],
    &[("^", BinaryOperator::BitXor)],
    &[("&", BinaryOperator::BitAnd)],
    &[
        ("==", BinaryOperator::Equal),
        ("!=", BinaryOperator::NotEqual),
    ],
    &[
        ("<", BinaryOperator::Less),
        ("<=", BinaryOperator::LessOrEqual),
        (">", BinaryOperator::Greater),
        (">=", BinaryOperator::GreaterOrEqual),
    ],
    &[
        ("<<", BinaryOperator::ShiftLeft),
        (">>", BinaryOperator::ShiftRight),
    ],
    &[("+", BinaryOperator::Add), ("-", BinaryOperator::Subtract)],
    &[
        ("*", BinaryOperator::Multiply),
        ("/", BinaryOperator::Divide),
        ("%", BinaryOperator::Remainder),
    ],
];

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    next: usize,
    file: FileId,
    offset: u32,
    defined: Option<&'a dyn Fn(&str) -> bool>,
}

impl<'a> Parser<'a> {
    fn binary(&mut self, level: usize) -> Option<Expression> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            let right = self.binary(level + 1)?;
            let span = left.span.to(right.span);
            let kind = ExpressionKind::Binary(operator, Box::new(left), Box::new(right));
            left = Expression { kind, span };
        }
        Some(left)
    }

    fn operator(&mut self, operators: &[(&str, BinaryOperator)]) -> Option<BinaryOperator> {
        let text = self.peek()?.text;
        let (_, operator) = operators.iter().find(|(name, _)| *name == text)?;
        self.next += 1;
        Some(*operator)
    }

    fn unary(&mut self) -> Option<Expression> {
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
        let span = self.span(token).to(operand.span);
        // A negative number is a number: what is printed of it is `-5`.
        let kind = match (operator, &operand.kind) {
            (UnaryOperator::Negate, ExpressionKind::Number(number)) => {
                ExpressionKind::Number(-number)
            }
            _ => ExpressionKind::Unary(operator, Box::new(operand)),
        };
        Some(Expression { kind, span })
    }

    fn parenthesised(&mut self) -> Option<Expression> {
        let inner = self.binary(0)?;
        self.expect(")").then_some(inner)
    }

    fn primary(&mut self, token: Token<'a>) -> Option<Expression> {
        let kind = if token.text.starts_with(|first: char| first.is_ascii_digit()) {
            ExpressionKind::Number(parse_number(token.text).ok()?)
        } else if let Some(text) = token.text.strip_prefix('"') {
            ExpressionKind::Text(text.strip_suffix('"')?.to_owned())
        } else if let ("defined", Some(defined)) = (token.text, self.defined) {
            let name = self.defined_name()?;
            ExpressionKind::Number(i128::from(defined(name)))
        } else if token.is_word() {
            ExpressionKind::Name(token.text.to_owned())
        } else {
            return None;
        };
        let span = self.span(token);
        Some(Expression { kind, span })
    }

    /// `NAME` or `(NAME)`.
    fn defined_name(&mut self) -> Option<&'a str> {
        let parenthesised = self.expect("(");
        let name = self.take()?;
        if parenthesised && !self.expect(")") {
            return None;
        }
        name.is_word().then_some(name.text)
    }

    fn expect(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == text);
        self.next += usize::from(found);
        found
    }

    fn take(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.next += 1;
        Some(token)
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    fn is_at_end(&self) -> bool {
        self.next == self.tokens.len()
    }

    fn span(&self, token: Token<'_>) -> Span {
        let start = self.offset + offset_of(token.start);
        Span {
            file: self.file,
            start,
            end: start + offset_of(token.text.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evaluated, evaluate};
    use super::*;
    use crate::source::Sources;

    fn value(text: &str) -> Option<i128> {
        let file = Sources::default().add("test", text);
        let expression = parse_expression(text, file, 0, Some(&|name| name == "YES"))?;
        match evaluate(&expression, &|_| None) {
            Ok(Evaluated::Integer(number)) => Some(number),
            _ => None,
        }
    }

    #[test]
    fn operators_bind_as_in_c() {
        assert_eq!(value("1 + 2 * 3"), Some(7));
        assert_eq!(value("(1 + 2) * 3"), Some(9));
        assert_eq!(value("1 << 2 + 1"), Some(8));
        assert_eq!(value("10 - 3 - 2"), Some(5));
        assert_eq!(value("!defined(NO) && defined YES"), Some(1));
        assert_eq!(value("~0 & 0xf0"), Some(0xf0));
    }

    #[test]
    fn what_cannot_be_computed_has_no_value() {
        assert_eq!(value("1 / 0"), None);
        assert_eq!(value("1 << 127"), None);
        assert_eq!(value("1 << -1"), None);
        assert_eq!(value("1 +"), None);
        assert_eq!(value("f(x) 2"), None);
        assert_eq!(value("\"a\" + 1"), None);
        assert_eq!(value(""), None);
    }

    #[test]
    fn nesting_is_bounded_by_the_number_of_tokens() {
        assert_eq!(value(&"(".repeat(100_000)), None);
        assert_eq!(value(&"-".repeat(100_000)), None);
        assert_eq!(value(&format!("{}1", "1+".repeat(100_000))), None);
    }

    #[test]
    fn numbers_have_three_bases_and_a_sign() {
        assert_eq!(parse_number("0170000"), Ok(0o170_000));
        assert_eq!(parse_number("0x80000000"), Ok(0x8000_0000));
        assert_eq!(parse_number("-1"), Ok(-1));
        assert_eq!(parse_number("0"), Ok(0));
        assert_eq!(parse_number("10UL"), Ok(10));
        assert_eq!(
            parse_number("18446744073709551615"),
            Ok(i128::from(u64::MAX))
        );
        assert_eq!(parse_number("-9223372036854775808"), Ok(i64::MIN.into()));
    }

    #[test]
    fn what_is_not_a_number_says_why() {
        assert_eq!(parse_number("089"), Err(NumberError::Malformed));
        assert_eq!(parse_number("0x"), Err(NumberError::Malformed));
        assert_eq!(parse_number("12ab"), Err(NumberError::Malformed));
        assert_eq!(
            parse_number("18446744073709551616"),
            Err(NumberError::TooLarge)
        );
        assert_eq!(
            parse_number("-9223372036854775809"),
            Err(NumberError::TooLarge)
        );
    }
}
