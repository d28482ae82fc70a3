//! One stream of messages at the client: those that were not delivered yet, in
//! order, of which the first so many are under way.
//!
//! It outlives sessions. In each its messages are numbered anew.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::outcome::{CallNumber, Ended, Outcome, WhyMaybe, WhyNot};
use super::policy::Policy;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::Seq;
use crate::proto::native::outgoing::UNSCHEDULED_BYTES;
use crate::proto::native::welcome::StreamLimits;

/// The first question about messages of which nothing is heard; the later ones
/// come after twice as long each.
const ASK_FIRST: Duration = Duration::from_secs(1);

/// The longest time between two questions.
const ASK_MAX: Duration = Duration::from_secs(15);

/// A stream.
#[derive(Debug)]
pub(crate) struct Stream {
    queue: VecDeque<Queued>,
    /// How many of the queue are under way in this session.
    started: usize,
    started_bytes: u64,
    /// The number of the first of the queue in this session.
    first: Seq,
    /// A message failed, and the sender has not said yet that it knows.
    broken: bool,
    /// Messages that were given up, until the server says that it knows.
    skip: Option<(Seq, Seq)>,
    ask: Option<Ask>,
}

/// When the server is to be asked next.
#[derive(Debug)]
struct Ask {
    at: Instant,
    interval: Duration,
}

/// A message that was not delivered yet.
#[derive(Debug)]
struct Queued {
    number: CallNumber,
    total: u64,
    policy: Policy,
    /// When its first bytes left, in this session.
    first_sent: Option<Instant>,
    /// Whether it may have been executed in an earlier session.
    may_have_run: bool,
}

impl Queued {
    const fn is_sent(&self) -> bool {
        self.first_sent.is_some() || self.may_have_run
    }
}

impl Default for Stream {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            started: 0,
            started_bytes: 0,
            first: Seq(1),
            broken: false,
            skip: None,
            ask: None,
        }
    }
}

impl Stream {
    /// How many messages were not delivered.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether there is nothing to do for it.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.queue.is_empty() && self.skip.is_none()
    }

    /// Whether a message waits to be started.
    pub(crate) fn is_waiting(&self) -> bool {
        self.started < self.queue.len() && self.skip.is_none()
    }

    /// Whether some message is to be sent however long that takes.
    pub(crate) fn must_repeat(&self) -> bool {
        self.queue.iter().any(|message| message.policy.repeat)
    }

    /// Takes a message, unless one before it failed.
    pub(crate) fn push(&mut self, number: CallNumber, total: u64, policy: Policy) -> Option<Ended> {
        if self.broken {
            return Some(Ended {
                call: number,
                outcome: Outcome::NotExecuted(WhyNot::StreamBroken),
            });
        }
        self.queue.push_back(Queued {
            number,
            total,
            policy,
            first_sent: None,
            may_have_run: false,
        });
        None
    }

    /// The sender knows that messages failed, and what it sends from now on is
    /// to be sent.
    pub(crate) const fn resume(&mut self) {
        self.broken = false;
    }

    /// The next message to be started and its length, if the server takes one
    /// more.
    pub(crate) fn start_next(&mut self, now: Instant, limits: &StreamLimits) -> Option<(Seq, u64)> {
        if !self.is_waiting() || self.started >= limits.window.max(1) as usize {
            return None;
        }
        let total = self.queue.get(self.started)?.total;
        let unasked = total.min(UNSCHEDULED_BYTES);
        if self.started > 0 && self.started_bytes + unasked > limits.bytes.into() {
            return None;
        }
        let seq = self.number(self.started);
        self.started += 1;
        self.started_bytes += total;
        self.ask.get_or_insert(Ask {
            at: now + ASK_FIRST,
            interval: ASK_FIRST,
        });
        Some((seq, total))
    }

    /// How many messages are under way.
    pub(crate) const fn started(&self) -> usize {
        self.started
    }

    /// The length of the next message to be started.
    pub(crate) fn next_total(&self) -> Option<u64> {
        self.queue.get(self.started).map(|message| message.total)
    }

    /// The message with a number in this session.
    pub(crate) fn number_of(&self, seq: Seq) -> Option<CallNumber> {
        let place = self.started_place(seq)?;
        self.queue.get(place).map(|message| message.number)
    }

    /// The length of a message with a number in this session.
    pub(crate) fn total_of(&self, seq: Seq) -> Option<u64> {
        let place = self.started_place(seq)?;
        self.queue.get(place).map(|message| message.total)
    }

    /// Bytes of a message leave.
    pub(crate) fn note_sent(&mut self, now: Instant, seq: Seq) {
        let message = self
            .started_place(seq)
            .and_then(|place| self.queue.get_mut(place));
        if let Some(message) = message {
            message.first_sent.get_or_insert(now);
        }
    }

    /// The numbers of the messages under way.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = Seq> + '_ {
        (0..self.started).map(|place| self.number(place))
    }

    /// The server has executed all up to a message. `on_end` hears of each
    /// that it had not said so of before.
    pub(crate) fn on_done(
        &mut self,
        now: Instant,
        seq: Seq,
        mut on_end: impl FnMut(Seq, &Policy, Ended),
    ) {
        let last = match self.skip {
            Some((_, to)) => to,
            None => self.number(self.started.wrapping_sub(1)),
        };
        if self.first.is_after(seq) || seq.is_after(last) {
            // It is old news, or about what was never sent.
            return;
        }
        let done = (seq.since(self.first) as usize).saturating_add(1);
        for message in self.queue.drain(..done.min(self.started)) {
            self.started -= 1;
            self.started_bytes -= message.total;
            let ended = Ended {
                call: message.number,
                outcome: Outcome::Delivered,
            };
            on_end(self.first, &message.policy, ended);
            self.first = self.first.next();
        }
        if self.skip.is_some_and(|(_, to)| !to.is_after(seq)) {
            self.skip = None;
            self.first = seq.next();
        }
        let waits = self.started > 0 || self.skip.is_some();
        self.ask = waits.then_some(Ask {
            at: now + ASK_FIRST,
            interval: ASK_FIRST,
        });
    }

    /// When the server is to be asked next how far it is.
    pub(crate) fn next_ask(&self) -> Option<Instant> {
        self.ask.as_ref().map(|ask| ask.at)
    }

    /// What the server is to be asked about now, which is then taken as done:
    /// the first message not known to be executed.
    pub(crate) fn take_ask(&mut self, now: Instant) -> Option<Seq> {
        let ask = self.ask.as_mut().filter(|ask| ask.at <= now)?;
        ask.at = now + ask.interval;
        ask.interval = (ask.interval * 2).min(ASK_MAX);
        Some(self.first)
    }

    /// What the server was told not to wait for, and has not answered.
    pub(crate) const fn skipped(&self) -> Option<(Seq, Seq)> {
        self.skip
    }

    /// Where a message is in the queue.
    pub(crate) fn place_of(&self, number: CallNumber) -> Option<usize> {
        self.queue
            .iter()
            .position(|message| message.number == number)
    }

    /// Where the first message is that must not be repeated, and was sent if
    /// that is asked for.
    pub(crate) fn first_to_fail(&self, sent_only: bool) -> Option<usize> {
        let fails = |message: &Queued| {
            !message.policy.repeat && (!sent_only || message.first_sent.is_some())
        };
        self.queue.iter().position(fails)
    }

    /// A message fails, and so do all behind it: they were not to be executed
    /// without it. In a session that goes on, the numbers that the server must
    /// no longer wait for are returned.
    pub(crate) fn fail(
        &mut self,
        place: usize,
        why_maybe: WhyMaybe,
        why_not: WhyNot,
        mut on_end: impl FnMut(&Policy, Ended),
    ) -> Option<(Seq, Seq)> {
        let outcome = |behind, message: &Queued| match (message.is_sent(), behind) {
            (true, _) => Outcome::MaybeExecuted(why_maybe),
            (false, 0) => Outcome::NotExecuted(why_not),
            (false, _) => Outcome::NotExecuted(WhyNot::StreamBroken),
        };
        self.end_from(place, outcome, &mut on_end)
    }

    /// The server has executed all messages before one under way, and answered
    /// that one in place of executing it. It executes none behind it, so that
    /// what is returned is as for [`fail`](Self::fail).
    pub(crate) fn refuse(
        &mut self,
        seq: Seq,
        reply: &[u8],
        mut on_end: impl FnMut(&Policy, Ended),
    ) -> Option<(Seq, Seq)> {
        let place = self.started_place(seq)?;
        let outcome = |behind, message: &Queued| match (behind, message.may_have_run) {
            (0, _) => Outcome::Replied(Bytes::Assembled(reply.to_vec())),
            (_, true) => Outcome::MaybeExecuted(WhyMaybe::ServerRestarted),
            (_, false) => Outcome::NotExecuted(WhyNot::StreamBroken),
        };
        self.end_from(place, outcome, &mut on_end)
    }

    /// Ends a message and all behind it.
    fn end_from(
        &mut self,
        place: usize,
        outcome: impl Fn(usize, &Queued) -> Outcome,
        on_end: &mut impl FnMut(&Policy, Ended),
    ) -> Option<(Seq, Seq)> {
        if place >= self.queue.len() {
            return None;
        }
        self.broken = true;
        let skip =
            (place < self.started).then(|| (self.number(place), self.number(self.started - 1)));
        if let Some((from, to)) = skip {
            // Nothing new is started until the server has answered the older
            // one, so that both are one range.
            self.skip = Some((from, self.skip.map_or(to, |(_, to)| to)));
        }
        for (behind, message) in self.queue.drain(place..).enumerate() {
            let ended = Ended {
                call: message.number,
                outcome: outcome(behind, &message),
            };
            on_end(&message.policy, ended);
        }
        self.started = self.started.min(place);
        let started = self.queue.iter().take(self.started);
        self.started_bytes = started.map(|message| message.total).sum();
        self.skip
    }

    /// The session is gone. `is_new` says of what was first sent then, that it
    /// was not executed. Where the first message is that fails, if one does.
    pub(crate) fn leave_session(&mut self, is_new: impl Fn(Instant) -> bool) -> Option<usize> {
        self.started = 0;
        self.started_bytes = 0;
        self.first = Seq(1);
        self.skip = None;
        self.ask = None;
        let mut fails = None;
        for (place, message) in self.queue.iter_mut().enumerate() {
            let Some(first_sent) = message.first_sent.take() else {
                continue;
            };
            if is_new(first_sent) {
                continue;
            }
            message.may_have_run = true;
            if !message.policy.repeat {
                fails = fails.or(Some(place));
            }
        }
        fails
    }

    /// The number that the place in the queue has in this session.
    fn number(&self, place: usize) -> Seq {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        Seq(self.first.0.wrapping_add(place))
    }

    fn started_place(&self, seq: Seq) -> Option<usize> {
        let place = seq.since(self.first) as usize;
        (place < self.started).then_some(place)
    }
}
