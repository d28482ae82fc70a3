//! What one look at the packets found lost, and whether it lasted so long that
//! the path as it was known is gone (RFC 9002 §7.6).

use std::time::{Duration, Instant};

use super::sent::{PacketKind, SentPacket};

/// The losses of one look, in the order in which they were sent.
#[derive(Debug, Default)]
pub(super) struct Losses {
    packets: usize,
    newest_sent_at: Option<Instant>,
    /// The first of those since which nothing arrived.
    run_start: Option<Instant>,
    longest_run: Duration,
}

impl Losses {
    /// A packet was lost. Before a first round trip was measured nobody knows
    /// how long is long.
    pub(super) fn note<C>(&mut self, packet: &SentPacket<C>, first_sample_at: Option<Instant>) {
        self.packets += 1;
        if packet.kind == PacketKind::MtuProbe {
            return;
        }
        let sent_at = packet.sent_at;
        self.newest_sent_at = Some(sent_at);
        if first_sample_at.is_some_and(|at| sent_at > at) {
            let start = *self.run_start.get_or_insert(sent_at);
            let run = sent_at.saturating_duration_since(start);
            self.longest_run = self.longest_run.max(run);
        }
    }

    /// A packet in between arrived.
    pub(super) const fn interrupt(&mut self) {
        self.run_start = None;
    }

    /// How many there were, of any kind.
    pub(super) const fn packets(&self) -> usize {
        self.packets
    }

    /// When the last was sent of those that tell of congestion.
    pub(super) const fn newest_sent_at(&self) -> Option<Instant> {
        self.newest_sent_at
    }

    /// The time between the first and the last packet of the longest run of
    /// which none arrived.
    pub(super) const fn longest_run(&self) -> Duration {
        self.longest_run
    }
}
