//! An expression cut into tokens.

/// How many tokens an expression may have. It bounds the recursion wherever an
/// expression is walked.
const TOKENS_MAX: usize = 256;

/// A word, a number, a text or an operator, and where it begins in the
/// expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Token<'_> {
    /// A name, or a number.
    pub(super) fn is_word(&self) -> bool {
        self.text.bytes().next().is_some_and(is_word)
    }
}

/// Cuts the text into tokens; where there are too many, the error is the first
/// that is.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let blank = count(rest, is_blank);
        if blank > 0 {
            start += blank;
            continue;
        }
        let text = rest.get(..token_length(rest)).unwrap_or(rest);
        let token = Token { text, start };
        if tokens.len() == TOKENS_MAX {
            return Err(token);
        }
        tokens.push(token);
        start += text.len();
    }
    Ok(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A backslash is blank because it stands only before the end of a line that
/// goes on.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\\'
}

/// How many bytes the text begins with that are of a kind. Bytes, because a
/// token may be long, and none of these kinds has others than ASCII.
fn count(text: &str, is_kind: impl Fn(u8) -> bool) -> usize {
    let mut bytes = text.bytes();
    bytes.position(|byte| !is_kind(byte)).unwrap_or(text.len())
}

/// The length of the token that `rest` begins with.
fn token_length(rest: &str) -> usize {
    const PAIRS: [&str; 8] = ["||", "&&", "==", "!=", "<=", ">=", "<<", ">>"];
    if let Some(text) = rest.strip_prefix('"') {
        return text.find('"').map_or(rest.len(), |end| end + 2);
    }
    let word = count(rest, is_word);
    if word > 0 {
        return word;
    }
    if PAIRS.iter().any(|pair| rest.starts_with(pair)) {
        return 2;
    }
    rest.chars().next().map_or(0, char::len_utf8)
}
