//! The connections of a server, over TCP and unix sockets: what its threads
//! share of them.
//!
//! One thread waits for all of them ([`stream_loop`](super::stream_loop)); any
//! thread that has a reply writes it, as far as it can be written at once. No
//! lock is held while a handler runs, and none but a connection's own while it
//! is read or written.

mod accepting;
mod link;
mod parking;
mod receiving;
mod shared;
mod sums;
mod table;
mod timers;

pub(crate) use link::Link;
pub(crate) use shared::Streams;
