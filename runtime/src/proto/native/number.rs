//! The numbers of the native transport, each a type of its own.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// Names one transmission of one packet. Every transmission has a fresh
    /// one, so that an acknowledgement says which transmission arrived; the
    /// low 32 bits travel.
    PacketNumber(u64)
}
number! {
    /// Names a session: what a client's socket and a server share. Chosen by
    /// the client so that nobody else can guess it.
    SessionId(u64)
}
number! {
    /// Given by the server: proves that whoever sends it receives at the
    /// address it sends from.
    Token(u32)
}
number! {
    /// A place for one outstanding call in a session.
    Slot(u16)
}
number! {
    /// Numbers the messages of a slot, one after another. It wraps, and is
    /// compared as RFC 1982 does.
    Seq(u32)
}

impl Seq {
    /// The number after this one.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }

    /// Whether this number comes after another: by less than half of all
    /// numbers (RFC 1982).
    #[must_use]
    pub(crate) const fn is_after(self, other: Self) -> bool {
        let ahead = self.0.wrapping_sub(other.0);
        ahead != 0 && ahead < 1 << 31
    }

    /// How far this number is ahead of an earlier one.
    #[must_use]
    pub(crate) const fn since(self, earlier: Self) -> u32 {
        self.0.wrapping_sub(earlier.0)
    }
}

/// Which way a message goes, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum MessageKind {
    /// From a client, to be executed and replied to.
    Call,
    /// From a server, the answer to the call of the same slot and number.
    Reply,
    /// From a client, one of a stream: delivered in order, not replied to.
    Message,
}

/// Names a message within its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MessageId {
    /// What it is.
    pub(crate) kind: MessageKind,
    /// The slot of a call and of its reply, the stream of a message.
    pub(crate) slot: Slot,
    /// Which of the slot's messages.
    pub(crate) seq: Seq,
}

impl Hash for MessageId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let slot = u64::from(self.slot.0) << 32;
        let kind = (self.kind as u64) << 48;
        state.write_u64(kind | slot | u64::from(self.seq.0));
    }
}

impl MessageId {
    /// The call of a slot with a number.
    #[must_use]
    pub(crate) const fn call(slot: Slot, seq: Seq) -> Self {
        Self {
            kind: MessageKind::Call,
            slot,
            seq,
        }
    }

    /// The reply to the call of a slot with a number.
    #[must_use]
    pub(crate) const fn reply(slot: Slot, seq: Seq) -> Self {
        Self {
            kind: MessageKind::Reply,
            slot,
            seq,
        }
    }

    /// The message of a stream with a number.
    #[must_use]
    pub(crate) const fn message(stream: Slot, seq: Seq) -> Self {
        Self {
            kind: MessageKind::Message,
            slot: stream,
            seq,
        }
    }
}

/// For tables of a bounded number of messages of one session, where no
/// stranger can make names collide to anybody's harm but the session's own.
pub(crate) type NumberHash = BuildHasherDefault<NumberHasher>;

/// Mixes small numbers in a few instructions, and the same way each time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NumberHasher(u64);

impl NumberHasher {
    /// 2⁶⁴ divided by the golden ratio, odd.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    const fn mix(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(Self::FACTOR);
    }
}

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        // A table takes its places from the low bits and compares the high
        // ones, and a product's low bits know only the low bits of its factors.
        self.0.rotate_left(32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix((*byte).into());
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_after_they_wrap() {
        let last = Seq(u32::MAX);
        assert_eq!(last.next(), Seq(0));
        assert!(last.next().is_after(last));
        assert!(!last.is_after(last.next()));
        assert!(!last.is_after(last));
        assert_eq!(Seq(2).since(last), 3);
    }
}
