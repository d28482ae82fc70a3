//! The protocol as pure state machines: no socket, no thread, no lock, no
//! clock, no randomness. Time arrives as an argument and randomness as a seed,
//! so that a simulated hour takes a second and every run can be repeated.
//!
//! The [`Caller`](onc::Caller) is one call at its client, the
//! [`Responder`](onc::Responder) is a whole server short of its handlers. Both
//! take datagrams and instants and say what to send, when to come back, and
//! what became of the call. Drivers and the simulator do the rest.
//!
//! [`onc`] is the form of RFC 5531 in which one datagram is one message.

pub mod directory;
pub mod native;
pub mod onc;
pub mod random;
pub mod reply_cache;
pub mod rtt;
pub mod verdict;
