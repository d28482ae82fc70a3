//! "Did you mean": names that are close to one that is not there.

/// The most names that are of help.
const SUGGESTIONS_MAX: usize = 3;

/// Names longer than this are not compared: nobody mistypes them.
const LENGTH_MAX: usize = 64;

/// The candidates that are close to `name`, the closest first.
pub(super) fn close_names<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let limit = (name.len() / 3).max(1);
    let mut close: Vec<(usize, &str)> = candidates
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .filter(|candidate| candidate.len().max(name.len()) <= LENGTH_MAX)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    close.sort_unstable();
    close.dedup();
    close.truncate(SUGGESTIONS_MAX);
    close.into_iter().map(|(_, name)| name).collect()
}

/// A list of names as a sentence ends: "`a`, `b` or `c`".
pub(super) fn alternatives(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// The Levenshtein distance, where capitals do not count.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<u8> = right
        .bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, byte) in left.bytes().enumerate() {
        let byte = byte.to_ascii_lowercase();
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, &other) in row.iter_mut().skip(1).zip(&right) {
            let substituted = diagonal + usize::from(byte != other);
            diagonal = *cell;
            *cell = substituted.min(diagonal + 1).min(before + 1);
            before = *cell;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("NFS_OK", "nfs_ok"), 0);
    }

    #[test]
    fn only_what_is_close_is_suggested() {
        let candidates = ["filename", "file_name", "fattr", "x"];
        assert_eq!(
            close_names("filname", candidates.into_iter()),
            ["filename", "file_name"]
        );
        assert!(close_names("nothing", candidates.into_iter()).is_empty());
    }
}
