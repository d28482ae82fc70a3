//! What was sent and what became of it: loss detection, probes and round trips
//! as in RFC 9002.
//!
//! ```text
//!  caller                         Recovery
//!    │ can_send, next_send ─────────▶ │ is there room on the path, and when
//!    │ on_sent(contents) ───────────▶ │ the packet is under way
//!    │ on_ack ──────────────────────▶ │ gives back what arrived, and what was lost
//!    │ handle_timeout ──────────────▶ │ gives back what was lost, or asks for a probe
//! ```
//!
//! It does not know what packets carry and repeats nothing: whoever sends is
//! given the contents of a lost packet, and says what of it is still wanted.
//! Two things differ from QUIC. The peer's delay is not clamped, since it holds
//! the time that a handler took. And a first timer is not jittered, only those
//! that were doubled: a shorter one would expire before the answer on a path
//! whose round trip does not vary.

mod config;
mod losses;
mod outcome;
mod pacer;
mod rtt;
mod sender;
mod sent;

pub(crate) use config::RecoveryConfig;
pub(crate) use outcome::OnTimeout;
#[cfg(test)]
pub(crate) use outcome::{AckOfUnsent, AckOutcome};
pub(crate) use sender::Recovery;
pub(crate) use sent::PacketKind;
