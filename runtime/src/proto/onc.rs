//! ONC RPC as RFC 5531 knows it.
//!
//! Over UDP one datagram is one message, a reply is the only acknowledgement, and
//! the server's memory of recent calls is all that tells a retransmission from a
//! new call.
//!
//! ```text
//!  caller                                 responder
//!    │ 1. CALL(xid) ────────────────────────▶ │ admit: new → execute
//!    │ 2. CALL(xid), timer expired ─────────▶ │ admit: in progress → drop
//!    │ ◀──────────────────────── 3. REPLY(xid)│ complete: keep the reply
//!    │ 4. CALL(xid), if 3 was lost ─────────▶ │ admit: done → the reply again
//!    │ ◀──────────────────────── 5. REPLY(xid)│
//! ```
//!
//! Over TCP and unix sockets one [`record`] is one message, any number of calls
//! are under way on one connection, and replies come in any order:
//! [`stream_caller`] is all calls of one client, [`Connection`] one connection at
//! its server.

mod caller;
mod connection;
mod gather;
pub mod record;
mod responder;
pub mod stream_caller;

pub use caller::{Call, Caller, Reaction};
pub use connection::{Connection, Expired};
pub use gather::Gathering;
pub use record::RecordError;
pub use responder::{Answered, DropReason, Received, Request, Responder};
