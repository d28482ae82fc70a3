//! The duplicate-request cache: what a server remembers of recent calls, so
//! that a retransmission is answered instead of executed.
//!
//! A call enters *before* it is executed, so that a copy that arrives during
//! execution is recognised; when its reply is known, the reply stays for later
//! copies. The cache is bounded in bytes. A call in progress is never
//! forgotten: where nothing else can make room, new calls are refused. A reply
//! is forgotten when it is too old, or, oldest first, to make room: that is
//! how far at-most-once reaches in the ONC form. At `r` calls per second with
//! replies of `s` bytes it reaches `bytes_max / (r · (s + 256))` seconds back.
//!
//! It neither executes nor sends, and knows no clock.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::id::{Procedure, Program, Version, Xid};

/// What makes two messages the same call. The length and the checksum tell a
/// client that reuses a transaction id from one that repeats a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallKey {
    /// Who calls.
    pub peer: SocketAddr,
    /// The call's id.
    pub xid: Xid,
    /// The program called.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// The procedure called.
    pub procedure: Procedure,
    /// The length of the whole message in bytes.
    pub length: usize,
    /// CRC32C of the whole message.
    pub checksum: u32,
}

/// Whether a call may be executed.
#[derive(Debug, PartialEq, Eq)]
pub enum Admission<'a> {
    /// It is new, and is now in progress.
    Execute,
    /// A copy of it is being executed.
    InProgress,
    /// It was executed: this is its reply.
    Replay(&'a [u8]),
    /// There is no room to remember it, so it must not be executed.
    Full,
}

/// Recent calls and their replies.
#[derive(Debug)]
pub struct ReplyCache {
    bytes_max: usize,
    age_max: Duration,
    entries: HashMap<CallKey, State>,
    /// Calls with replies, in the order in which they were completed.
    done: VecDeque<(Instant, CallKey)>,
    bytes: usize,
    evicted: u64,
}

#[derive(Debug)]
enum State {
    InProgress,
    Done(Box<[u8]>),
}

impl ReplyCache {
    /// What one call costs beside the bytes of its reply: the key in the map
    /// and in the queue, and the slack of both.
    pub const ENTRY_BYTES: usize = 256;

    /// An empty cache.
    #[must_use]
    pub fn new(bytes_max: usize, age_max: Duration) -> Self {
        Self {
            bytes_max,
            age_max,
            entries: HashMap::new(),
            done: VecDeque::new(),
            bytes: 0,
            evicted: 0,
        }
    }

    /// Asks whether a call may be executed; if so, it is in progress from now
    /// on, until [`complete`](Self::complete) or [`abandon`](Self::abandon).
    pub fn admit(&mut self, now: Instant, key: CallKey) -> Admission<'_> {
        self.forget_old(now);
        if !self.entries.contains_key(&key) {
            if !self.make_room(Self::ENTRY_BYTES) {
                return Admission::Full;
            }
            self.bytes += Self::ENTRY_BYTES;
            self.entries.insert(key, State::InProgress);
            return Admission::Execute;
        }
        match self.entries.get(&key) {
            Some(State::Done(reply)) => Admission::Replay(reply),
            _ => Admission::InProgress,
        }
    }

    /// Keeps the reply of a call in progress.
    pub fn complete(&mut self, now: Instant, key: CallKey, reply: &[u8]) {
        let Some(state) = self.entries.get_mut(&key) else {
            return;
        };
        if matches!(state, State::Done(_)) {
            return;
        }
        *state = State::Done(reply.into());
        self.done.push_back((now, key));
        self.bytes += reply.len();
        // The reply itself is the newest and goes last, so that it goes only
        // where it alone is larger than the cache.
        self.make_room(0);
    }

    /// Forgets a call in progress that was not executed after all.
    pub fn abandon(&mut self, key: &CallKey) {
        if matches!(self.entries.get(key), Some(State::InProgress)) {
            self.entries.remove(key);
            self.bytes -= Self::ENTRY_BYTES;
        }
    }

    /// How many calls are in progress.
    #[must_use]
    pub fn in_progress(&self) -> usize {
        self.entries.len() - self.done.len()
    }

    /// What the cache holds, in bytes as it counts them.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many replies were forgotten before their time, to make room.
    #[must_use]
    pub const fn evicted(&self) -> u64 {
        self.evicted
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some((completed, _)) = self.done.front() {
            if now.saturating_duration_since(*completed) < self.age_max {
                return;
            }
            self.forget_oldest();
        }
    }

    /// Forgets replies until `wanted` bytes fit; says whether they do.
    fn make_room(&mut self, wanted: usize) -> bool {
        while self.bytes.saturating_add(wanted) > self.bytes_max {
            if !self.forget_oldest() {
                return false;
            }
            self.evicted += 1;
        }
        true
    }

    fn forget_oldest(&mut self) -> bool {
        let Some((_, key)) = self.done.pop_front() else {
            return false;
        };
        if let Some(State::Done(reply)) = self.entries.remove(&key) {
            self.bytes -= Self::ENTRY_BYTES + reply.len();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGE: Duration = Duration::from_secs(120);

    fn key(xid: u32) -> CallKey {
        CallKey {
            peer: SocketAddr::from(([127, 0, 0, 1], 1000)),
            xid: Xid(xid),
            program: Program(1),
            version: Version(1),
            procedure: Procedure(1),
            length: 40,
            checksum: 0,
        }
    }

    fn start() -> Instant {
        #[expect(
            clippy::disallowed_methods,
            reason = "any instant serves as the origin"
        )]
        Instant::now()
    }

    #[test]
    fn a_copy_during_execution_is_not_executed() {
        let now = start();
        let mut cache = ReplyCache::new(1 << 20, AGE);
        assert_eq!(cache.admit(now, key(1)), Admission::Execute);
        assert_eq!(cache.admit(now, key(1)), Admission::InProgress);
        assert_eq!(cache.in_progress(), 1);
    }

    #[test]
    fn a_copy_after_execution_gets_the_same_reply() {
        let now = start();
        let mut cache = ReplyCache::new(1 << 20, AGE);
        cache.admit(now, key(1));
        cache.complete(now, key(1), b"reply");
        assert_eq!(cache.admit(now, key(1)), Admission::Replay(b"reply"));
        assert_eq!(cache.in_progress(), 0);
    }

    #[test]
    fn a_reused_xid_with_other_arguments_is_a_new_call() {
        let now = start();
        let mut cache = ReplyCache::new(1 << 20, AGE);
        cache.admit(now, key(1));
        cache.complete(now, key(1), b"reply");
        assert_eq!(
            cache.admit(
                now,
                CallKey {
                    checksum: 1,
                    ..key(1)
                }
            ),
            Admission::Execute
        );
    }

    #[test]
    fn an_abandoned_call_may_come_again() {
        let now = start();
        let mut cache = ReplyCache::new(1 << 20, AGE);
        cache.admit(now, key(1));
        cache.abandon(&key(1));
        assert_eq!(cache.bytes(), 0);
        assert_eq!(cache.admit(now, key(1)), Admission::Execute);
    }

    #[test]
    fn the_oldest_reply_makes_room_and_a_call_in_progress_never_does() {
        let now = start();
        let mut cache = ReplyCache::new(3 * ReplyCache::ENTRY_BYTES, AGE);
        cache.admit(now, key(1));
        cache.admit(now, key(2));
        cache.admit(now, key(3));
        assert_eq!(cache.admit(now, key(4)), Admission::Full);
        cache.complete(now, key(2), b"");
        assert_eq!(cache.admit(now, key(4)), Admission::Execute);
        assert_eq!(cache.evicted(), 1);
        assert_eq!(cache.admit(now, key(1)), Admission::InProgress);
        assert_eq!(cache.admit(now, key(3)), Admission::InProgress);
    }

    #[test]
    fn bytes_stay_below_the_bound_and_return_to_nothing() {
        let now = start();
        let bound = 100 * ReplyCache::ENTRY_BYTES;
        let mut cache = ReplyCache::new(bound, AGE);
        for xid in 0..10_000 {
            assert_eq!(cache.admit(now, key(xid)), Admission::Execute);
            cache.complete(now, key(xid), &vec![0; xid as usize % 700]);
            assert!(cache.bytes() <= bound);
        }
        cache.admit(now + AGE, key(10_000));
        cache.abandon(&key(10_000));
        assert_eq!(cache.bytes(), 0);
        assert_eq!(cache.in_progress(), 0);
    }
}
