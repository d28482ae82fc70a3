//! A line of running text.

use super::word;

/// The line as rustdoc shall show it: no mark of it changes how it or what
/// follows is set. Pairs of backticks stay what they are.
pub(super) fn rustdoc(line: &str) -> String {
    let has_code = line.matches('`').count().is_multiple_of(2) && !line.contains("``");
    if !has_code {
        return guarded(words(line));
    }
    let mut text = String::new();
    for (at, piece) in line.split('`').enumerate() {
        if at % 2 == 0 {
            // What touches the code shall touch it.
            let (front, back) = (
                piece.starts_with(' '),
                piece.len() > 1 && piece.ends_with(' '),
            );
            text.push_str(if front { " " } else { "" });
            text.push_str(&words(piece));
            text.push_str(if back { " " } else { "" });
        } else {
            text.push_str(&word::code(piece));
        }
    }
    guarded(text.trim().to_owned())
}

fn words(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(word::rustdoc).collect();
    words.join(" ")
}

/// A line that opens like a heading, a list, a quotation, a rule or a table
/// gets a backslash in front of what makes it one.
fn guarded(line: String) -> String {
    if line.starts_with(['-', '+', '=', ':']) {
        return format!("\\{line}");
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line.get(digits..).and_then(|rest| rest.chars().next()) {
        Some('.' | ')') if digits > 0 => {
            let (number, rest) = line.split_at(digits);
            format!("{number}\\{rest}")
        }
        _ => line,
    }
}
