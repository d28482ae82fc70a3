//! The bytes that are under way, held against the window.
//!
//! What all controllers share: one congestion event per round trip, and no
//! growth of a window that is not used.

use std::time::{Duration, Instant};

use super::controller::Controller;
use super::cubic::Cubic;
use super::new_reno::NewReno;
use crate::config::CongestionControl;
use crate::proto::native::number::PacketNumber;

/// What was sent and neither arrived nor was lost.
#[derive(Debug)]
pub(crate) struct Flight {
    controller: Box<dyn Controller>,
    mtu: usize,
    bytes: usize,
    /// The most that the peer takes at once.
    peer_window: usize,
    /// The last packet that left no room for another. What was sent after it
    /// does not say how much the path can carry (RFC 9002 §7.8).
    filled_by: Option<PacketNumber>,
    /// What is sent up to this instant belongs to the last congestion event.
    recovery_start: Option<Instant>,
    /// Bytes that arrived and count for growth.
    growth: usize,
}

impl Flight {
    pub(crate) fn new(kind: CongestionControl, mtu: usize) -> Self {
        let controller: Box<dyn Controller> = match kind {
            CongestionControl::NewReno => Box::new(NewReno::new(mtu)),
            CongestionControl::Cubic => Box::new(Cubic::new(mtu)),
        };
        Self {
            controller,
            mtu,
            bytes: 0,
            peer_window: usize::MAX,
            filled_by: None,
            recovery_start: None,
            growth: 0,
        }
    }

    /// The bytes under way.
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) const fn mtu(&self) -> usize {
        self.mtu
    }

    /// The congestion window in bytes.
    pub(crate) fn window(&self) -> usize {
        self.controller.window()
    }

    pub(crate) fn in_slow_start(&self) -> bool {
        self.controller.in_slow_start()
    }

    /// How many bytes may follow.
    pub(crate) fn room(&self) -> usize {
        let window = self.window().min(self.peer_window);
        window.saturating_sub(self.bytes)
    }

    pub(crate) const fn set_peer_window(&mut self, bytes: usize) {
        self.peer_window = bytes;
    }

    pub(crate) fn set_mtu(&mut self, mtu: usize) {
        self.mtu = mtu;
        self.controller.set_mtu(mtu);
    }

    pub(crate) fn on_sent(&mut self, number: PacketNumber, bytes: usize) {
        self.bytes += bytes;
        if self.bytes + self.mtu > self.window() {
            self.filled_by = Some(number);
        }
    }

    /// A packet arrived; [`grow`](Self::grow) follows.
    pub(crate) fn on_acked(&mut self, number: PacketNumber, sent_at: Instant, bytes: usize) {
        self.leave(bytes);
        if Some(number) <= self.filled_by && !self.in_recovery(sent_at) {
            self.growth += bytes;
        }
    }

    /// Lets the window grow by what arrived since it was last asked.
    pub(crate) fn grow(&mut self, now: Instant, srtt: Duration) {
        let bytes = std::mem::take(&mut self.growth);
        if bytes > 0 {
            self.controller.on_acked(now, bytes, srtt);
        }
    }

    /// So many bytes are not under way any more.
    pub(crate) const fn leave(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// A packet sent at this instant was lost for want of room on the path.
    pub(crate) fn on_congestion(&mut self, now: Instant, sent_at: Instant) {
        if self.in_recovery(sent_at) {
            return;
        }
        self.recovery_start = Some(now);
        // All that arrived so far was sent before this event.
        self.growth = 0;
        self.controller.on_congestion();
    }

    /// Everything sent for a long time was lost.
    pub(crate) fn on_persistent_congestion(&mut self) {
        self.recovery_start = None;
        self.controller.on_persistent_congestion();
    }

    fn in_recovery(&self, sent_at: Instant) -> bool {
        self.recovery_start.is_some_and(|start| sent_at <= start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    fn flight(packets: u64) -> (Flight, Instant) {
        let mut flight = Flight::new(CongestionControl::NewReno, 1_200);
        for number in 0..packets {
            flight.on_sent(PacketNumber(number), 1_200);
        }
        (flight, Instant::now())
    }

    #[test]
    fn a_full_window_leaves_no_room_and_grows() {
        let (mut flight, now) = flight(10);
        assert_eq!(flight.room(), 0);
        for number in 0..4 {
            flight.on_acked(PacketNumber(number), now, 1_200);
        }
        flight.grow(now + MS, MS);
        assert_eq!(flight.window(), 14 * 1_200);
        assert_eq!(flight.room(), 8 * 1_200);
    }

    #[test]
    fn a_window_that_was_not_used_does_not_grow() {
        let (mut flight, now) = flight(9);
        flight.on_acked(PacketNumber(0), now, 1_200);
        flight.grow(now + MS, MS);
        assert_eq!(flight.window(), 10 * 1_200);
    }

    #[test]
    fn the_peers_window_stops_sending_and_growth() {
        let (mut flight, now) = flight(5);
        flight.set_peer_window(6_000);
        assert_eq!(flight.room(), 0);
        flight.on_acked(PacketNumber(0), now, 1_200);
        flight.grow(now + MS, MS);
        assert_eq!(flight.window(), 12_000);
        assert_eq!(flight.room(), 1_200);
    }

    #[test]
    fn losses_of_one_round_trip_are_one_congestion() {
        let (mut flight, sent) = flight(10);
        flight.on_congestion(sent + MS * 10, sent);
        flight.on_congestion(sent + MS * 11, sent + MS * 10);
        assert_eq!(flight.window(), 6_000);
        flight.on_congestion(sent + MS * 20, sent + MS * 11);
        assert_eq!(flight.window(), 3_000);
    }

    #[test]
    fn what_was_sent_before_a_congestion_lets_nothing_grow() {
        let (mut flight, sent) = flight(10);
        flight.on_acked(PacketNumber(0), sent, 1_200);
        flight.on_congestion(sent + MS, sent);
        flight.on_acked(PacketNumber(1), sent + MS, 1_200);
        flight.grow(sent + MS * 2, MS);
        assert_eq!(flight.window(), 6_000);
    }
}
