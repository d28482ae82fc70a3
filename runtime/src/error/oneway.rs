//! What a client is told of oneway calls.

use idlc_xdr::TooLong;
use thiserror::Error;

use super::client::{CallError, NotExecuted};

/// Why a oneway call was not queued.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SendError {
    /// It is not executed; those queued before and after it are.
    #[error("the call was not sent: {why}")]
    NotSent {
        /// Why not.
        #[source]
        why: NotExecuted,
    },

    /// A oneway call that was queued earlier failed, and nobody heard of that
    /// yet. This one is not executed; what is queued after it is.
    #[error("the call was not sent, since an earlier one failed: {0}")]
    Earlier(#[source] FlushError),
}

/// Oneway calls that were queued failed: some call, and all that were queued
/// behind it until this was told.
#[derive(Debug, Error)]
#[error(
    "{procedure}, the {number}. oneway call of this client, failed: {error} \
     (not executed: {not_executed}, in doubt: {maybe_executed})"
)]
#[non_exhaustive]
pub struct FlushError {
    /// The first that failed: how many had been queued with the client and its
    /// clones, itself included.
    pub number: u64,
    /// The name of its procedure in the interface file.
    pub procedure: &'static str,
    /// What is known of it.
    #[source]
    pub error: CallError,
    /// How many were not executed and will not be.
    pub not_executed: u64,
    /// How many were executed at most once, and nobody here can tell whether
    /// they were.
    pub maybe_executed: u64,
}

impl From<NotExecuted> for SendError {
    fn from(why: NotExecuted) -> Self {
        Self::NotSent { why }
    }
}

/// The bound of an argument: the call was not queued.
impl From<TooLong> for SendError {
    fn from(too_long: TooLong) -> Self {
        NotExecuted::from(too_long).into()
    }
}

impl From<FlushError> for SendError {
    fn from(failed: FlushError) -> Self {
        Self::Earlier(failed)
    }
}
