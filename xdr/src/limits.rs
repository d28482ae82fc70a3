//! What a message may cost its receiver.
//!
//! Limits of one decode as a whole; the bound of a single string or array is
//! part of its type ([`Opaque`](crate::Opaque), [`Text`](crate::Text),
//! [`Array`](crate::Array)).

/// How much a decode may read, nest and allocate.
///
/// ```
/// use idlc_xdr::{Limits, from_slice_with};
///
/// let limits = Limits::default().bytes(16);
/// let refused = from_slice_with::<String>(&[0; 20], limits);
/// assert!(refused.unwrap_err().to_string().contains("at most 16 bytes"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
    depth: u32,
    elements: u32,
    memory_factor: usize,
}

impl Limits {
    /// Bytes of Rust that any message may occupy, however short it is: a small
    /// message may hold values much larger than their encoding.
    pub const MEMORY_BASE: usize = 64 * 1024;

    /// Bytes of a message. Default: 256 MiB. A longer one is refused unread.
    #[must_use]
    pub const fn bytes(mut self, max: usize) -> Self {
        self.bytes = max;
        self
    }

    /// Levels of nesting: a `Box`, a variable-length array of structures and a
    /// linked list are a level each, and a value larger than 1 KiB counts once
    /// more for every KiB, so that this bounds the stack. Default: 128.
    #[must_use]
    pub const fn depth(mut self, max: u32) -> Self {
        self.depth = max;
        self
    }

    /// Elements of all variable-length arrays and lists together, not counting
    /// the bytes of opaque data and strings. Default: 2²⁶, as many as 256 MiB
    /// can hold.
    #[must_use]
    pub const fn elements(mut self, max: u32) -> Self {
        self.elements = max;
        self
    }

    /// Bytes of Rust per byte of the message, beside
    /// [`MEMORY_BASE`](Self::MEMORY_BASE). Default: 32. An array of large
    /// unions whose arms are mostly `void` may need more.
    #[must_use]
    pub const fn memory_factor(mut self, factor: usize) -> Self {
        self.memory_factor = factor;
        self
    }

    /// The longest message, in bytes.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.bytes
    }

    /// The deepest nesting, in levels.
    #[must_use]
    pub const fn max_depth(&self) -> u32 {
        self.depth
    }

    /// The most elements of all arrays together.
    #[must_use]
    pub const fn max_elements(&self) -> u32 {
        self.elements
    }

    /// The most bytes of Rust that a message of `len` bytes may occupy.
    #[must_use]
    pub const fn max_memory(&self, len: usize) -> usize {
        len.saturating_mul(self.memory_factor)
            .saturating_add(Self::MEMORY_BASE)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            depth: 128,
            elements: 1 << 26,
            memory_factor: 32,
        }
    }
}
