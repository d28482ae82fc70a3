//! What a comment says, without the marks that make it one.

/// What licences and version control write at the top of files. It says
/// nothing about the definition that happens to follow.
const NOISE: [&str; 5] = [
    "Copyright",
    "SPDX-License-Identifier",
    "@(#)",
    "$Id",
    "#pragma",
];

/// The lines of a comment without marks, common indentation, and blank lines
/// at either end; nothing at all for a licence.
pub(super) fn clean(comment: &str) -> Vec<String> {
    if NOISE.iter().any(|noise| comment.contains(noise)) {
        return Vec::new();
    }
    let comment = comment.trim();
    let lines = match comment.strip_prefix("//") {
        Some(text) => vec![text.trim_start_matches(['/', '!']).trim_end()],
        None => block_lines(comment),
    };
    without_margins(&lines)
}

fn block_lines(comment: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = comment.lines().map(without_passing_mark).collect();
    if let Some(first) = lines.first_mut() {
        // The first line has no indentation that the others could share.
        let text = first.trim_start().trim_start_matches('/');
        *first = text.trim_start_matches(['*', '!']).trim_start();
    }
    if let Some(last) = lines.last_mut() {
        *last = last.trim_end().trim_end_matches('/').trim_end_matches('*');
    }
    let rest = lines.iter_mut().skip(1);
    for line in rest {
        *line = without_star(line);
    }
    for line in &mut lines {
        *line = line.trim_end();
    }
    lines
}

/// `% * text` → ` * text`
fn without_passing_mark(line: &str) -> &str {
    line.trim_start().strip_prefix('%').unwrap_or(line)
}

/// ` * text` → ` text`; a line of nothing but stars is blank.
fn without_star(line: &str) -> &str {
    let text = line.trim_start();
    if text.trim_matches(['*', ' ', '\t']).is_empty() {
        return "";
    }
    text.strip_prefix('*').unwrap_or(line)
}

fn without_margins(lines: &[&str]) -> Vec<String> {
    let is_blank = |line: &&str| line.trim().is_empty();
    let first = lines.iter().position(|line| !is_blank(line));
    let last = lines.iter().rposition(|line| !is_blank(line));
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let kept = lines.get(first..=last).unwrap_or_default();
    // The first line of a block was cut already: `/* text`.
    let skip = usize::from(first == 0 && lines.len() > 1);
    let margin = kept
        .iter()
        .skip(skip)
        .filter(|line| !is_blank(line))
        .map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    kept.iter()
        .enumerate()
        .map(|(at, line)| {
            let cut = if at < skip { 0 } else { margin };
            line.get(cut.min(indentation(line))..)
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// In bytes, of ASCII blanks, so that the cut is between characters.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_margins_go() {
        assert_eq!(clean("/* one line */"), ["one line"]);
        assert_eq!(clean("// one line"), ["one line"]);
        assert_eq!(clean("/// one line\r"), ["one line"]);
        assert_eq!(
            clean("/*\n\t * first\n\t *   indented\n\t *\n\t * last\n\t */"),
            ["first", "  indented", "", "last"]
        );
        assert_eq!(clean("/** first\n * second */"), ["first", "second"]);
        assert_eq!(clean("/* first\n   second */"), ["first", "second"]);
        assert_eq!(clean("%/*\n% * for C\n% */"), ["for C"]);
        assert_eq!(clean("/*********\n * boxed *\n *********/"), ["boxed *"]);
    }

    #[test]
    fn nothing_is_said_by_an_empty_comment_or_a_licence() {
        assert!(clean("/**/").is_empty());
        assert!(clean("//").is_empty());
        assert!(clean("/* @(#)mount.x 2.1 */").is_empty());
        assert!(clean("/* Copyright (c) 2010, all rights */").is_empty());
    }
}
