//! What must hold of a world at every instant: no number is used twice, and
//! nobody spins or babbles.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::proto::native::transmission;
use crate::sim::trace::Direction;

/// A machine that is woken more often than so many times per datagram of the
/// world, and so often in each second of it, is spinning.
const WAKEUPS_PER_DATAGRAM_MAX: u64 = 4;
const WAKEUPS_PER_SECOND_MAX: u64 = 20;
const WAKEUPS_MIN: u64 = 10_000;

/// A world that lasts longer never ends.
const TIME_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

/// More than any window holds of the smallest datagrams.
const AT_ONCE_MAX: u64 = 20_000;

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// The highest packet number that was sent, each way, in each session.
    numbers: BTreeMap<(Direction, u64), u32>,
    datagrams: u64,
    /// Those of this instant.
    at_once: u64,
    wakeups: u64,
    /// The first thing that was found wrong.
    wrong: Option<String>,
}

impl Watch {
    /// The first thing that was found wrong.
    pub(crate) const fn wrong(&self) -> Option<&String> {
        self.wrong.as_ref()
    }

    /// Something was found out, and is wrong if it is anything.
    pub(crate) fn note(&mut self, wrong: Option<String>) {
        self.wrong = self.wrong.take().or(wrong);
    }

    /// So much time has passed in the world, and whether some did just now.
    pub(crate) fn on_time(&mut self, age: Duration, later: bool) {
        if later {
            self.at_once = 0;
        }
        if age > TIME_MAX {
            let restless = format!("the world does not come to rest within {TIME_MAX:?}");
            self.note(Some(restless));
        }
    }

    /// A timer rings.
    pub(crate) const fn on_wakeup(&mut self) {
        self.wakeups += 1;
    }

    /// The server remembers nothing of earlier sessions.
    pub(crate) fn on_start(&mut self) {
        self.numbers.clear();
    }

    /// A datagram is sent.
    pub(crate) fn on_sent(&mut self, direction: Direction, datagram: &[u8]) {
        self.datagrams += 1;
        self.at_once += 1;
        if self.at_once > AT_ONCE_MAX {
            let babbling = format!("{AT_ONCE_MAX} datagrams were sent at the same instant");
            self.note(Some(babbling));
        }
        self.check_fresh(direction, datagram);
    }

    /// When to ring for a machine that has done all it can, and has its timer
    /// in the future.
    pub(crate) fn check_timer(
        &mut self,
        now: Instant,
        age: Duration,
        due: Option<Instant>,
        client: Option<usize>,
    ) -> Option<Instant> {
        let seconds = age.as_secs();
        let allowed = WAKEUPS_MIN
            + WAKEUPS_PER_DATAGRAM_MAX * self.datagrams
            + WAKEUPS_PER_SECOND_MAX * seconds;
        if self.wakeups > allowed {
            // The timer is not set again, or the world would never end.
            let who = client.map_or("the server".to_owned(), |client| format!("client {client}"));
            let spinning = format!("{} wake-ups in {seconds} s, at last of {who}", self.wakeups);
            self.note(Some(spinning));
            return None;
        }
        due.map(|at| at.max(now))
    }

    /// Every transmission has a number of its own, higher than those before.
    fn check_fresh(&mut self, direction: Direction, datagram: &[u8]) {
        let Some((session, number)) = transmission(datagram) else {
            return;
        };
        let before = self.numbers.insert((direction, session), number);
        if before.is_some_and(|before| before >= number) {
            self.note(Some(format!("packet {number} was sent again")));
        }
    }
}
