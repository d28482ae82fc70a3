//! Where encoded bytes go: a growing buffer, a block of known size, or a list
//! of slices for scatter/gather output.
//!
//! Knows bytes, blocks and padding; knows no types (those are `codec` and up).

mod block;
mod buffer;
mod gather;
mod sink;

pub use block::Block;
pub use buffer::Writer;
pub use gather::Gather;
pub use sink::Sink;
