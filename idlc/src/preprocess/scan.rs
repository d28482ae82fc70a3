//! Where the comments of a text are.

use std::ops::Range;

/// The comments of a text.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Each with its marks, in order.
    pub(super) comments: Vec<Range<usize>>,
    /// Where a comment begins that has no end. It is the last of `comments`.
    pub(super) unterminated: Option<usize>,
}

/// Finds the comments. Texts in quotes have none, and `%` lines are not read:
/// what stands there is C.
pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut found = Scan::default();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut line_is_blank = true;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let end = match (byte, next) {
            (b'%', _) if line_is_blank => end_of_line(bytes, at),
            (b'"', _) => end_of_text(bytes, at),
            (b'/', Some(b'/')) => end_of_line(bytes, at),
            (b'/', Some(b'*')) => end_of_block(text, at).unwrap_or_else(|| {
                found.unterminated = Some(at);
                text.len()
            }),
            _ => at + 1,
        };
        if byte == b'/' && end > at + 1 {
            found.comments.push(at..end);
        }
        line_is_blank = byte == b'\n' || (line_is_blank && byte.is_ascii_whitespace());
        at = end;
    }
    found
}

/// The line end, which a carriage return belongs to, is not part of the line;
/// behind a backslash the line goes on.
fn end_of_line(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let Some(length) = rest.iter().position(|&byte| byte == b'\n') else {
            return bytes.len();
        };
        let line = rest.get(..length).unwrap_or_default();
        if !line.trim_ascii_end().ends_with(b"\\") {
            return end + length;
        }
        end += length + 1;
    }
}

/// A text ends at its quote, or, unterminated, with its line.
fn end_of_text(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    match rest.iter().position(|&byte| byte == b'"' || byte == b'\n') {
        Some(length) if rest.get(length) == Some(&b'"') => at + length + 2,
        Some(length) => at + 1 + length,
        None => bytes.len(),
    }
}

fn end_of_block(text: &str, at: usize) -> Option<usize> {
    let length = text.get(at + 2..)?.find("*/")?;
    Some(at + 2 + length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(text: &str) -> Vec<&str> {
        let scan = scan(text);
        scan.comments
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn both_kinds_are_found() {
        assert_eq!(
            comments("a /* b\n */ // c /* d\n / e"),
            ["/* b\n */", "// c /* d"]
        );
    }

    #[test]
    fn texts_and_lines_of_c_have_none() {
        assert_eq!(comments("\"/* a */\" // b"), ["// b"]);
        assert_eq!(comments("%/* a\n  % /* b\nc % /* d */"), ["/* d */"]);
        assert_eq!(comments("\"unterminated\n/* a */"), ["/* a */"]);
    }

    #[test]
    fn a_line_goes_on_behind_a_backslash() {
        assert_eq!(comments("// a \\\n b\nc"), ["// a \\\n b"]);
        assert_eq!(comments("%a \\\n/* b\n/* c */"), ["/* c */"]);
        assert_eq!(comments("// a \\"), ["// a \\"]);
    }

    #[test]
    fn a_byte_order_mark_is_no_code() {
        assert_eq!(comments("\u{feff}% /* a\n/* b */"), ["/* b */"]);
    }

    #[test]
    fn a_comment_without_end_goes_to_the_end() {
        let found = scan("a /* b");
        assert_eq!(found.unterminated, Some(2));
        assert_eq!(found.comments, vec![2..6]);
        assert_eq!(scan("/*/").unterminated, Some(0));
    }
}
