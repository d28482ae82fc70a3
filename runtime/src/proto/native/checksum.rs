//! CRC32C of bytes that are part of two wholes, a packet and a message, and
//! are looked at once.
//!
//! A checksum is the remainder of a polynomial, so that of `a` followed by `b`
//! is that of `a`, multiplied by xⁿ for the n bits of `b`, plus that of `b`.

/// The polynomial of CRC32C, its lowest coefficient in the highest bit.
const POLYNOMIAL: u32 = 0x82f6_3b78;

/// x⁰ in that order.
const ONE: u32 = 1 << 31;

/// x⁸, x¹⁶, x³², … modulo the polynomial: what one, two, four, … bytes that
/// follow multiply a checksum by.
#[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
const POWERS: [u32; 48] = {
    let mut powers = [0; 48];
    let mut power = ONE >> 8;
    let mut n = 0;
    while n < powers.len() {
        powers[n] = power;
        power = multiply(power, power);
        n += 1;
    }
    powers
};

/// The checksum of some bytes, to be put behind those of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest {
    crc: u32,
    /// x to the number of bits.
    shift: u32,
}

impl Digest {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self {
            crc: crc32c::crc32c(bytes),
            shift: shift(bytes.len()),
        }
    }

    /// That of the last `len` bytes, from the checksum of all bytes and that of
    /// those before.
    pub(crate) fn of_rest(all: u32, before: u32, len: usize) -> Self {
        let shift = shift(len);
        Self {
            crc: all ^ multiply(before, shift),
            shift,
        }
    }

    /// The checksum of other bytes and these behind them.
    pub(crate) const fn behind(self, crc: u32) -> u32 {
        multiply(crc, self.shift) ^ self.crc
    }
}

fn shift(bytes: usize) -> u32 {
    let mut product = ONE;
    for (n, power) in POWERS.iter().enumerate() {
        if bytes >> n == 0 {
            break;
        }
        if bytes >> n & 1 == 1 {
            product = multiply(product, *power);
        }
    }
    product
}

/// The product of two polynomials modulo the one above, in 32 steps without a
/// branch.
const fn multiply(mut a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    let mut n = 0;
    while n < 32 {
        product ^= b & (a >> 31).wrapping_neg();
        a <<= 1;
        b = (b >> 1) ^ (POLYNOMIAL & (b & 1).wrapping_neg());
        n += 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        (0..70_000_u32)
            .map(|n| (n.wrapping_mul(n) % 251) as u8)
            .collect()
    }

    #[test]
    fn checksums_are_put_together_as_their_bytes_are() {
        let bytes = bytes();
        let all = crc32c::crc32c(&bytes);
        for place in [0, 1, 7, 24, 1_000, 65_535, 69_999, 70_000] {
            let (a, b) = bytes.split_at(place);
            assert_eq!(Digest::of(b).behind(crc32c::crc32c(a)), all, "{place}");
        }
    }

    #[test]
    fn the_checksum_of_the_rest_follows_from_those_of_all_and_the_beginning() {
        let bytes = bytes();
        let all = crc32c::crc32c(&bytes);
        for place in [0, 20, 69_999, 70_000] {
            let (before, rest) = bytes.split_at(place);
            let before = crc32c::crc32c(before);
            assert_eq!(Digest::of_rest(all, before, rest.len()), Digest::of(rest));
        }
    }
}
