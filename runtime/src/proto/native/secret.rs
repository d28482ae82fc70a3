//! What an attacker must not guess: session ids and the proofs in cookies and
//! tokens, all from one key by SipHash-2-4 (Aumasson and Bernstein, 2012).
//!
//! The key comes from the operating system's randomness, or from a seed in the
//! simulator. It is not encryption: whoever can read the packets can use what
//! is in them.

/// A key nobody else knows.
#[derive(Clone)]
pub struct Secret {
    key: [u64; 2],
    next_id: u64,
}

/// What a number is derived for: the same input gives unrelated numbers for
/// different purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Session ids and incarnations.
    Id = 1,
    /// The proof in a cookie.
    Cookie = 2,
    /// The token of a session's packets.
    Token = 3,
    /// The part of a cookie's proof that does not depend on an address.
    Origin = 4,
}

impl Secret {
    /// The secret of a key.
    #[must_use]
    pub const fn new(key: [u64; 2]) -> Self {
        Self { key, next_id: 0 }
    }

    /// A number that nobody else can tell, another one each time.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.next_id = self.next_id.wrapping_add(1);
        self.prove(Purpose::Id, &[self.next_id])
    }

    /// A number that only who knows the key can tell from the input.
    pub(crate) fn prove(&self, purpose: Purpose, input: &[u64]) -> u64 {
        let mut hash = SipHash::new(self.key);
        hash.word(purpose as u64);
        for word in input {
            hash.word(*word);
        }
        let words = u64::try_from(input.len()).unwrap_or(u64::MAX);
        hash.finish(words.wrapping_add(1).wrapping_mul(8))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key stays out of logs.
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

/// SipHash-2-4 over whole words.
struct SipHash {
    v: [u64; 4],
}

impl SipHash {
    const fn new([k0, k1]: [u64; 2]) -> Self {
        Self {
            v: [
                k0 ^ 0x736f_6d65_7073_6575,
                k1 ^ 0x646f_7261_6e64_6f6d,
                k0 ^ 0x6c79_6765_6e65_7261,
                k1 ^ 0x7465_6462_7974_6573,
            ],
        }
    }

    const fn round(&mut self) {
        let [mut v0, mut v1, mut v2, mut v3] = self.v;
        v0 = v0.wrapping_add(v1);
        v1 = v1.rotate_left(13) ^ v0;
        v0 = v0.rotate_left(32);
        v2 = v2.wrapping_add(v3);
        v3 = v3.rotate_left(16) ^ v2;
        v0 = v0.wrapping_add(v3);
        v3 = v3.rotate_left(21) ^ v0;
        v2 = v2.wrapping_add(v1);
        v1 = v1.rotate_left(17) ^ v2;
        v2 = v2.rotate_left(32);
        self.v = [v0, v1, v2, v3];
    }

    fn word(&mut self, word: u64) {
        self.v[3] ^= word;
        self.round();
        self.round();
        self.v[0] ^= word;
    }

    /// `bytes` is the length of the input.
    fn finish(mut self, bytes: u64) -> u64 {
        self.word(bytes << 56);
        self.v[2] ^= 0xff;
        for _ in 0..4 {
            self.round();
        }
        self.v.iter().fold(0, |all, v| all ^ v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_siphash_2_4() {
        // The vectors of the paper's reference code: key 00 01 … 0f, and as
        // input the bytes 00, 01, … of which there are 0, 8 and 16.
        let key = [0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908];
        let hash = |words: &[u64]| {
            let mut hash = SipHash::new(key);
            for word in words {
                hash.word(*word);
            }
            hash.finish(words.len() as u64 * 8)
        };
        assert_eq!(hash(&[]), 0x726f_db47_dd0e_0e31);
        assert_eq!(hash(&[key[0]]), 0x93f5_f579_9a93_2462);
        assert_eq!(hash(&key), 0x3f2a_cc7f_57c2_9bdb);
    }

    #[test]
    fn ids_differ_and_purposes_do_not_mix() {
        let mut secret = Secret::new([1, 2]);
        assert_ne!(secret.next_id(), secret.next_id());
        assert_ne!(
            secret.prove(Purpose::Cookie, &[7]),
            secret.prove(Purpose::Token, &[7])
        );
    }
}
