//! Record marking (RFC 5531 §11): how messages are told apart on a byte stream.
//!
//! ```text
//! record:   fragment… , the last of which says so
//! fragment: 1 bit: last? | 31 bits: length | so many bytes
//! ```
//!
//! It knows nothing of what a message says, of sockets or of time. What a peer
//! announces costs nothing: memory grows with the bytes that have arrived.

mod mark;
mod outbox;
mod reader;
mod writer;

pub use outbox::Outbox;
pub(crate) use outbox::slices;
pub use reader::{RecordError, RecordReader};
pub use writer::RecordWriter;

#[cfg(test)]
mod tests;
