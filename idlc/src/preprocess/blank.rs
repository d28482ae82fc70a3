//! Making parts of a text blank without moving the rest.

use std::ops::Range;

/// The text with spaces in place of everything in `ranges` but the line ends.
///
/// The ranges must be in order, apart from each other, and begin and end at
/// characters.
pub(super) fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut kept = 0;
    for range in ranges {
        blanked.push_str(text.get(kept..range.start).unwrap_or_default());
        let removed = text.get(range.clone()).unwrap_or_default();
        blanked.extend(removed.bytes().map(|byte| match byte {
            b'\n' => '\n',
            _ => ' ',
        }));
        kept = range.end;
    }
    blanked.push_str(text.get(kept..).unwrap_or_default());
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_else_stays_where_it_was() {
        assert_eq!(
            blank("a /*é\n*/ b/**/", &[2..9, 11..15]),
            "a     \n   b    "
        );
        assert_eq!(blank("abc", &[]), "abc");
    }
}
