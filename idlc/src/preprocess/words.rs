//! Which of some names a text uses.

use std::collections::HashMap;

/// Where each of the names first stands in the text as a word.
pub(super) fn first_uses<'n>(
    text: &str,
    names: impl Iterator<Item = &'n str>,
) -> HashMap<&'n str, usize> {
    let mut wanted: HashMap<&str, &'n str> = names.map(|name| (name, name)).collect();
    let mut found = HashMap::new();
    if wanted.is_empty() {
        return found;
    }
    let mut word_start = None;
    // A byte more than there are ends the last word.
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            word_start.get_or_insert(at);
        } else if let Some(start) = word_start.take() {
            let word = text.get(start..at).unwrap_or_default();
            if let Some(name) = wanted.remove(word) {
                found.insert(name, start);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_count() {
        let found = first_uses("ab é a_ a a c", ["a", "b", "c"].into_iter());
        assert_eq!(found, HashMap::from([("a", 9), ("c", 13)]));
    }
}
