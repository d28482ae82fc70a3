//! The messages a session is sending, and the order in which they share its
//! packets: small ones first come, first served; of the large ones the one of
//! which least is left, and every eighth time the oldest, so that none waits
//! for ever.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Instant;

use crate::proto::native::checksum::Digest;
use crate::proto::native::frame::{DataHead, overhead};
use crate::proto::native::number::MessageId;
use crate::proto::native::outgoing::Outgoing;
use crate::proto::native::packet::HEADER_BYTES;
use crate::proto::native::path_mtu::PACKET_BYTES_MIN;

mod table;

use table::Table;

/// A message of up to so many bytes fits every packet.
const SMALL_BYTES_MAX: u64 = 1_000;

/// Parts are not cut smaller than this to fill what is left of a packet.
const PART_BYTES_MIN: usize = 256;

/// What is not acknowledged tells nothing of a path that has become smaller, so
/// it goes only in packets that every path carries.
const QUIET_BYTES_MAX: usize = PACKET_BYTES_MIN - HEADER_BYTES;

/// How often the oldest large message goes before the shortest.
const OLDEST_EVERY: u32 = 8;

/// Where the bytes of messages are.
pub(crate) trait Payloads {
    /// Appends a part of a message.
    fn append(&mut self, now: Instant, id: MessageId, part: Range<u64>, out: &mut Vec<u8>);
}

/// Messages being sent.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    messages: Table,
    /// Small messages that are due; some may have ended since.
    small: VecDeque<MessageId>,
    /// Large messages, the oldest first.
    large: Vec<MessageId>,
    turns: u32,
}

/// What a frame of data carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) id: MessageId,
    pub(crate) range: Range<u64>,
}

/// The packet that is being filled.
#[derive(Debug)]
pub(crate) struct Room {
    /// Bytes left in this packet.
    pub(crate) left: usize,
    /// Bytes that an empty packet has for frames.
    pub(crate) whole: usize,
    /// How many acknowledgements were sent before this packet.
    pub(crate) acks_sent: u64,
    /// The checksum of the bytes that were written last, and how many they are.
    pub(crate) end: Option<(usize, Digest)>,
}

impl Outbox {
    pub(crate) fn add(&mut self, message: Outgoing) {
        let (id, total) = (message.id, message.total);
        if !self.messages.insert(message) && total > SMALL_BYTES_MAX {
            self.large.push(id);
        }
        if total <= SMALL_BYTES_MAX {
            self.small.push_back(id);
        }
    }

    /// Sends no more of a message.
    pub(crate) fn remove(&mut self, id: MessageId) {
        let removed = self.messages.remove(id);
        if removed.is_some_and(|message| message.total > SMALL_BYTES_MAX) {
            self.large.retain(|large| *large != id);
        }
    }

    pub(crate) fn contains(&self, id: MessageId) -> bool {
        self.messages.contains(id)
    }

    /// Whether there is something that could be sent.
    pub(crate) fn is_due(&self) -> bool {
        let is_whole_due =
            |id: &MessageId| self.messages.get(*id).is_some_and(Outgoing::is_whole_due);
        self.small.iter().any(is_whole_due)
            || self.large.iter().any(|id| self.is_message_pending(*id))
    }

    /// The same for who is about to send: forgets what ended meanwhile.
    pub(crate) fn is_pending(&mut self) -> bool {
        if self.messages.is_empty() {
            return false;
        }
        self.drop_ended();
        self.is_due()
    }

    /// Whether so much is to be sent that larger packets would help.
    pub(crate) fn is_bulk(&self, packet_bytes: usize) -> bool {
        let packet_bytes = u64::try_from(packet_bytes).unwrap_or(u64::MAX);
        let left = self.large.iter().filter_map(|id| self.messages.get(*id));
        left.map(Outgoing::remaining)
            .any(|left| left > packet_bytes)
    }

    pub(crate) fn on_lost(&mut self, part: &Part) {
        let Some(message) = self.messages.get_mut(part.id) else {
            return;
        };
        let was_due = message.is_whole_due();
        message.on_lost(part.range.clone());
        if !was_due && message.total <= SMALL_BYTES_MAX {
            self.small.push_back(part.id);
        }
    }

    /// A part arrived; whether that was the last of its message, which is then
    /// no longer here.
    pub(crate) fn on_arrived(&mut self, part: &Part) -> bool {
        let ended = match self.messages.get_mut(part.id) {
            Some(message) => message.on_arrived(part.range.clone()),
            None => false,
        };
        if ended {
            self.remove(part.id);
        }
        ended
    }

    pub(crate) fn grant(&mut self, id: MessageId, until: u64) {
        if let Some(message) = self.messages.get_mut(id) {
            message.grant(until);
        }
    }

    /// Sends a message once more from its beginning.
    pub(crate) fn restart(&mut self, id: MessageId) {
        if let Some(message) = self.messages.get_mut(id) {
            message.restart();
            if message.total <= SMALL_BYTES_MAX {
                self.small.push_back(id);
            }
        }
    }

    /// Fills a packet; `on_part` hears of each part that must arrive.
    pub(crate) fn fill(
        &mut self,
        now: Instant,
        room: &mut Room,
        payloads: &mut impl Payloads,
        out: &mut Vec<u8>,
        mut on_part: impl FnMut(Part),
    ) {
        while let Some(id) = self.next() {
            let Some(message) = self.messages.get_mut(id) else {
                return;
            };
            let Some(range) = choose(message, room) else {
                return;
            };
            let before = out.len();
            room.end = write(now, message, range.clone(), payloads, out);
            room.left = room.left.saturating_sub(out.len() - before);
            let is_sure_to_fit = room.whole - room.left <= QUIET_BYTES_MAX;
            if is_sure_to_fit
                && message.quiet_after == Some(room.acks_sent)
                && range == (0..message.total)
            {
                // It travels with the first acknowledgement of its call: if it
                // is lost, so is that, and the call comes again.
                self.remove(id);
            } else {
                on_part(Part { id, range });
            }
            if self.small.front() == Some(&id) {
                self.small.pop_front();
            }
        }
    }

    /// The message whose turn it is.
    fn next(&mut self) -> Option<MessageId> {
        self.drop_ended();
        if let Some(id) = self.small.front() {
            return Some(*id);
        }
        let pending = |id: &&MessageId| self.is_message_pending(**id);
        let mut candidates = self.large.iter().filter(pending);
        let left = |id: &&MessageId| self.messages.get(**id).map_or(0, Outgoing::remaining);
        let next = if self.turns.is_multiple_of(OLDEST_EVERY) {
            candidates.next()
        } else {
            candidates.min_by_key(left)
        };
        let next = next.copied();
        self.turns = self.turns.wrapping_add(1);
        next
    }

    fn is_message_pending(&self, id: MessageId) -> bool {
        self.messages.get(id).is_some_and(Outgoing::is_pending)
    }

    /// Drops what ended or was sent meanwhile from the front of the queue.
    fn drop_ended(&mut self) {
        while let Some(id) = self.small.front() {
            if self.messages.get(*id).is_some_and(Outgoing::is_whole_due) {
                return;
            }
            self.small.pop_front();
        }
    }
}

/// What of a message goes into the packet, if anything does.
fn choose(message: &Outgoing, room: &Room) -> Option<Range<u64>> {
    let kind = message.id.kind;
    let whole = usize::try_from(message.total)
        .unwrap_or(usize::MAX)
        .saturating_add(overhead(kind, true));
    if message.is_whole_due() && whole <= room.whole {
        // It travels in one piece, in this packet or the next.
        return (whole <= room.left).then_some(0..message.total);
    }
    let most = room.left.checked_sub(overhead(kind, false))?;
    let part = message.next_part(most)?;
    let len = part.end - part.start;
    (len >= PART_BYTES_MIN as u64 || room.left == room.whole || most as u64 > len).then_some(part)
}

fn write(
    now: Instant,
    message: &mut Outgoing,
    range: Range<u64>,
    payloads: &mut impl Payloads,
    out: &mut Vec<u8>,
) -> Option<(usize, Digest)> {
    let head = DataHead {
        id: message.id,
        patience: message.until.map_or_else(Default::default, |until| {
            until.saturating_duration_since(now)
        }),
        total: message.total,
        offset: range.start,
        len: usize::try_from(range.end - range.start).unwrap_or(usize::MAX),
    };
    let check_place = head.write(out);
    let start = out.len();
    payloads.append(now, message.id, range.clone(), out);
    debug_assert_eq!(
        out.len() - start,
        head.len,
        "a message whose bytes are gone"
    );
    if range == (0..message.total) {
        message.on_whole_sent();
        return None;
    }
    let bytes = out.get(start..).unwrap_or_default();
    let (len, digest) = (bytes.len(), message.on_part_sent(range, bytes));
    if let (Some(place), Some(check)) = (check_place, message.check())
        && let Some(place) = out.get_mut(place..place + 4)
    {
        place.copy_from_slice(&check.to_be_bytes());
    }
    Some((len, digest))
}
