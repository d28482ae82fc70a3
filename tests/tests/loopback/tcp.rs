//! ONC RPC over TCP and unix sockets.

mod calls;
mod errors;
mod probe;
mod wire;
