//! What can be chosen.

/// A server's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The most bytes that READ and WRITE move at a time. Default: 32 KiB, which
    /// fits a datagram.
    pub io_bytes_max: u32,
    /// The superuser of a client is nobody here. Default: no.
    pub root_squash: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            io_bytes_max: 32 << 10,
            root_squash: false,
        }
    }
}
