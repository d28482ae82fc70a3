//! All calls of one client over TCP or a unix socket: many at a time on one
//! connection, matched with their replies by their transaction ids.
//!
//! ```text
//!               poll_connect            handle_connected
//!  (calls wait) ───────────▶ connecting ───────────────▶ connected ─▶ slices, written
//!       ▲ after a pause ◀──── refused         broken ◀──────┘         handle_record
//! ```
//!
//! When a connection breaks, what is known of a call decides what becomes of it:
//!
//! | of the call | it |
//! |---|---|
//! | nothing was written | waits for the next connection |
//! | something was written, and it is idempotent | is written again, on the next |
//! | something was written | may have been executed, and ends so |
//!
//! A call of which only a part was written counts as written: a server may
//! decode what it receives while it receives it. Each call ends by its deadline,
//! whatever the connection does; on an unbroken connection nothing is repeated.
//!
//! A first connection that is refused ends the calls that wait for it at once.
//! Once there was one, a server that refuses is one that restarts: then they
//! wait until their deadlines.

mod call;
mod link;
mod outcome;

pub use call::{CallId, CallTerms};
pub use outcome::{ConnectFailure, Ended, Heard, Outcome, WhyMaybe, WhyNot};

mod caller;
pub use caller::StreamCaller;

#[cfg(test)]
mod tests;
