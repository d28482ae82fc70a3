//! The packets that were sent and not heard of, by their number.
//!
//! Numbers are given in order and mostly leave in order, so they are places in
//! a queue: no hashing, and one packet under way costs no allocation after the
//! first.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Instant;

use crate::proto::native::number::PacketNumber;

/// What a packet asks of its receiver, and what its loss means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PacketKind {
    /// Nothing but acknowledgements: not acknowledged for its own sake, not
    /// counted as under way, and never lost. Its contents come back where an
    /// acknowledgement happens to name it.
    AckOnly,
    /// To be acknowledged.
    AckEliciting,
    /// To be acknowledged, larger than the path is known to take: its loss
    /// says nothing about congestion (RFC 9000 §14.4).
    MtuProbe,
}

/// A packet under way.
#[derive(Debug)]
pub(super) struct SentPacket<C> {
    pub(super) sent_at: Instant,
    pub(super) bytes: usize,
    pub(super) kind: PacketKind,
    pub(super) contents: C,
}

impl<C> SentPacket<C> {
    pub(super) fn is_ack_eliciting(&self) -> bool {
        self.kind != PacketKind::AckOnly
    }
}

#[derive(Debug)]
pub(super) struct SentPackets<C> {
    /// The number of the queue's front.
    first: u64,
    /// `None` where a packet arrived or was lost. The front is ack-eliciting.
    packets: VecDeque<Option<SentPacket<C>>>,
    ack_eliciting: usize,
}

impl<C> SentPackets<C> {
    pub(super) const fn new() -> Self {
        Self {
            first: 0,
            packets: VecDeque::new(),
            ack_eliciting: 0,
        }
    }

    /// The number of the next packet.
    pub(super) fn next(&self) -> PacketNumber {
        PacketNumber(self.first + self.packets.len() as u64)
    }

    /// How many are under way that will be acknowledged.
    pub(super) const fn ack_eliciting(&self) -> usize {
        self.ack_eliciting
    }

    pub(super) fn push(&mut self, packet: SentPacket<C>) -> PacketNumber {
        let number = self.next();
        self.ack_eliciting += usize::from(packet.is_ack_eliciting());
        self.packets.push_back(Some(packet));
        self.trim();
        number
    }

    pub(super) fn take(&mut self, number: PacketNumber) -> Option<SentPacket<C>> {
        let packet = self.place_mut(number)?.take()?;
        self.ack_eliciting -= usize::from(packet.is_ack_eliciting());
        Some(packet)
    }

    pub(super) fn get(&self, number: PacketNumber) -> Option<&SentPacket<C>> {
        let place = usize::try_from(number.0.checked_sub(self.first)?).ok()?;
        self.packets.get(place)?.as_ref()
    }

    /// The part of the range that can be under way.
    pub(super) fn within(&self, range: Range<u64>) -> Range<u64> {
        range.start.max(self.first)..range.end.min(self.next().0)
    }

    /// Lets the front be ack-eliciting again after packets were taken. Packets
    /// before it that are not may never be acknowledged, and are forgotten.
    pub(super) fn trim(&mut self) {
        let is_settled = |front: &Option<SentPacket<C>>| {
            !front.as_ref().is_some_and(SentPacket::is_ack_eliciting)
        };
        while self.packets.front().is_some_and(is_settled) {
            self.packets.pop_front();
            self.first += 1;
        }
    }

    /// What is under way and will be acknowledged, the oldest first.
    pub(super) fn iter_ack_eliciting(&self) -> impl Iterator<Item = &SentPacket<C>> {
        let packets = self.packets.iter().flatten();
        packets.filter(|packet| packet.is_ack_eliciting())
    }

    /// Empties the queue. Numbers go on.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = SentPacket<C>> + '_ {
        self.first = self.next().0;
        self.ack_eliciting = 0;
        self.packets.drain(..).flatten()
    }

    fn place_mut(&mut self, number: PacketNumber) -> Option<&mut Option<SentPacket<C>>> {
        let place = usize::try_from(number.0.checked_sub(self.first)?).ok()?;
        self.packets.get_mut(place)
    }
}
