//! What stands behind `=` or `:`: on the same line or on the next.

use super::place::{Place, break_line, width};

/// `left` and, behind a space or on a line of its own one step in, what
/// `right` makes of the place it is given. `None` when neither fits.
pub(super) fn assign(
    left: &str,
    place: Place,
    right: impl Fn(Place) -> Option<String>,
) -> Option<String> {
    let last = left.lines().next_back().unwrap_or_default();
    let start = if left.contains('\n') {
        Place { column: 0, ..place }
    } else {
        place
    };
    let same_line = right(start.behind(width(last) + 1));
    if let Some(text) = same_line.as_ref().filter(|text| !text.contains('\n')) {
        return Some(format!("{left} {text}"));
    }
    let nested = place.nested().before(place.after);
    let next_line = right(nested);
    match (same_line, next_line) {
        (Some(same), Some(next)) if prefer_next_line(&same, &next) => {
            Some(on_next(left, place, &next))
        }
        (Some(same), _) => Some(format!("{left} {same}")),
        (None, Some(next)) => Some(on_next(left, place, &next)),
        (None, None) => None,
    }
}

fn on_next(left: &str, place: Place, right: &str) -> String {
    format!("{left}{}{right}", break_line(place.nested().indent))
}

/// Whether the text looks better on the next line than behind something.
pub(super) fn prefer_next_line(same: &str, next: &str) -> bool {
    let breaks = |text: &str| text.matches('\n').count();
    let opens = |text: &str, mark| text.lines().next().is_some_and(|line| line.ends_with(mark));
    let opens_less = |mark| opens(same, mark) && !opens(next, mark);
    !next.contains('\n')
        || breaks(same) > breaks(next) + 1
        || opens_less('(')
        || opens_less('{')
        || opens_less('[')
}
