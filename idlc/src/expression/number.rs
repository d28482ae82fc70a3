//! Numbers as files write them.

/// Why a word that begins with a digit is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// `0x`, `09`, `12ab`
    Malformed,
    /// More than 64 bits.
    TooLarge,
}

/// Reads `12`, `-12`, `0x1F`, `017`, with or without C's suffixes `u` and `l`.
pub(crate) fn parse_number(text: &str) -> Result<i128, NumberError> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    let digits = digits.trim_end_matches(['u', 'U', 'l', 'L']);
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(NumberError::Malformed);
    }
    let magnitude = u64::from_str_radix(digits, radix).map_err(|_| NumberError::TooLarge)?;
    let number = i128::from(magnitude);
    let number = if negative { -number } else { number };
    if number < i128::from(i64::MIN) {
        return Err(NumberError::TooLarge);
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_bases_and_a_sign() {
        assert_eq!(parse_number("0170000"), Ok(0o170_000));
        assert_eq!(parse_number("0x80000000"), Ok(0x8000_0000));
        assert_eq!(parse_number("-1"), Ok(-1));
        assert_eq!(parse_number("0"), Ok(0));
        assert_eq!(parse_number("10UL"), Ok(10));
        assert_eq!(
            parse_number("18446744073709551615"),
            Ok(i128::from(u64::MAX))
        );
        assert_eq!(parse_number("-9223372036854775808"), Ok(i64::MIN.into()));
    }

    #[test]
    fn what_is_not_a_number_says_why() {
        assert_eq!(parse_number("089"), Err(NumberError::Malformed));
        assert_eq!(parse_number("0x"), Err(NumberError::Malformed));
        assert_eq!(parse_number("12ab"), Err(NumberError::Malformed));
        assert_eq!(
            parse_number("18446744073709551616"),
            Err(NumberError::TooLarge)
        );
        assert_eq!(
            parse_number("-9223372036854775809"),
            Err(NumberError::TooLarge)
        );
    }
}
