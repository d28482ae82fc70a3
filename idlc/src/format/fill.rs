//! Short things that share lines.

use super::place::{Place, WIDTH, break_line, width};

/// As many to a line as fit.
pub(super) fn filled(words: &[String], place: Place) -> String {
    let mut text = String::new();
    let mut column = place.indent;
    for word in words {
        let taken = width(word) + ", ".len();
        if text.is_empty() {
            column += width(word);
        } else if column + taken + 1 < WIDTH {
            text.push_str(", ");
            column += taken;
        } else {
            text.push(',');
            text.push_str(&break_line(place.indent));
            column = place.indent + width(word);
        }
        text.push_str(word);
    }
    text
}
