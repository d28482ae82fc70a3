//! The runtime under the stubs that `idlc` writes: ONC RPC calls (RFC 5531)
//! over UDP, TCP and unix sockets that block like a function call, are retried
//! until they are answered or their deadline passes, and that a server executes
//! at most once.
//!
//! Most users meet this crate through generated code: a `CalcClient` holds a
//! [`Client`], a `CalcServer` is a [`Service`] that a [`Server`] runs. What is
//! written by hand is the handler, and how both ends are set up.
//!
//! The crate is layered, and each layer imports only those below it:
//!
//! - [`rpc`] is the message format: calls, replies, authentication.
//! - [`proto`] is the protocol as pure state machines. It knows time and
//!   randomness only as arguments, so that the same code runs on sockets and
//!   in the seeded simulator.
//! - `driver` owns the clock, the sockets and the threads, and decides nothing.
//! - [`Client`] and [`Server`] are what users hold.
//!
//! It is not an async framework and not a service mesh: a call is made by the
//! calling thread itself, which sends, waits, retransmits and returns.
//!
//! # What a call promises
//!
//! | the call returns | the procedure |
//! |---|---|
//! | `Ok(value)` | ran exactly once |
//! | [`CallError::Fault`] | ran once and refused |
//! | [`CallError::NotExecuted`] | never ran and never will: safe to repeat |
//! | [`CallError::ReplyLost`] | ran once; the answer is gone |
//! | [`CallError::MaybeExecuted`] | ran at most once; nobody here can tell |
//!
//! In the ONC form, where nothing but the server's memory tells a
//! retransmission from a new call, this reaches as far as that memory: see
//! [`proto::reply_cache`].

// The stubs in `rpcbind` name the runtime as those of users do.
extern crate self as idlc_runtime;

mod address;
mod answer;
mod auth_policy;
mod broadcast;
mod cancel;
mod client;
mod config;
mod connect;
mod counters;
mod dispatch;
mod driver;
mod error;
mod id;
mod incident;
mod interface;
pub mod message;
mod oneway;
mod peer;
mod pending;
pub mod proto;
pub mod rpc;
pub mod rpcbind;
mod server;
mod server_address;
mod service;
#[cfg(feature = "sim")]
pub mod sim;

pub use address::Address;
pub use auth_policy::AuthPolicy;
pub use broadcast::Broadcast;
pub use cancel::Cancelled;
pub use client::Client;
pub use config::{
    CallerConfig, ClientConfig, CongestionControl, ResponderConfig, Retransmission, ServerConfig,
    StreamCallerConfig, StreamResponderConfig, UDP_PAYLOAD_MAX,
};
pub use connect::ClientBuilder;
pub use counters::{ClientCounters, ServerCounters};
pub use error::{
    AddressError, CallError, ConnectError, DrainTimedOut, FlushError, MaybeExecuted, NotExecuted,
    ReplyLost, RpcbindError, SendError, ServeError,
};
pub use id::{Procedure, Program, Version, Xid};
pub use incident::Incident;
pub use interface::{Interface, ProcedureInfo};
pub use peer::{Peer, PeerCredentials};
pub use pending::Pending;
pub use rpc::{AuthFlavor, AuthStat, AuthSys, Credentials};
pub use server::{Server, ServerBuilder};
pub use server_address::ServerAddress;
pub use service::{Context, Fault, Refusal, Service};

pub use idlc_xdr as xdr;
pub use idlc_xdr::{generated_api, include_idl};
