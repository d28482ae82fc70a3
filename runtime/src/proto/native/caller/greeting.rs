//! Saying hello: repeated until the server welcomes the client, whose calls
//! wait meanwhile. Nothing of them has been sent, so that whatever comes of it,
//! they were not executed.

use std::time::{Duration, Instant};

use crate::proto::native::number::{PacketNumber, SessionId, Token};
use crate::proto::native::packet::{self, Header, PacketType};
use crate::proto::native::repeats::Repeats;
use crate::proto::random::Random;

/// As many bytes as a welcome has: no answer is larger than what it answers.
pub(crate) const HELLO_BYTES: usize = 72;

const FIRST_WAIT: Duration = Duration::from_millis(100);

/// A hello has few bytes, and says nothing where half of them are lost unless
/// it is said often.
const WAIT_MAX: Duration = Duration::from_millis(500);

/// A hello that was not answered yet.
#[derive(Debug)]
pub(crate) struct Greeting {
    pub(crate) session: SessionId,
    began: Instant,
    due: Instant,
    wait: Duration,
    /// How often it was said.
    said: u64,
}

impl Greeting {
    pub(crate) const fn new(session: SessionId, now: Instant) -> Self {
        Self {
            session,
            began: now,
            due: now,
            wait: FIRST_WAIT,
            said: 0,
        }
    }

    /// When it is to be said again.
    pub(crate) const fn due(&self) -> Instant {
        self.due
    }

    /// Since when it is being said.
    pub(crate) const fn began(&self) -> Instant {
        self.began
    }

    /// How often it was said again.
    pub(crate) const fn repeats(&self) -> Repeats {
        let again = self.said.saturating_sub(1);
        Repeats {
            packets: again,
            timeouts: again,
        }
    }

    /// Appends a hello, if it is due.
    pub(crate) fn poll_transmit(
        &mut self,
        now: Instant,
        random: &mut Random,
        out: &mut Vec<u8>,
    ) -> bool {
        if now < self.due {
            return false;
        }
        self.due = now + random.jitter(self.wait);
        self.wait = (self.wait * 2).min(WAIT_MAX);
        self.said += 1;
        write_hello(self.session, out);
        true
    }
}

fn write_hello(session: SessionId, out: &mut Vec<u8>) {
    let start = out.len();
    let header = Header {
        kind: PacketType::Hello,
        ..Header::data(session, Token(0), PacketNumber(0))
    };
    header.write(out);
    out.resize(start + HELLO_BYTES, 0);
    packet::seal(out.get_mut(start..).unwrap_or_default());
}
