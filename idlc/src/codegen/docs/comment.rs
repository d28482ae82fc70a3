//! A comment, paragraph by paragraph: running text is set as such, and what
//! was laid out by hand (tables, lists, drawings, code) is kept as it is.

use super::{prose, word};

/// Indentation beyond the comment's own that a paragraph may have and still
/// be running text.
const INDENT_MAX: usize = 1;

/// A gap between words that only a hand makes.
const GAP: &str = "   ";

/// The lines of documentation that say what the comment says.
pub(super) fn rustdoc(comment: &[String]) -> Vec<String> {
    let lines: Vec<String> = comment.iter().map(|line| visible(line)).collect();
    let mut text: Vec<String> = Vec::new();
    let mut laid_out: Vec<&str> = Vec::new();
    for paragraph in lines
        .split(String::is_empty)
        .filter(|lines| !lines.is_empty())
    {
        if paragraph.iter().any(|line| is_laid_out(line)) {
            if !laid_out.is_empty() {
                laid_out.push("");
            }
            laid_out.extend(paragraph.iter().map(String::as_str));
        } else {
            block(&std::mem::take(&mut laid_out), &mut text);
            apart(&mut text);
            text.extend(paragraph.iter().map(|line| prose::rustdoc(line)));
        }
    }
    block(&laid_out, &mut text);
    text
}

/// Tabs as spaces; nothing that cannot be seen; no space at the end.
fn visible(line: &str) -> String {
    let line = line.replace('\t', "    ");
    let line: String = line
        .chars()
        .filter(|letter| !word::is_invisible(*letter))
        .collect();
    line.trim_end().to_owned()
}

/// Whether a line was laid out by hand.
fn is_laid_out(line: &str) -> bool {
    let text = line.trim_start();
    let opens_item = ["- ", "* ", "+ ", "o ", "> ", "|", "#", "```", "~~~"]
        .iter()
        .any(|mark| text.starts_with(mark));
    let is_rule = text.len() > 2 && text.chars().all(|letter| !letter.is_alphanumeric());
    let indent = line.len() - text.len();
    opens_item || is_rule || is_numbered(text) || text.contains(GAP) || indent > INDENT_MAX
}

/// `1. `, `(2) `, `3) `.
fn is_numbered(text: &str) -> bool {
    let text = text.strip_prefix('(').unwrap_or(text);
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < text.len() && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// Lines that are shown as they are, in a fence that none of them closes.
fn block(lines: &[&str], text: &mut Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let longest = lines
        .iter()
        .map(|line| word::longest_run(line))
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    apart(text);
    text.push(format!("{fence}text"));
    text.extend(lines.iter().map(|&line| line.to_owned()));
    text.push(fence);
}

fn apart(text: &mut Vec<String>) {
    if !text.is_empty() {
        text.push(String::new());
    }
}
