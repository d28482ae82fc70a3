//! Where one word of a name ends and the next begins.

/// The words of a name, in lower case: `getXMLFile` → `get`, `xml`, `file`.
///
/// A word ends at an underscore, before a capital after a small letter or a
/// digit's small letter, and before the last capital of a run that small
/// letters follow. Digits belong to the word before them. Never empty.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        split_at_capitals(part, &mut words);
    }
    if words.is_empty() {
        // `_` and `__` are names too.
        words.push("underscore".to_owned());
    }
    words
}

/// A name that could be taken for a number gets a letter in front.
pub(super) fn starting_with_a_letter(name: String, letter: char) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{letter}{name}")
    } else {
        name
    }
}

fn split_at_capitals(part: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut letters = part.chars().peekable();
    // The last letter of the word that has a case: digits do not count.
    let mut after_small = false;
    while let Some(letter) = letters.next() {
        let before_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let starts_word = letter.is_ascii_uppercase() && (after_small || before_small);
        if starts_word && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_ascii_alphabetic() {
            after_small = letter.is_ascii_lowercase();
        }
        word.push(letter.to_ascii_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
}
