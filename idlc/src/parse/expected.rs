//! What a syntax error says.

use super::grammar::{Rule, SyntaxError};
use crate::diagnostic::{Code, Diagnostic};
use crate::preprocess::Preprocessed;

/// The most alternatives that are of help in a sentence.
const ALTERNATIVES_MAX: usize = 4;

/// The words that the grammar keeps for itself: its rule `reserved`.
const RESERVED: [&str; 22] = [
    "bool",
    "case",
    "char",
    "const",
    "default",
    "double",
    "enum",
    "float",
    "hyper",
    "int",
    "long",
    "opaque",
    "quadruple",
    "short",
    "signed",
    "string",
    "struct",
    "switch",
    "typedef",
    "union",
    "unsigned",
    "void",
];

/// "expected …, found …", at the place where it should stand.
///
/// `piece_start` is where the parsed piece begins.
pub(super) fn syntax_diagnostic(
    text: &Preprocessed,
    piece_start: usize,
    error: &SyntaxError,
) -> Diagnostic {
    let found = found_at(&text.text, error.at);
    let expected = sentence(&error.expected);
    let message = format!("expected {expected}, found {}", description(found));
    let previous_end = end_of_previous(&text.text, piece_start, error.at);
    let place = match previous_end {
        // What is missing belongs behind the last thing that was right.
        Some(end) if belongs_behind(&error.expected) => (end, end),
        Some(end) if found.is_empty() => (end, end),
        _ => (error.at, error.at + found.len()),
    };
    let diagnostic = Diagnostic::at(Code::Syntax, text.span(place.0, place.1), message)
        .label(format!("expected {expected}"));
    if RESERVED.contains(&found) && error.expected.contains(&Rule::name) {
        diagnostic.help(format!(
            "`{found}` is a word of the language and cannot be a name"
        ))
    } else {
        diagnostic
    }
}

/// The token at a place; empty at the end of the text.
fn found_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let word = rest.len() - rest.trim_start_matches(is_word).len();
    let length = match word {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        _ => word,
    };
    rest.get(..length).unwrap_or_default()
}

fn description(found: &str) -> String {
    /// Longer words are cut: nobody reads them to the end.
    const SHOWN_MAX: usize = 40;
    if found.is_empty() {
        return "the end of the file".to_owned();
    }
    let mut shown: String = found.chars().take(SHOWN_MAX).collect();
    if shown.len() < found.len() {
        shown.push('…');
    }
    format!("`{}`", shown.escape_debug())
}

/// Where the last token before `at` ends, if the piece has one.
fn end_of_previous(text: &str, piece_start: usize, at: usize) -> Option<usize> {
    let before = text.get(piece_start..at)?.trim_end();
    (!before.is_empty()).then_some(piece_start + before.len())
}

/// Punctuation that ends something is missed where that something ends.
fn belongs_behind(expected: &[Rule]) -> bool {
    let ends = [
        Rule::semicolon,
        Rule::comma,
        Rule::equals,
        Rule::close_brace,
        Rule::close_parenthesis,
        Rule::close_bracket,
        Rule::greater,
        Rule::colon,
    ];
    expected.iter().any(|rule| ends.contains(rule))
}

fn sentence(expected: &[Rule]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for &rule in expected {
        let name = name(rule);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // What an author most likely meant makes the rest beside the point: `int x`
    // may go on with a bracket, but it is the semicolon that is missing.
    for likely in ["a definition", "a name", "`;`"] {
        if names.contains(&likely) {
            return likely.to_owned();
        }
    }
    match names.as_slice() {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [rest @ .., last] if names.len() <= ALTERNATIVES_MAX => {
            format!("{} or {last}", rest.join(", "))
        }
        [first, ..] => format!("{first} or another of {} things", names.len() - 1),
    }
}

fn name(rule: Rule) -> &'static str {
    match rule {
        Rule::semicolon => "`;`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::path_separator => "`::`",
        Rule::equals => "`=`",
        Rule::open_brace | Rule::enum_body | Rule::struct_body | Rule::union_body => "`{`",
        Rule::close_brace => "`}`",
        Rule::open_parenthesis | Rule::arguments | Rule::interface_arguments => "`(`",
        Rule::close_parenthesis => "`)`",
        Rule::open_bracket | Rule::fixed | Rule::attribute => "`[`",
        Rule::close_bracket => "`]`",
        Rule::less | Rule::variable => "`<`",
        Rule::greater => "`>`",
        Rule::star => "`*`",
        Rule::kw_switch | Rule::discriminant => "`switch`",
        Rule::kw_version | Rule::version | Rule::version_head => "`version`",
        Rule::kw_raises | Rule::raises => "`raises`",
        Rule::kw_void | Rule::nothing => "`void`",
        Rule::arm | Rule::arm_label | Rule::kw_case | Rule::kw_default => "`case` or `default`",
        Rule::name | Rule::enumerator | Rule::attribute_item | Rule::attribute_value => "a name",
        Rule::value | Rule::number | Rule::text | Rule::word | Rule::interface_version => "a value",
        Rule::declaration | Rule::argument | Rule::interface_argument => "a declaration",
        Rule::procedure | Rule::interface_procedure => "a procedure",
        Rule::r#type
        | Rule::primitive
        | Rule::reference
        | Rule::result
        | Rule::inline
        | Rule::inline_enum
        | Rule::inline_struct
        | Rule::inline_union
        | Rule::kw_string
        | Rule::kw_opaque => "a type",
        Rule::qualifier | Rule::direction => "a qualifier",
        Rule::EOI => "the end of the file",
        _ => "a definition",
    }
}
