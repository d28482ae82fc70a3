//! Connections and what accepts them, over TCP and unix sockets: never
//! blocking, and the same for both. It knows bytes, not records, and decides
//! nothing.

mod acceptor;
mod connection;
mod path;
mod system;

pub(crate) use acceptor::{Acceptor, is_exhausted};
pub(crate) use connection::{Arrival, Stream};
