//! The operating system's randomness, for what an attacker must not guess.

use crate::proto::native::Secret;

/// A random number from the system.
pub(crate) fn random_u64() -> Result<u64, getrandom::Error> {
    getrandom::u64()
}

/// A key that nobody else knows.
pub(crate) fn secret() -> Result<Secret, getrandom::Error> {
    Ok(Secret::new([random_u64()?, random_u64()?]))
}

/// A random number from the system.
pub(crate) fn random_u32() -> Result<u32, getrandom::Error> {
    getrandom::u32()
}
