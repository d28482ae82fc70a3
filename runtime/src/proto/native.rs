//! The native transport: calls of any size over plain UDP datagrams, with
//! acknowledgements, loss recovery and congestion control of its own, after
//! RFC 9000 and RFC 9002.
//!
//! Not a stream and not QUIC: a packet carries frames of many calls, each of
//! which goes its own way.

mod ack;
mod congestion;
mod number;
mod ranges;
mod received;
mod recovery;
