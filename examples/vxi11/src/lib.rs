//! VXI-11: instruments on a network. The calls of the protocol, `idlc` made of
//! `vxi11.x`.
//!
//! - [`Multimeter`] is an instrument, and knows no RPC.
//! - [`InstrumentServer`] answers the calls of the protocol with it.
//! - [`Link`] is a client's side: write a command, read the answer.

mod client;
mod links;
mod multimeter;
mod server;

pub use client::{Link, LinkError};
pub use multimeter::Multimeter;
pub use server::InstrumentServer;

idlc_runtime::include_idl! {
    /// What idlc made of `vxi11.x`.
    pub mod vxi11;
}
