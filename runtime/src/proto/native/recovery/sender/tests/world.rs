//! A session with packets of 1,200 bytes, on time that is counted in
//! milliseconds.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::config::CongestionControl;
use crate::proto::native::ack::Ack;
use crate::proto::native::recovery::{
    AckOfUnsent, AckOutcome, OnTimeout, PacketKind, Recovery, RecoveryConfig,
};

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const BYTES: usize = 1_200;

pub(super) struct World {
    pub(super) start: Instant,
    /// Each packet carries its own number.
    pub(super) recovery: Recovery<u64>,
    pub(super) acked: Vec<u64>,
    pub(super) lost: Vec<u64>,
}

impl World {
    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    pub(super) fn new() -> Self {
        let config = RecoveryConfig {
            congestion: CongestionControl::NewReno,
            ..RecoveryConfig::default()
        };
        Self {
            start: Instant::now(),
            recovery: Recovery::new(config, 1),
            acked: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// One whose first packet took so long; the next has number 1.
    pub(super) fn with_rtt(ms: u32) -> Self {
        let mut world = Self::new();
        world.send(0, 1);
        world.ack(ms, &[0..1]);
        world.acked.clear();
        world
    }

    pub(super) fn at(&self, ms: u32) -> Instant {
        self.start + MS * ms
    }

    /// Sends so many packets that are to be acknowledged.
    pub(super) fn send(&mut self, ms: u32, packets: usize) {
        for _ in 0..packets {
            self.send_kind(ms, PacketKind::AckEliciting);
        }
    }

    pub(super) fn send_kind(&mut self, ms: u32, kind: PacketKind) {
        let number = self.recovery.next_packet_number();
        let now = self.at(ms);
        let sent = self.recovery.on_sent(now, BYTES, kind, number.0);
        assert_eq!(sent, number);
    }

    /// An acknowledgement without delay, of ranges from the highest down.
    pub(super) fn ack(&mut self, ms: u32, ranges: &[Range<u64>]) -> AckOutcome {
        self.try_ack(ms, Duration::ZERO, ranges).unwrap()
    }

    pub(super) fn try_ack(
        &mut self,
        ms: u32,
        delay: Duration,
        ranges: &[Range<u64>],
    ) -> Result<AckOutcome, AckOfUnsent> {
        let mut ack = Ack::new(delay, ranges[0].clone()).unwrap();
        for range in &ranges[1..] {
            ack.push(range.clone()).unwrap();
        }
        let now = self.at(ms);
        let on_acked = |number| self.acked.push(number);
        let on_lost = |number| self.lost.push(number);
        self.recovery.on_ack(now, &ack, on_acked, on_lost)
    }

    pub(super) fn timeout(&mut self, ms: u32) -> OnTimeout {
        let now = self.at(ms);
        let on_lost = |number| self.lost.push(number);
        self.recovery.handle_timeout(now, on_lost)
    }

    /// When the timer is due, since the start.
    pub(super) fn due(&self) -> Option<Duration> {
        let at = self.recovery.poll_timeout()?;
        Some(at - self.start)
    }

    /// How much of the timer is left.
    pub(super) fn waits_from(&self, ms: u32) -> Duration {
        let at = self.recovery.poll_timeout().unwrap();
        at.duration_since(self.at(ms))
    }

    /// The window in packets.
    pub(super) fn window(&self) -> usize {
        self.recovery.window() / BYTES
    }
}
