//! Bytes → text, also where they are not UTF-8.
//!
//! Old files have Latin-1 in their comments. Every byte that is not UTF-8 is
//! read as Latin-1, and its place remembered: whoever knows what is a comment
//! decides whether it matters.

use std::ops::Range;

use super::place::offset_of;

/// A text and what in it was not UTF-8.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// In order.
    pub(super) foreign: Vec<Range<u32>>,
}

pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            return Decoded {
                text,
                foreign: Vec::new(),
            };
        }
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut foreign: Vec<Range<u32>> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let start = offset_of(text.len());
        text.extend(chunk.invalid().iter().copied().map(latin1));
        let end = offset_of(text.len());
        match foreign.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ if start < end => foreign.push(start..end),
            _ => {}
        }
    }
    Decoded { text, foreign }
}

/// 0x80 to 0x9f are control characters, which nobody meant: other encodings
/// have letters there.
fn latin1(byte: u8) -> char {
    match byte {
        0x80..=0x9f => char::REPLACEMENT_CHARACTER,
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_left_alone() {
        let decoded = decode("é".to_owned().into_bytes());
        assert_eq!(decoded.text, "é");
        assert!(decoded.foreign.is_empty());
    }

    #[test]
    fn other_bytes_are_latin_1_and_remembered() {
        let decoded = decode(b"\xc3\xa9 caf\xe9\xe8 \x93x\xff".to_vec());
        assert_eq!(decoded.text, "é caféè \u{fffd}xÿ");
        let foreign: Vec<&str> = decoded
            .foreign
            .iter()
            .map(|range| &decoded.text[range.start as usize..range.end as usize])
            .collect();
        assert_eq!(foreign, ["éè", "\u{fffd}", "ÿ"]);
    }
}
