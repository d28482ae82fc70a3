//! What recovery answers.

use std::time::Duration;

use thiserror::Error;

use crate::proto::native::number::PacketNumber;

/// What an acknowledgement told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct AckOutcome {
    /// Packets that are known to have arrived since now.
    pub(crate) acked: usize,
    /// Packets that count as lost since now.
    pub(crate) lost: usize,
    /// The round trip of the highest of them, the peer's delay taken off.
    pub(crate) rtt: Option<Duration>,
}

/// The peer acknowledged what it cannot have received. It is broken or
/// malicious, and nothing it said was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("packet {} was acknowledged and never sent", largest.0)]
pub(crate) struct AckOfUnsent {
    pub(crate) largest: PacketNumber,
}

/// What the timer was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum OnTimeout {
    /// It is not over.
    Nothing,
    /// Packets count as lost, and were given back.
    LossDetected,
    /// Nothing was heard for too long: send something that is acknowledged,
    /// whatever the window says.
    Probe,
}
