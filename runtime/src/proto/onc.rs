//! ONC RPC over UDP as RFC 5531 knows it: one datagram is one message, a reply
//! is the only acknowledgement, and the server's memory of recent calls is all
//! that tells a retransmission from a new call.
//!
//! ```text
//!  caller                                 responder
//!    │ 1. CALL(xid) ────────────────────────▶ │ admit: new → execute
//!    │ 2. CALL(xid), timer expired ─────────▶ │ admit: in progress → drop
//!    │ ◀──────────────────────── 3. REPLY(xid)│ complete: keep the reply
//!    │ 4. CALL(xid), if 3 was lost ─────────▶ │ admit: done → the reply again
//!    │ ◀──────────────────────── 5. REPLY(xid)│
//! ```

mod caller;
mod responder;

pub use caller::{Call, Caller, Reaction};
pub use responder::{Answered, DropReason, Received, Request, Responder};
