//! The UDP socket of the native transport, for both ends: trains of datagrams
//! in one system call where the system can, and waits that end when they
//! should. It knows datagrams, not packets, and decides nothing.
//!
//! What a system can do is asked of one module: `linux` where there is
//! `UDP_SEGMENT`, `UDP_GRO` and `ppoll`, `portable` elsewhere.

mod batch;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(not(target_os = "linux"), test))]
#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "only its tests run here")
)]
mod portable;
mod socket;
#[cfg(test)]
mod tests;

pub(crate) use batch::Batch;
pub(crate) use socket::{Arrival, DatagramSocket, Wait, is_refused, is_too_large};
