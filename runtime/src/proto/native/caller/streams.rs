//! The streams of a caller: what they say to the server, and when to look after
//! them.
//!
//! ```text
//!  caller                                        responder
//!    │ MESSAGE(1) … MESSAGE(n) ────────────────────▶ │ hands out 1, keeps the rest
//!    │ ◀──────────────────────────────────── DONE(1) │ 1 was executed: hands out 2
//!    │ ◀──────────────────────────────────── DONE(4) │ one word for several
//!
//!    nothing is heard:        ASK(5) ──────────────▶ │
//!                                  ◀──────── DONE(4) │ or RESEND(5)
//!    8 has nobody who executes it: ◀─ REFUSED(8, why) │ executes none behind it
//!                          SKIP(8, 9) ─────────────▶ │
//!                                  ◀──────── DONE(9) │ goes on behind them
//!    5 to 7 are given up:  SKIP(5, 7) ─────────────▶ │
//!                                  ◀──────── DONE(7) │ goes on behind them
//! ```

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use super::outcome::{CallNumber, Ended, WhyMaybe, WhyNot};
use super::policy::Policy;
use super::stream::Stream;
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::Control;
use crate::proto::native::link::Link;
use crate::proto::native::number::{MessageId, MessageKind, Seq, Slot};
use crate::proto::native::outgoing::Outgoing;
use crate::proto::native::welcome::StreamLimits;

/// The streams that were used.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    streams: BTreeMap<u16, Stream>,
    ends: Ends,
}

/// What is to end by when, and what ended.
#[derive(Debug, Default)]
struct Ends {
    deadlines: BTreeSet<(Instant, u16, CallNumber)>,
    ended: VecDeque<Ended>,
}

impl Ends {
    fn end(&mut self, stream: u16, policy: &Policy, ended: Ended) {
        if let Some(deadline) = policy.deadline {
            self.deadlines.remove(&(deadline, stream, ended.call));
        }
        self.ended.push_back(ended);
    }
}

impl Streams {
    /// How many messages were not delivered.
    pub(crate) fn len(&self) -> usize {
        self.streams.values().map(Stream::len).sum()
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.ends.deadlines.is_empty() && self.streams.values().all(Stream::is_at_rest)
    }

    /// Whether a message waits to be started.
    pub(crate) fn is_waiting(&self) -> bool {
        self.streams.values().any(Stream::is_waiting)
    }

    /// Whether some message is to be sent however long that takes.
    pub(crate) fn must_repeat(&self) -> bool {
        self.streams.values().any(Stream::must_repeat)
    }

    /// Takes a message.
    pub(crate) fn push(&mut self, number: CallNumber, stream: u16, total: u64, policy: Policy) {
        let at = self.streams.entry(stream).or_default();
        if let Some(refused) = at.push(number, total, policy) {
            self.ends.ended.push_back(refused);
        } else {
            let deadline = policy.deadline.map(|at| (at, stream, number));
            self.ends.deadlines.extend(deadline);
        }
    }

    /// The sender knows that messages of a stream failed.
    pub(crate) fn resume(&mut self, stream: u16) {
        if let Some(at) = self.streams.get_mut(&stream) {
            at.resume();
        }
    }

    /// Starts what the server takes.
    pub(crate) fn start(
        &mut self,
        now: Instant,
        link: &mut Link,
        limits: &StreamLimits,
        message_bytes_max: u64,
    ) {
        let mut wrong = Vec::new();
        for (number, stream) in &mut self.streams {
            if *number >= limits.streams && stream.is_waiting() {
                wrong.push((*number, 0, WhyNot::NoSuchStream));
                continue;
            }
            loop {
                let fits = stream
                    .next_total()
                    .is_none_or(|next| next <= message_bytes_max);
                if stream.is_waiting() && !fits {
                    let limit = message_bytes_max;
                    wrong.push((*number, stream.started(), WhyNot::TooLarge { limit }));
                    break;
                }
                let Some((seq, total)) = stream.start_next(now, limits) else {
                    break;
                };
                let id = MessageId::message(Slot(*number), seq);
                link.send(Outgoing::new(id, total, None));
            }
        }
        for (number, place, why) in wrong {
            self.fail(Some(link), number, place, WhyMaybe::ServerGone, why);
        }
    }

    /// The next message that ended.
    pub(crate) fn poll_ended(&mut self) -> Option<Ended> {
        self.ends.ended.pop_front()
    }

    /// Takes a word about a stream; whether it was one.
    pub(crate) fn handle_control(
        &mut self,
        now: Instant,
        link: &mut Link,
        control: &Control,
    ) -> bool {
        match *control {
            Control::Done { stream, seq } => self.on_done(now, link, stream, seq),
            Control::Refused { stream, seq, reply } => {
                self.on_refused(now, link, stream, seq, reply.as_slice());
            }
            Control::Resend { id } if id.kind == MessageKind::Message => self.send_again(link, id),
            _ => return false,
        }
        true
    }

    /// The server has executed all messages of a stream up to one.
    fn on_done(&mut self, now: Instant, link: &mut Link, stream: Slot, seq: Seq) {
        let Self { streams, ends } = self;
        let Some(at) = streams.get_mut(&stream.0) else {
            return;
        };
        at.on_done(now, seq, |seq, policy, ended| {
            // What was executed need not be sent any more.
            link.stop_sending(MessageId::message(stream, seq));
            ends.end(stream.0, policy, ended);
        });
    }

    /// The server has executed all messages of a stream before one, and answers
    /// that one in place of executing it.
    fn on_refused(&mut self, now: Instant, link: &mut Link, stream: Slot, seq: Seq, reply: &[u8]) {
        let at = self.streams.get(&stream.0);
        if at.is_none_or(|at| at.number_of(seq).is_none()) {
            // It is old news, or about what was never sent.
            return;
        }
        self.on_done(now, link, stream, Seq(seq.0.wrapping_sub(1)));
        let Self { streams, ends } = self;
        if let Some(at) = streams.get_mut(&stream.0) {
            let on_end = |policy: &Policy, ended| ends.end(stream.0, policy, ended);
            if let Some(skip) = at.refuse(seq, reply, on_end) {
                stop(link, stream, skip);
            }
        }
    }

    /// The server wants a message from its beginning.
    fn send_again(&self, link: &mut Link, id: MessageId) {
        let at = self.streams.get(&id.slot.0);
        let Some(total) = at.and_then(|at| at.total_of(id.seq)) else {
            return;
        };
        if link.is_sending(id) {
            link.restart(id);
        } else {
            link.send(Outgoing::new(id, total, None));
        }
    }

    /// Time has passed: ends what is late, and asks the server, if there is
    /// one, where nothing was heard.
    pub(crate) fn handle_timeout(&mut self, now: Instant, mut link: Option<&mut Link>) {
        while let Some((at, stream, number)) = self.ends.deadlines.first().copied() {
            if at > now {
                break;
            }
            self.ends.deadlines.pop_first();
            let place = self.streams.get(&stream).and_then(|at| at.place_of(number));
            if let Some(place) = place {
                let (maybe, not) = (WhyMaybe::DeadlinePassed, WhyNot::DeadlinePassed);
                self.fail(link.as_deref_mut(), stream, place, maybe, not);
            }
        }
        let Some(link) = link else {
            return;
        };
        for (number, stream) in &mut self.streams {
            let Some(seq) = stream.take_ask(now) else {
                continue;
            };
            let slot = Slot(*number);
            let skipped = stream.skipped();
            if let Some((from, to)) = skipped.filter(|_| !link.faults.has(Fault::ForgetSkip)) {
                link.say(Control::Skip {
                    stream: slot,
                    from,
                    to,
                });
            } else if !link.is_sending(MessageId::message(slot, seq)) {
                link.say(Control::Ask { stream: slot, seq });
            }
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let deadline = self.ends.deadlines.first().map(|(at, ..)| *at);
        let ask = self.streams.values().filter_map(Stream::next_ask).min();
        [deadline, ask].into_iter().flatten().min()
    }

    /// A message is not to be sent if that can still be helped; nor are those
    /// behind it.
    pub(crate) fn cancel(&mut self, link: Option<&mut Link>, number: CallNumber) {
        let find = |(stream, at): (&u16, &Stream)| Some((*stream, at.place_of(number)?));
        if let Some((stream, place)) = self.streams.iter().find_map(find) {
            let (maybe, not) = (WhyMaybe::Withdrawn, WhyNot::Withdrawn);
            self.fail(link, stream, place, maybe, not);
        }
    }

    /// Nobody answers a hello: what must not be repeated fails.
    pub(crate) fn on_no_answer(&mut self, why: WhyNot) {
        self.fail_each(None, why, |stream| stream.first_to_fail(false));
    }

    /// The server does not answer any more, and the session goes on in case it
    /// does: what must not be repeated fails, the rest is sent again.
    pub(crate) fn on_silence(&mut self, link: &mut Link) {
        let why = WhyNot::StreamBroken;
        self.fail_each(Some(link), why, |stream| stream.first_to_fail(true));
        for (number, stream) in &self.streams {
            for seq in stream.under_way() {
                let id = MessageId::message(Slot(*number), seq);
                if link.is_sending(id) {
                    link.restart(id);
                }
            }
        }
    }

    /// The session is gone. `is_new` says of what was first sent then, that it
    /// was not executed.
    pub(crate) fn leave_session(&mut self, why: WhyMaybe, is_new: impl Fn(Instant) -> bool) {
        let leave = |(number, at): (&u16, &mut Stream)| Some((*number, at.leave_session(&is_new)?));
        let failed: Vec<_> = self.streams.iter_mut().filter_map(leave).collect();
        for (stream, place) in failed {
            self.fail(None, stream, place, why, WhyNot::StreamBroken);
        }
    }

    /// The message with an id in this session, bytes of which leave now.
    pub(crate) fn note_sent(&mut self, now: Instant, id: MessageId) -> Option<CallNumber> {
        debug_assert_eq!(id.kind, MessageKind::Message);
        let stream = self.streams.get_mut(&id.slot.0)?;
        stream.note_sent(now, id.seq);
        stream.number_of(id.seq)
    }

    fn fail_each(
        &mut self,
        mut link: Option<&mut Link>,
        why: WhyNot,
        place: impl Fn(&Stream) -> Option<usize>,
    ) {
        let find = |(number, at): (&u16, &Stream)| Some((*number, place(at)?));
        let failed: Vec<_> = self.streams.iter().filter_map(find).collect();
        for (stream, place) in failed {
            self.fail(
                link.as_deref_mut(),
                stream,
                place,
                WhyMaybe::ServerGone,
                why,
            );
        }
    }

    fn fail(
        &mut self,
        link: Option<&mut Link>,
        stream: u16,
        place: usize,
        why_maybe: WhyMaybe,
        why_not: WhyNot,
    ) {
        let Self { streams, ends } = self;
        let Some(at) = streams.get_mut(&stream) else {
            return;
        };
        let on_end = |policy: &Policy, ended| ends.end(stream, policy, ended);
        let skip = at.fail(place, why_maybe, why_not, on_end);
        if let (Some(skip), Some(link)) = (skip, link) {
            stop(link, Slot(stream), skip);
        }
    }
}

/// Sends no more of messages of a stream, and says so.
fn stop(link: &mut Link, stream: Slot, (from, to): (Seq, Seq)) {
    let mut seq = from;
    while !seq.is_after(to) {
        link.stop_sending(MessageId::message(stream, seq));
        seq = seq.next();
    }
    if !link.faults.has(Fault::ForgetSkip) {
        link.say(Control::Skip { stream, from, to });
    }
}
