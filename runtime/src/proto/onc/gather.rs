//! One call to many servers: sent again and again until a time, and every
//! server's first reply is taken.
//!
//! It has no acknowledgement and no outcome: who did not answer may have
//! executed the call, or never have been there.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::id::Xid;
use crate::rpc::ReplyHeader;

/// When the call is sent again first; each further time it takes twice as long.
const AGAIN: Duration = Duration::from_secs(1);

/// So many servers are remembered, and the replies of others not taken.
const SERVERS_MAX: usize = 10_000;

/// A call to many servers.
#[derive(Debug)]
pub struct Gathering {
    xid: Xid,
    answered: HashSet<SocketAddr>,
    transmit_at: Instant,
    again: Duration,
    ends: Instant,
}

impl Gathering {
    /// A call that takes replies for so long.
    #[must_use]
    pub fn new(now: Instant, xid: Xid, wait: Duration) -> Self {
        Self {
            xid,
            answered: HashSet::new(),
            transmit_at: now,
            again: AGAIN,
            ends: now.checked_add(wait).unwrap_or(now + FOREVER),
        }
    }

    /// Whether the call is to be sent now, to all.
    #[must_use]
    pub fn poll_transmit(&mut self, now: Instant) -> bool {
        if now < self.transmit_at || self.is_over(now) {
            return false;
        }
        self.transmit_at = now + self.again;
        self.again = self.again.saturating_mul(2).min(FOREVER);
        true
    }

    /// When to come back, if nothing arrives before.
    #[must_use]
    pub fn poll_timeout(&self) -> Instant {
        self.transmit_at.min(self.ends)
    }

    /// Whether no more replies are taken.
    #[must_use]
    pub fn is_over(&self, now: Instant) -> bool {
        now >= self.ends
    }

    /// Something arrived; says whether it is the first reply of a server.
    #[must_use]
    pub fn handle_datagram(&mut self, from: SocketAddr, datagram: &[u8]) -> bool {
        ReplyHeader::peek_xid(datagram) == Some(self.xid)
            && self.answered.len() < SERVERS_MAX
            && self.answered.insert(from)
    }
}

/// More than anybody waits: 136 years, so that no sum with it overflows.
const FOREVER: Duration = Duration::from_secs(u32::MAX as u64);

#[cfg(test)]
mod tests {
    use idlc_xdr::{Encode, Writer};

    use super::*;
    use crate::rpc::AcceptStat;

    fn reply(xid: u32) -> Vec<u8> {
        let mut reply = Writer::new();
        ReplyHeader::accepted(Xid(xid), AcceptStat::Success).encode(&mut reply);
        reply.into_vec()
    }

    fn start(wait: Duration) -> (Instant, Gathering) {
        #[expect(
            clippy::disallowed_methods,
            reason = "any instant serves as the origin"
        )]
        let now = Instant::now();
        (now, Gathering::new(now, Xid(7), wait))
    }

    fn at(host: u8) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, host], 7))
    }

    #[test]
    fn the_first_reply_of_each_server_is_taken() {
        let (_, mut gathering) = start(Duration::from_secs(9));
        assert!(gathering.handle_datagram(at(1), &reply(7)));
        assert!(!gathering.handle_datagram(at(1), &reply(7)));
        assert!(!gathering.handle_datagram(at(2), &reply(8)));
        assert!(!gathering.handle_datagram(at(2), &[0; 3]));
        assert!(gathering.handle_datagram(at(2), &reply(7)));
    }

    #[test]
    fn it_is_sent_ever_more_rarely_and_not_after_its_end() {
        let (start, mut gathering) = start(Duration::from_secs(8));
        let mut sent = Vec::new();
        let mut now = start;
        while !gathering.is_over(now) {
            if gathering.poll_transmit(now) {
                sent.push((now - start).as_secs());
            }
            assert!(gathering.poll_timeout() > now);
            now = gathering.poll_timeout();
        }
        assert_eq!(sent, [0, 1, 3, 7]);
        assert_eq!(now - start, Duration::from_secs(8));
        assert!(!gathering.poll_transmit(now));
    }

    #[test]
    fn no_wait_is_too_long() {
        let (now, mut gathering) = start(Duration::MAX);
        assert!(gathering.poll_transmit(now) && !gathering.is_over(now));
    }
}
