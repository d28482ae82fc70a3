//! What can go wrong when the registry is asked.

use std::net::SocketAddr;

use thiserror::Error;

use super::universal::NotUniversal;
use crate::error::{CallError, ConnectError};

/// Why the registry of a host gave no answer that can be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RpcbindError {
    /// The host cannot be found, or the system has no socket to give.
    #[error(transparent)]
    Connect(#[from] ConnectError),

    /// The registry did not answer, or refused.
    #[error("rpcbind at {server} cannot be asked: {error}")]
    Call {
        /// The registry's address.
        server: SocketAddr,
        /// What became of the call.
        #[source]
        error: CallError,
    },

    /// The registry answered with an address that cannot be read.
    #[error("rpcbind at {server} answered with the address {address:?}: {error}")]
    Address {
        /// The registry's address.
        server: SocketAddr,
        /// What it answered.
        address: String,
        /// What is wrong with it.
        #[source]
        error: NotUniversal,
    },

    /// The registry speaks only version 2, which has no words for this.
    #[error("rpcbind at {server} speaks only version 2, which knows {knows} alone")]
    TooOld {
        /// The registry's address.
        server: SocketAddr,
        /// What that version knows.
        knows: &'static str,
    },
}
