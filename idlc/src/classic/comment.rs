//! Comments of the file, in C's form.

/// The lines as one comment; nothing where there are none.
pub(super) fn comment(lines: &[String], indent: &str) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
    let text = lines.join(&format!("\n{indent} * "));
    format!("{indent}/* {text} */\n")
}

/// Text that neither ends a comment nor begins a directive.
pub(super) fn plain(text: &str) -> String {
    text.replace("*/", "* /")
}
