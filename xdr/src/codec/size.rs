//! How many bytes an encoding takes.

/// How many bytes an encoding takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As many for every value: such a value is bounds-checked once.
    Fixed(usize),
    /// At least so many: what a length that a message claims is checked against.
    AtLeast(usize),
}

impl Size {
    /// The fewest bytes.
    #[must_use]
    pub const fn min(self) -> usize {
        match self {
            Self::Fixed(bytes) | Self::AtLeast(bytes) => bytes,
        }
    }

    /// This followed by `next`: the fields of a structure.
    #[must_use]
    pub const fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Fixed(a), Self::Fixed(b)) => Self::Fixed(a.saturating_add(b)),
            _ => Self::AtLeast(self.min().saturating_add(next.min())),
        }
    }

    /// `n` of this: the elements of an array.
    #[must_use]
    pub const fn times(self, n: usize) -> Self {
        match self {
            Self::Fixed(bytes) => Self::Fixed(bytes.saturating_mul(n)),
            Self::AtLeast(bytes) => Self::AtLeast(bytes.saturating_mul(n)),
        }
    }

    /// Either this or `other`: the arms of a union.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fixed(a), Self::Fixed(b)) if a == b => self,
            _ if self.min() < other.min() => Self::AtLeast(self.min()),
            _ => Self::AtLeast(other.min()),
        }
    }
}

/// The size of a type's encoding.
pub trait Layout {
    /// What every value of the type takes.
    ///
    /// [`Fixed`](Size::Fixed) must be exact: encoders that write another number
    /// of bytes panic. A type that can contain itself says
    /// [`AtLeast`](Size::AtLeast).
    const SIZE: Size;

    /// Whether a run of these values is opaque data: a byte each, and zeros up
    /// to a multiple of four. So it is for `u8` and for nothing else.
    #[doc(hidden)]
    const PACKED: bool = false;
}
