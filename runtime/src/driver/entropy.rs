//! The operating system's randomness, for what an attacker must not guess.

/// A random number from the system.
pub(crate) fn random_u64() -> Result<u64, getrandom::Error> {
    getrandom::u64()
}

/// A random number from the system.
pub(crate) fn random_u32() -> Result<u32, getrandom::Error> {
    getrandom::u32()
}
