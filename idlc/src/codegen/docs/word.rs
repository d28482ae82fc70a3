//! One word of a comment: a URL, a piece of code, or text that must not be
//! taken for Markdown.

/// A word as rustdoc shall show it.
pub(super) fn rustdoc(word: &str) -> String {
    if let Some(at) = ["http://", "https://"]
        .iter()
        .filter_map(|scheme| word.find(scheme))
        .min()
    {
        return with_url(word, at);
    }
    let is_edge = |letter: char| !letter.is_alphanumeric() && letter != '_';
    let start = word.find(|letter| !is_edge(letter)).unwrap_or(word.len());
    let end = word.rfind(|letter| !is_edge(letter)).map_or(start, |at| {
        at + word
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    });
    let (front, rest) = word.split_at(start);
    let (core, back) = rest.split_at(end - start);
    if core.is_empty() || !is_code(core, back) {
        return escaped(word);
    }
    match back.strip_prefix("()") {
        Some(back) => escaped(front) + &code(&format!("{core}()")) + &escaped(back),
        None => escaped(front) + &code(core) + &escaped(back),
    }
}

/// The text between backticks, as many as it takes. Text that opens or ends
/// with one is set off by a space, which is not shown.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !is_invisible(*letter))
        .collect();
    let fence = "`".repeat(longest_run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// The longest run of backticks in a text.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

/// Characters that move or hide others, which rustc refuses in comments, and
/// control characters, which no text editor shows.
pub(super) fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The word with a backslash before each mark that Markdown would act on.
fn escaped(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut letters = word.char_indices();
    while let Some((at, letter)) = letters.next() {
        let rest = letters.as_str();
        let acts = match letter {
            '`' | '[' | '<' | '~' | '_' => true,
            // Alone it is a star.
            '*' => word.len() > 1,
            // `&amp;`
            '&' => rest.contains(';'),
            // In front of a mark, and at the end of a line.
            '\\' => rest.starts_with(|next: char| next.is_ascii_punctuation()) || rest.is_empty(),
            // A quotation.
            '>' => at == 0,
            _ => false,
        };
        if acts {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

/// Whether clippy's `doc_markdown`, or a reader, would take it for code.
fn is_code(core: &str, back: &str) -> bool {
    core.contains('_') || core.contains("::") || back.starts_with("()") || is_camel_case(core)
}

fn is_camel_case(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let capitals = singular
        .chars()
        .filter(|letter| letter.is_uppercase())
        .count();
    singular.starts_with(char::is_uppercase)
        && capitals > 1
        && singular.chars().any(char::is_lowercase)
        && singular.chars().all(char::is_alphanumeric)
}

fn with_url(word: &str, at: usize) -> String {
    let (front, rest) = word.split_at(at);
    let is_end = |letter: char| matches!(letter, '<' | '>' | '"' | '`' | '\\');
    let url = rest.split(is_end).next().unwrap_or_default();
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'']);
    let back = rest.get(url.len()..).unwrap_or_default();
    // A second URL in the same word would be bare.
    let back = escaped(back).replace("://", ":\\/\\/");
    format!("{}<{url}>{back}", escaped(front))
}
