//! What a congestion controller is asked.

use std::fmt;
use std::time::{Duration, Instant};

/// Decides how many bytes may be under way.
///
/// It learns of losses and acknowledgements and knows no packets: which of
/// them count is decided before it is asked.
pub(crate) trait Controller: fmt::Debug + Send {
    /// How many bytes may be under way.
    fn window(&self) -> usize;

    /// Whether the window is still looking for the path's capacity.
    fn in_slow_start(&self) -> bool;

    /// So many bytes arrived that were sent after the last congestion event,
    /// and when the window was full.
    fn on_acked(&mut self, now: Instant, bytes: usize, srtt: Duration);

    /// Something sent since the last congestion event was lost.
    fn on_congestion(&mut self);

    /// Everything sent for a long time was lost (RFC 9002 §7.6); comes after
    /// [`on_congestion`](Self::on_congestion).
    fn on_persistent_congestion(&mut self);

    /// The path takes datagrams of so many bytes from now on.
    fn set_mtu(&mut self, mtu: usize);
}
