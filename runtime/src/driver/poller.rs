//! Looking for a datagram for a moment before blocking. Waking a thread that
//! sleeps is most of what a short call costs, and a thread that looks and
//! yields need not be woken.
//!
//! It is a trap where others want the processor: each yield is then a time
//! slice of theirs. So it stops itself: after a poll in vain, or a yield that
//! took long, the next receives block at once, at first a few and then ever
//! more of them, until a poll pays again.
//!
//! Not every poll that finds something has paid. A yield that returns at once
//! says that nobody else wants this core; what came meanwhile came from another
//! core, and no sleeper had to be woken for it. What came during a longer yield
//! was sent by a thread on this core, and a receive that blocks would have had
//! it as soon. Were that forgiven too, then with both ends and a busy process
//! on one core every few calls would cost a time slice, and calls would take
//! six times as long as by blocking.
//!
//! It knows no socket: looking is a closure. What is decided is told the time.

use std::thread;
use std::time::{Duration, Instant};

/// How long one poll lasts: about what waking a thread costs.
const POLL_MAX: Duration = Duration::from_micros(50);

/// A yield that takes longer was somebody else's time slice.
const YIELD_MAX: Duration = Duration::from_micros(40);

/// A look and a yield that together take longer let somebody else run.
const ALONE_MAX: Duration = Duration::from_micros(3);

/// The fewest and the most receives that block at once after a poll in vain.
const SKIPPED_MIN: u32 = 16;
const SKIPPED_MAX: u32 = 16_384;

/// When it pays to poll. It belongs to one thread, or to one socket that
/// threads use in turn.
#[derive(Debug, Clone)]
pub(crate) struct AdaptivePoll {
    enabled: bool,
    /// The receives still to go that block at once.
    skip: u32,
    /// The receives that will after the next poll in vain.
    next_skip: u32,
}

/// What a poll came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polled<T> {
    /// What the last look found.
    Found(T),
    /// Nothing, and it took so long.
    InVain(Duration),
}

impl AdaptivePoll {
    /// Polls where it pays, or never. Elsewhere than on Linux a look costs
    /// several system calls, and never pays.
    pub(crate) const fn new(enabled: bool) -> Self {
        Self {
            enabled: enabled && cfg!(target_os = "linux"),
            skip: 0,
            next_skip: SKIPPED_MIN,
        }
    }

    /// Looks again and again, and lets others run in between, until something
    /// is there or it no longer pays; or not at all, if it is not to poll now.
    /// It is called once before each receive.
    ///
    /// # Errors
    ///
    /// Those of looking.
    pub(crate) fn poll<T, E>(
        &mut self,
        mut look: impl FnMut() -> Result<Option<T>, E>,
    ) -> Result<Polled<T>, E> {
        if !self.begin() {
            return Ok(Polled::InVain(Duration::ZERO));
        }
        let start = Instant::now();
        let mut looked_at = start;
        let mut last_round = None;
        loop {
            if let Some(found) = look()? {
                self.succeed(last_round);
                return Ok(Polled::Found(found));
            }
            thread::yield_now();
            let now = Instant::now();
            if !self.go_on(start, looked_at, now) {
                return Ok(Polled::InVain(now.saturating_duration_since(start)));
            }
            last_round = Some(now.saturating_duration_since(looked_at));
            looked_at = now;
        }
    }

    /// Whether to poll before this receive. It is asked once for each.
    const fn begin(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.enabled
    }

    /// Whether to look again, `now`, in a poll that began at `start` and last
    /// looked and yielded at `looked_at`.
    fn go_on(&mut self, start: Instant, looked_at: Instant, now: Instant) -> bool {
        let slow = now.saturating_duration_since(looked_at) > YIELD_MAX;
        let over = now.saturating_duration_since(start) >= POLL_MAX;
        if slow || over {
            self.skip = self.next_skip;
            self.next_skip = (self.next_skip * 2).min(SKIPPED_MAX);
        }
        !(slow || over)
    }

    /// The poll found something after a last round of looking and yielding
    /// that took so long, or on its first look.
    fn succeed(&mut self, last_round: Option<Duration>) {
        if last_round.is_some_and(|round| round <= ALONE_MAX) {
            self.next_skip = SKIPPED_MIN;
        }
    }
}

#[cfg(test)]
mod tests {
    //! The decisions, on made-up instants; what they are worth, the bench says.

    use super::*;

    /// A poll in which each look and yield takes so long and nothing comes: how
    /// often it looked.
    fn poll_in_vain(poll: &mut AdaptivePoll, round: Duration) -> u32 {
        let start = Instant::now();
        let mut looked_at = start;
        let mut looks = 1;
        while poll.go_on(start, looked_at, looked_at + round) {
            looked_at += round;
            looks += 1;
        }
        looks
    }

    /// How many receives block at once before the next poll.
    fn skipped(poll: &mut AdaptivePoll) -> u32 {
        let mut skipped = 0;
        while !poll.begin() {
            skipped += 1;
        }
        skipped
    }

    /// A poll that looks as long as it may.
    fn new() -> AdaptivePoll {
        AdaptivePoll {
            enabled: true,
            ..AdaptivePoll::new(true)
        }
    }

    #[test]
    fn it_polls_from_the_first_receive_on() {
        assert!(new().begin());
    }

    #[test]
    fn a_poll_ends_when_its_time_is_over() {
        let looks = poll_in_vain(&mut new(), Duration::from_micros(1));
        assert_eq!(Duration::from_micros(looks.into()), POLL_MAX);
    }

    #[test]
    fn a_slow_yield_ends_a_poll_at_once() {
        let slow = YIELD_MAX + Duration::from_nanos(1);
        assert_eq!(poll_in_vain(&mut new(), slow), 1);
        assert_eq!(poll_in_vain(&mut new(), YIELD_MAX), 2);
    }

    #[test]
    fn each_poll_in_vain_doubles_the_receives_that_block_at_once() {
        let mut poll = new();
        let mut expected = SKIPPED_MIN;
        for _ in 0..12 {
            assert!(poll.begin());
            poll_in_vain(&mut poll, Duration::from_micros(1));
            assert_eq!(skipped(&mut poll.clone()), expected);
            skipped(&mut poll);
            expected = (expected * 2).min(SKIPPED_MAX);
        }
        assert_eq!(expected, SKIPPED_MAX);
    }

    /// A poll that has been in vain three times, and its next penalty.
    fn discouraged() -> (AdaptivePoll, u32) {
        let mut poll = new();
        for _ in 0..3 {
            poll_in_vain(&mut poll, YIELD_MAX * 2);
            skipped(&mut poll);
        }
        (poll, SKIPPED_MIN * 8)
    }

    #[test]
    fn what_comes_from_another_core_forgives() {
        let (mut poll, _) = discouraged();
        poll.succeed(Some(ALONE_MAX));
        assert!(poll.begin(), "the next receive polls too");
        poll_in_vain(&mut poll, YIELD_MAX * 2);
        assert_eq!(skipped(&mut poll), SKIPPED_MIN);
    }

    #[test]
    fn what_blocking_would_have_had_as_soon_does_not_forgive() {
        for last_round in [None, Some(ALONE_MAX * 2)] {
            let (mut poll, next) = discouraged();
            poll.succeed(last_round);
            assert!(poll.begin(), "the next receive polls too");
            poll_in_vain(&mut poll, YIELD_MAX * 2);
            assert_eq!(skipped(&mut poll), next);
        }
    }

    #[test]
    fn switched_off_it_never_polls() {
        let mut poll = AdaptivePoll::new(false);
        assert!((0..2 * SKIPPED_MAX).all(|_| !poll.begin()));
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_does_no_harm() {
        let now = Instant::now();
        let mut poll = new();
        assert!(poll.go_on(now, now, now));
        assert!(poll.go_on(now + YIELD_MAX, now + YIELD_MAX, now));
    }

    #[test]
    fn a_poll_ends_with_what_it_finds() {
        let polled: Result<_, ()> = new().poll(|| Ok(Some("a datagram")));
        assert_eq!(polled, Ok(Polled::Found("a datagram")));
    }

    #[test]
    fn a_poll_ends_with_an_error() {
        let polled: Result<Polled<()>, _> = new().poll(|| Err("broken"));
        assert_eq!(polled, Err("broken"));
    }

    #[test]
    fn without_a_poll_nobody_looks() {
        let polled: Result<Polled<()>, _> = AdaptivePoll::new(false).poll(|| Err("looked"));
        assert_eq!(polled, Ok(Polled::InVain(Duration::ZERO)));
    }
}
