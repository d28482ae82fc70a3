//! The native transport: calls of any size over plain UDP datagrams, with
//! acknowledgements, loss recovery and congestion control of its own, after
//! RFC 9000 and RFC 9002.
//!
//! Not a stream and not QUIC: a packet carries frames of many calls, each of
//! which goes its own way.

mod ack;
mod assembly;
mod bytes;
mod caller;
mod carried;
mod checksum;
mod congestion;
mod cookie;
mod exchange;
mod farewell;
mod fault;
mod frame;
mod link;
mod message;
mod number;
mod outbox;
mod outgoing;
mod packet;
mod path_mtu;
mod ranges;
mod received;
mod recovery;
mod repeats;
mod responder;
mod secret;
#[cfg(feature = "sim")]
mod tamper;
mod welcome;

pub use crate::config::{CallerConfig, ResponderConfig};
pub use caller::{
    CallNumber, Caller, Ended, Outcome, Policy, Request as CallRequest, Requests, WhyMaybe, WhyNot,
};
pub use exchange::{Exchange, ExchangeConfig, NotTaken};
#[cfg(any(test, feature = "sim"))]
pub use fault::Fault;
pub use fault::Faults;
pub use message::Bytes;
pub(crate) use number::NumberHash;
pub use packet::is_native;
pub use repeats::Repeats;
pub use responder::{CallKey, Request, RequestKind, Responder};
pub use secret::Secret;
#[cfg(feature = "sim")]
pub(crate) use tamper::{damage_part, transmission};

#[cfg(test)]
mod tests;
