//! The sending half of a session, as recovery sees it.

use std::time::{Duration, Instant};

use super::config::RecoveryConfig;
use super::losses::Losses;
use super::outcome::{AckOfUnsent, AckOutcome, OnTimeout};
use super::pacer::{Pacer, Path};
use super::rtt::PathRtt;
use super::sent::{PacketKind, SentPacket, SentPackets};
use crate::proto::native::ack::Ack;
use crate::proto::native::congestion::Flight;
use crate::proto::native::number::PacketNumber;
use crate::proto::random::Random;

/// Everything sent in one session; `C` is what a packet carried.
#[derive(Debug)]
pub(crate) struct Recovery<C> {
    config: RecoveryConfig,
    sent: SentPackets<C>,
    largest_acked: Option<PacketNumber>,
    rtt: PathRtt,
    first_sample_at: Option<Instant>,
    /// When the oldest packet that others have overtaken is lost.
    loss_at: Option<Instant>,
    /// The probe timer runs from here: the last packet that will be
    /// acknowledged, or the last expiry.
    pto_from: Option<Instant>,
    /// How often the probe timer expired since something was heard.
    pto_count: u32,
    /// The share of a doubled timer that is waited.
    jitter_per_mille: u32,
    random: Random,
    flight: Flight,
    pacer: Pacer,
}

/// A packet is lost when so many later ones were sent before one that arrived
/// (RFC 9002 §6.1.1).
const PACKET_THRESHOLD: u64 = 3;

/// Congestion persists when nothing arrived for so many probe timeouts
/// (RFC 9002 §7.6.1).
const PERSISTENT_CONGESTION_THRESHOLD: u32 = 3;

impl<C> Recovery<C> {
    /// Nothing was sent yet. The seed decides the jitter.
    pub(crate) fn new(config: RecoveryConfig, seed: u64) -> Self {
        Self {
            sent: SentPackets::new(),
            largest_acked: None,
            rtt: PathRtt::new(config.initial_rtt),
            first_sample_at: None,
            loss_at: None,
            pto_from: None,
            pto_count: 0,
            jitter_per_mille: 1_000,
            random: Random::new(seed),
            flight: Flight::new(config.congestion, config.mtu),
            pacer: Pacer::default(),
            config,
        }
    }

    /// The number that the next packet has.
    pub(crate) fn next_packet_number(&self) -> PacketNumber {
        self.sent.next()
    }

    /// A packet of so many bytes is on its way.
    pub(crate) fn on_sent(
        &mut self,
        now: Instant,
        bytes: usize,
        kind: PacketKind,
        contents: C,
    ) -> PacketNumber {
        let number = self.sent.push(SentPacket {
            sent_at: now,
            bytes,
            kind,
            contents,
        });
        if kind != PacketKind::AckOnly {
            self.pto_from = Some(now);
            self.flight.on_sent(number, bytes);
            self.pace(now, bytes);
        }
        number
    }

    /// The peer says what it received.
    ///
    /// # Errors
    ///
    /// When it names a packet that was never sent. Then nothing is changed.
    pub(crate) fn on_ack(
        &mut self,
        now: Instant,
        ack: &Ack,
        on_acked: impl FnMut(C),
        on_lost: impl FnMut(C),
    ) -> Result<AckOutcome, AckOfUnsent> {
        let largest = ack.largest();
        if largest >= self.sent.next() {
            return Err(AckOfUnsent { largest });
        }
        let arrived = self.take_arrived(ack, on_acked);
        if arrived.packets == 0 {
            return Ok(AckOutcome::default());
        }
        self.largest_acked = self.largest_acked.max(Some(largest));
        self.pto_count = 0;
        let sent_at = arrived.measurable_sent_at();
        let rtt = sent_at.map(|sent_at| self.measure(now, sent_at, ack.delay));
        let lost = self.detect_lost(now, on_lost);
        self.flight.grow(now, self.rtt.smoothed());
        Ok(AckOutcome {
            acked: arrived.packets,
            lost,
            rtt,
        })
    }

    /// The time that [`poll_timeout`](Self::poll_timeout) gave has come.
    pub(crate) fn handle_timeout(&mut self, now: Instant, on_lost: impl FnMut(C)) -> OnTimeout {
        if self.poll_timeout().is_none_or(|at| at > now) {
            return OnTimeout::Nothing;
        }
        if self.loss_at.is_some() {
            return match self.detect_lost(now, on_lost) {
                0 => OnTimeout::Nothing,
                _ => OnTimeout::LossDetected,
            };
        }
        self.pto_count = self.pto_count.saturating_add(1);
        self.pto_from = Some(now);
        let spread = u32::try_from(self.random.below(201)).unwrap_or_default();
        self.jitter_per_mille = 900 + spread;
        OnTimeout::Probe
    }

    /// When to come back, where anything is awaited.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        if self.sent.ack_eliciting() == 0 {
            return None;
        }
        let probe_at = || Some(self.pto_from? + self.backed_off_pto());
        self.loss_at.or_else(probe_at)
    }

    /// How many bytes may be sent now. Probes, and packets that carry nothing
    /// but acknowledgements, may go regardless.
    pub(crate) fn can_send(&self) -> usize {
        self.flight.room()
    }

    /// When the next packet may go, so that a window does not leave in one
    /// burst; at once where this is `None`.
    pub(crate) fn next_send(&self, now: Instant) -> Option<Instant> {
        self.pacer.next_send(now)
    }

    /// The peer takes so many bytes at once.
    pub(crate) const fn set_peer_window(&mut self, bytes: usize) {
        self.flight.set_peer_window(bytes);
    }

    /// A full datagram has so many bytes from now on.
    pub(crate) fn set_mtu(&mut self, mtu: usize) {
        self.flight.set_mtu(mtu);
    }

    /// The smoothed round trip; before any was measured, the initial one.
    #[cfg(test)]
    pub(crate) fn srtt(&self) -> Duration {
        self.rtt.smoothed()
    }

    /// How long nothing may be heard before a first probe is sent.
    pub(crate) fn pto(&self) -> Duration {
        self.rtt.patience() + self.config.max_ack_delay
    }

    /// How many probe timers expired since something was heard.
    #[cfg(test)]
    pub(crate) const fn probes(&self) -> u32 {
        self.pto_count
    }

    /// The bytes under way.
    pub(crate) const fn in_flight(&self) -> usize {
        self.flight.bytes()
    }

    /// The congestion window in bytes.
    #[cfg(test)]
    pub(crate) fn window(&self) -> usize {
        self.flight.window()
    }

    /// Whether nothing is under way that will be acknowledged.
    pub(crate) const fn is_idle(&self) -> bool {
        self.sent.ack_eliciting() == 0
    }

    /// What is under way and will be acknowledged, the oldest first: what a
    /// probe had better repeat.
    pub(crate) fn unacked_contents(&self) -> impl Iterator<Item = &C> {
        let packets = self.sent.iter_ack_eliciting();
        packets.map(|packet| &packet.contents)
    }

    /// The first of [`unacked_contents`](Self::unacked_contents).
    pub(crate) fn probe_contents(&self) -> Option<&C> {
        self.unacked_contents().next()
    }

    /// Gives back all that is under way: the session is reset, and no answer
    /// will come. Packet numbers, round trips and the window stay.
    pub(crate) fn forget_all(&mut self, mut on_each: impl FnMut(C)) {
        for packet in self.sent.drain() {
            if packet.is_ack_eliciting() {
                self.flight.leave(packet.bytes);
            }
            on_each(packet.contents);
        }
        self.loss_at = None;
        self.pto_count = 0;
    }

    /// Gives back what arrived.
    fn take_arrived(&mut self, ack: &Ack, mut on_acked: impl FnMut(C)) -> Arrived {
        let mut arrived = Arrived::default();
        for range in ack.ranges() {
            for number in self.sent.within(range).map(PacketNumber) {
                let Some(packet) = self.sent.take(number) else {
                    continue;
                };
                let sent_at = packet.sent_at;
                arrived.packets += 1;
                if number == ack.largest() {
                    arrived.largest_sent_at = Some(sent_at);
                }
                if packet.is_ack_eliciting() {
                    arrived.ack_eliciting = true;
                    self.flight.on_acked(number, sent_at, packet.bytes);
                }
                on_acked(packet.contents);
            }
        }
        arrived
    }

    fn measure(&mut self, now: Instant, sent_at: Instant, ack_delay: Duration) -> Duration {
        self.first_sample_at.get_or_insert(now);
        let latest = now.saturating_duration_since(sent_at);
        self.rtt.observe(latest, ack_delay)
    }

    /// Gives back what counts as lost, says how many packets that were, and
    /// notes when the next one will be (RFC 9002 appendix A.10).
    fn detect_lost(&mut self, now: Instant, mut on_lost: impl FnMut(C)) -> usize {
        self.sent.trim();
        let mut losses = Losses::default();
        let end = self.settle_losses_below(now);
        for number in self.sent.within(0..end).map(PacketNumber) {
            let Some(packet) = self.sent.take(number) else {
                losses.interrupt();
                continue;
            };
            if packet.is_ack_eliciting() {
                self.flight.leave(packet.bytes);
                losses.note(&packet, self.first_sample_at);
                on_lost(packet.contents);
            }
        }
        self.sent.trim();
        self.slow_down(now, &losses);
        losses.packets()
    }

    /// The number below which all that has not arrived is lost. What was
    /// overtaken and is not lost yet is the next that can be.
    fn settle_losses_below(&mut self, now: Instant) -> u64 {
        let largest = self.largest_acked.map_or(0, |number| number.0);
        let delay = self.rtt.loss_delay();
        self.loss_at = None;
        for number in self.sent.within(0..largest) {
            let packet = self.sent.get(PacketNumber(number));
            let Some(packet) = packet.filter(|packet| packet.is_ack_eliciting()) else {
                continue;
            };
            let lost_at = packet.sent_at + delay;
            if largest - number < PACKET_THRESHOLD && lost_at > now {
                // Those behind it were sent later still.
                self.loss_at = Some(lost_at);
                return number;
            }
        }
        largest
    }

    fn slow_down(&mut self, now: Instant, losses: &Losses) {
        if let Some(sent_at) = losses.newest_sent_at() {
            self.flight.on_congestion(now, sent_at);
        }
        if losses.longest_run() > self.pto() * PERSISTENT_CONGESTION_THRESHOLD {
            self.flight.on_persistent_congestion();
            self.rtt.forget_min();
        }
    }

    /// The probe timer after so many expiries. No jitter makes it shorter than
    /// a first one, or longer than the cap. Nor does a round trip that was
    /// measured by a packet which somebody held up for half a minute.
    fn backed_off_pto(&self) -> Duration {
        let first = self.pto().min(self.config.pto_max);
        if self.pto_count == 0 {
            return first;
        }
        let factor = 1_u32.checked_shl(self.pto_count).unwrap_or(u32::MAX);
        let doubled = first.saturating_mul(factor);
        let capped = doubled.min(self.config.pto_max * 10 / 11);
        first.max(capped * self.jitter_per_mille / 1_000)
    }

    fn pace(&mut self, now: Instant, bytes: usize) {
        let srtt = self.rtt.smoothed();
        if self.first_sample_at.is_none() || srtt <= self.config.pacing_above {
            self.pacer.stop();
            return;
        }
        let path = Path {
            window: self.flight.window(),
            slow_start: self.flight.in_slow_start(),
            mtu: self.flight.mtu(),
            srtt,
        };
        self.pacer.on_sent(now, bytes, &path);
    }
}

/// What an acknowledgement found under way.
#[derive(Debug, Default)]
struct Arrived {
    packets: usize,
    ack_eliciting: bool,
    largest_sent_at: Option<Instant>,
}

impl Arrived {
    /// When the packet was sent that tells the round trip. A delay is known of
    /// the highest packet only, and none is promised where nothing asked for an
    /// acknowledgement (RFC 9002 §5.1).
    fn measurable_sent_at(&self) -> Option<Instant> {
        self.largest_sent_at.filter(|_| self.ack_eliciting)
    }
}

#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "a list of ranges may have one"
)]
mod tests;
