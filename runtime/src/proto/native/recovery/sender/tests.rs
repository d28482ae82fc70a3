//! The scenarios of RFC 9002, one file per theme.

mod ack;
mod congestion;
mod conservation;
mod loss;
mod probe;
mod world;
