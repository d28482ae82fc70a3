//! RFC 5531 messages: calls, replies and authentication, the one message
//! format that every transport carries.
//!
//! A message is a header, described here, followed by the procedure's
//! arguments or results, which are the generated code's affair. Nothing here
//! knows how messages travel, when they are repeated, or what a procedure does.
//!
//! ```text
//! call:   xid | 0 | 2 | program | version | procedure | credentials | verifier | arguments…
//! reply:  xid | 1 | 0 (accepted) | verifier | accept_stat | results…  or  low, high
//!         xid | 1 | 1 (denied)   | 0, low, high  or  1, auth_stat
//! ```

mod auth;
mod call;
mod reply;

pub use auth::{AUTH_BODY_MAX, AuthFlavor, AuthStat, AuthSys, Credentials, OpaqueAuth};
pub(crate) use call::call_prefix;
pub use call::{CallHeader, CallRejected, RPC_VERSION};
pub use reply::{AcceptStat, Rejection, ReplyHeader, ReplyStatus};
