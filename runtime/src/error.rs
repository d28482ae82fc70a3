//! What can go wrong, one type per operation: a call, connecting, serving.
//!
//! [`CallError`] is the promise of the whole crate: its four variants, with
//! `Ok`, are the five things that can be known of a call, and which of them it
//! is decides whether the caller may repeat it.

mod client;
mod oneway;
mod serve;

pub use client::{
    AddressError, CallError, ConnectError, MaybeExecuted, NotExecuted, ReplyLost, RpcbindError,
};
pub use oneway::{FlushError, SendError};
pub use serve::{DrainTimedOut, ServeError};
