//! Why a server does not start, or did not end in peace.

use std::io;
use std::time::Duration;

use thiserror::Error;

use super::client::{AddressError, RpcbindError};
use crate::id::{Program, Version};
use crate::server_address::ServerAddress;

/// Why a server could not be started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be read or found.
    #[error(transparent)]
    Address(#[from] AddressError),

    /// The address cannot be listened at.
    #[error("cannot listen at {address}: {error}")]
    Bind {
        /// The address.
        address: ServerAddress,
        /// What the system says.
        #[source]
        error: io::Error,
    },

    /// Two services claim the same program and version.
    #[error(
        "program {program} version {version} is served twice, by {first} and {second}: \
         remove one of them"
    )]
    Duplicate {
        /// The program.
        program: Program,
        /// The version.
        version: Version,
        /// The service that was added first.
        first: &'static str,
        /// The service that was added later.
        second: &'static str,
    },

    /// The server has nothing to serve or nowhere to listen.
    #[error("the server's configuration cannot work: {0}")]
    Config(&'static str),

    /// The system gives no random numbers, without which sessions could be
    /// guessed.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),

    /// The system has nothing to wait for connections with.
    #[error("connections cannot be waited for: {0}")]
    Selector(#[source] io::Error),

    /// A thread could not be started.
    #[error("a thread could not be started: {0}")]
    Thread(#[source] io::Error),

    /// The server could not be registered.
    #[error("the server cannot be registered: {0}")]
    Register(#[from] RpcbindError),
}

/// Handlers were still running when a server's time to drain was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{running} calls were still running after {waited:?}; their replies are lost")]
pub struct DrainTimedOut {
    /// How many calls were running or queued.
    pub running: usize,
    /// How long the server waited for them.
    pub waited: Duration,
}
