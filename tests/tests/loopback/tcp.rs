//! ONC RPC over TCP and unix sockets.

mod begun;
mod calls;
mod errors;
mod exhausted;
mod hostile;
mod probe;
mod proxy;
mod served;
mod shutdown;
mod wire;
