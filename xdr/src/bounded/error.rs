//! The one way in which a bounded value cannot be made.

use core::fmt;

/// More elements, or bytes, than the interface file allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// How many there are; bytes for opaque data and strings.
    pub len: usize,
    /// How many the interface allows.
    pub max: usize,
}

impl TooLong {
    /// Checks a length against a bound.
    #[inline]
    pub(super) const fn check(len: usize, max: usize) -> Result<(), Self> {
        if len > max {
            return Err(Self { len, max });
        }
        Ok(())
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { len, max } = self;
        write!(
            f,
            "length {len} where the interface allows at most {max}: shorten the value or split it"
        )
    }
}

impl core::error::Error for TooLong {}
