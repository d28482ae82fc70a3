//! Numbers as literals, their digits grouped as clippy asks.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;
use std::str::FromStr;

/// Shorter numbers are read at a glance.
const GROUPED_FROM: usize = 5;

/// A number without a type: `100_003`, `-1`.
pub(super) fn plain(number: impl Into<i128>) -> TokenStream {
    let number = number.into();
    tokens(number < 0, &grouped(&number.unsigned_abs().to_string(), 3))
}

/// A number with its type: `3_i32`, `(-1_i32)`.
pub(super) fn typed(number: impl Into<i128>, ty: &str) -> TokenStream {
    let number = number.into();
    let digits = grouped(&number.unsigned_abs().to_string(), 3);
    let tokens = tokens(number < 0, &format!("{digits}_{ty}"));
    // Without parentheses, `-1_i32.encode(out)` would be the negative of that.
    if number < 0 {
        quote!((#tokens))
    } else {
        tokens
    }
}

/// A number to be looked up elsewhere: `0x2000_0001`.
pub(super) fn hexadecimal(number: u32) -> TokenStream {
    tokens(false, &format!("0x{}", grouped(&format!("{number:x}"), 4)))
}

fn tokens(is_negative: bool, digits: &str) -> TokenStream {
    let literal = Literal::from_str(digits)
        .map(TokenTree::Literal)
        .map(TokenStream::from);
    let literal = literal.unwrap_or_default();
    if is_negative {
        quote!(-#literal)
    } else {
        literal
    }
}

fn grouped(digits: &str, size: usize) -> String {
    if digits.len() < GROUPED_FROM {
        return digits.to_owned();
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(size) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{hexadecimal, plain, typed};

    #[test]
    fn long_numbers_are_grouped() {
        for (number, expected) in [
            (0, "0"),
            (4096, "4096"),
            (100_003, "100_003"),
            (-12345, "- 12_345"),
        ] {
            assert_eq!(plain(number).to_string(), expected);
        }
        assert_eq!(hexadecimal(0x2000_0001).to_string(), "0x2000_0001");
        assert_eq!(hexadecimal(0x3f0).to_string(), "0x3f0");
    }

    #[test]
    fn a_negative_number_can_be_asked_to_encode_itself() {
        assert_eq!(typed(-1, "i32").to_string(), "(- 1_i32)");
    }
}
