//! The numbers of the native transport, each a type of its own.

/// The number of a transmission: fresh each time anything is sent, so that an
/// acknowledgement says which transmission arrived. The wire carries the low
/// 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PacketNumber(pub u64);
