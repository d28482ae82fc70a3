//! Lines as directives count them.

use std::ops::Range;

/// Cuts a text, whose comments are blank, into lines, each with its line feed.
///
/// A directive goes on behind a backslash at the end of a line, and behind a
/// comment that does; so does, behind a backslash, a line for the C compiler.
pub(super) fn logical_lines<'a>(
    code: &'a str,
    comments: &'a [Range<usize>],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = code.get(start..).filter(|rest| !rest.is_empty())?;
        let line = start..line_end(rest, start, comments);
        start = line.end;
        Some(line)
    })
}

/// A line without its indentation, and without a byte order mark.
pub(super) fn unindented(line: &str) -> &str {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    // Bytes, because lines may be long and blank.
    let mut bytes = line.bytes();
    let blanks = bytes.position(|byte| byte != b' ' && byte != b'\t');
    line.get(blanks.unwrap_or(line.len())..).unwrap_or_default()
}

/// `rest` is what begins at `start`.
fn line_end(rest: &str, start: usize, comments: &[Range<usize>]) -> usize {
    let may_go_on = unindented(rest).starts_with(['#', '%']);
    let mut end = start;
    for line in rest.split_inclusive('\n') {
        end += line.len();
        if !may_go_on || !(line.trim_end().ends_with('\\') || is_within(end - 1, comments)) {
            break;
        }
    }
    end
}

/// Whether a byte is one of a comment's.
fn is_within(at: usize, comments: &[Range<usize>]) -> bool {
    let next = comments.partition_point(|comment| comment.end <= at);
    comments
        .get(next)
        .is_some_and(|comment| comment.start <= at)
}

#[cfg(test)]
mod tests {
    use super::super::blank::blank;
    use super::super::scan::scan;
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let comments = scan(text).comments;
        let code = blank(text, &comments);
        let ranges: Vec<Range<usize>> = logical_lines(&code, &comments).collect();
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_directive_goes_on_behind_a_backslash() {
        assert_eq!(
            lines("#a \\\n b\n%c\\\r\n d\ne \\\n f"),
            ["#a \\\n b\n", "%c\\\r\n d\n", "e \\\n", " f"]
        );
    }

    #[test]
    fn a_directive_goes_on_behind_a_comment() {
        assert_eq!(
            lines("#a /* b\n c */ d\n/* e\n */ f\n#g // h\ni"),
            ["#a /* b\n c */ d\n", "/* e\n", " */ f\n", "#g // h\n", "i"]
        );
    }
}
