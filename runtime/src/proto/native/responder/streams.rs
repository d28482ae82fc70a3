//! The streams of a session at the server, and what they say to its client.

use std::ops::{Range, RangeInclusive};
use std::time::Instant;

use super::shared::{Arrived, Shared, Taken};
use super::stream::{Step, Stream};
use crate::cancel::Cancelled;
use crate::proto::native::fault::Fault;
use crate::proto::native::frame::{Control, Data, ShortReply};
use crate::proto::native::link::Link;
use crate::proto::native::message::Bytes;
use crate::proto::native::number::{MessageId, MessageKind, Seq, Slot};

/// The streams in use; grows with the highest.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    all: Vec<Stream>,
    memory: usize,
    running: usize,
}

impl Streams {
    /// The memory in use.
    pub(crate) const fn memory(&self) -> usize {
        self.memory
    }

    /// How many messages are queued or being executed.
    pub(crate) const fn running(&self) -> usize {
        self.running
    }

    /// Bytes of a message arrived. `place` is where they lie in their datagram.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        link: &mut Link,
        shared: &mut Shared,
        may_grow: bool,
        data: &Data<'_>,
        place: Range<usize>,
    ) -> Taken {
        let id = data.id;
        if shared.draining || data.total > shared.config.message_bytes_max {
            // Nobody keeps the rules of a welcome and sends too much.
            return Taken::Refused;
        }
        if shared.in_progress >= shared.config.in_progress_max && self.is_next(id) {
            return Taken::Refused;
        }
        let config = shared.config;
        let in_datagram = Bytes::InDatagram(place);
        let step = self.change(shared, id.slot, |stream| {
            stream.take(now, &config, may_grow, data, in_datagram)
        });
        match step {
            None | Some(Step::Refused) => return Taken::Refused,
            Some(Step::Kept) if shared.config.faults.has(Fault::DoneOnArrival) => {
                let (stream, seq) = (id.slot, id.seq);
                link.say(Control::Done { stream, seq });
            }
            Some(Step::Kept) => {}
            Some(Step::Grant(until)) => link.say(Control::Grant { id, until }),
            Some(Step::Broken) => link.say(Control::Resend { id }),
            Some(Step::Done) => self.tell(link, id.slot),
            Some(Step::Run(message)) => {
                return Taken::Call(self.run(now, shared, id.slot, id.seq, message));
            }
        }
        Taken::Nothing
    }

    /// A message was executed: the next one, if it is there. Its client was
    /// heard last at `heard`.
    pub(crate) fn consumed(
        &mut self,
        heard: Instant,
        link: &mut Link,
        shared: &mut Shared,
        stream: Slot,
        seq: Seq,
    ) -> Option<Arrived> {
        let at = self.all.get(usize::from(stream.0))?;
        if !at.is_running() || at.done().next() != seq {
            return None;
        }
        self.running -= 1;
        shared.in_progress -= 1;
        if shared.config.faults.has(Fault::ForgetPosition) {
            self.change(shared, stream, Stream::forget);
            return None;
        }
        let next = self.change(shared, stream, |at| at.consumed(seq)).flatten();
        self.tell(link, stream);
        if let Some(message) = next.filter(|_| !shared.draining) {
            let seq = seq.next();
            return Some(self.run(heard, shared, stream, seq, message));
        }
        self.grant_next(link, shared, stream);
        None
    }

    /// A message is not executed: its client is told so with a reply. Nothing
    /// behind it is executed either until the client skips it.
    pub(crate) fn refuse(
        &mut self,
        link: &mut Link,
        shared: &mut Shared,
        stream: Slot,
        seq: Seq,
        reply: &[u8],
    ) {
        let at = self.all.get_mut(usize::from(stream.0));
        let Some(at) = at.filter(|at| at.is_running() && at.done().next() == seq) else {
            return;
        };
        at.refuse(ShortReply::new(reply));
        self.running -= 1;
        shared.in_progress -= 1;
        self.tell(link, stream);
    }

    /// The client wants to know how far a stream has come, and whether all is
    /// here of a message that it believes to have been sent.
    pub(crate) fn ask(&mut self, link: &mut Link, shared: &Shared, stream: Slot, seq: Seq) {
        if stream.0 >= shared.config.streams_max {
            return;
        }
        let at = self.all.get(usize::from(stream.0));
        if at.is_none_or(|at| at.is_absent(seq)) {
            let id = MessageId::message(stream, seq);
            link.say(Control::Resend { id });
        }
        self.tell(link, stream);
    }

    /// Messages will not come any more.
    pub(crate) fn skip(
        &mut self,
        link: &mut Link,
        shared: &mut Shared,
        stream: Slot,
        messages: RangeInclusive<Seq>,
    ) {
        let known = self.change(shared, stream, |at| at.skip(messages));
        if known.is_some() {
            self.tell(link, stream);
        }
    }

    /// Drops what was not complete in time; it is to be sent again.
    pub(crate) fn drop_late(&mut self, now: Instant, link: &mut Link, shared: &mut Shared) {
        for place in 0..u16::try_from(self.all.len()).unwrap_or(u16::MAX) {
            let stream = Slot(place);
            self.change(shared, stream, |at| {
                at.drop_late(now, |seq| {
                    let id = MessageId::message(stream, seq);
                    link.say(Control::Resend { id });
                });
            });
        }
    }

    /// When [`drop_late`](Self::drop_late) has something to do.
    pub(crate) fn next_late(&self) -> Option<Instant> {
        if self.memory == 0 {
            return None;
        }
        self.all.iter().filter_map(Stream::next_late).min()
    }

    /// Gives back what is counted for them.
    pub(crate) fn release(&mut self, shared: &mut Shared) {
        shared.memory -= self.memory;
        shared.in_progress -= self.running;
        *self = Self::default();
    }

    fn run(
        &mut self,
        now: Instant,
        shared: &mut Shared,
        stream: Slot,
        seq: Seq,
        message: Bytes,
    ) -> Arrived {
        self.running += 1;
        shared.in_progress += 1;
        Arrived {
            kind: MessageKind::Message,
            slot: stream,
            seq,
            until: now + shared.config.receive_max,
            cancelled: Cancelled::default(),
            message,
        }
    }

    /// Whether a message could be executed now.
    fn is_next(&self, id: MessageId) -> bool {
        match self.all.get(usize::from(id.slot.0)) {
            Some(at) => at.done().next() == id.seq && !at.is_running(),
            None => id.seq == Seq(1),
        }
    }

    /// Tells how far a stream has come.
    fn tell(&self, link: &mut Link, stream: Slot) {
        let at = self.all.get(usize::from(stream.0));
        if let Some((seq, reply)) = at.and_then(Stream::refused) {
            return link.say(Control::Refused { stream, seq, reply });
        }
        let seq = at.map_or(Seq(0), Stream::done);
        link.say(Control::Done { stream, seq });
    }

    fn grant_next(&mut self, link: &mut Link, shared: &Shared, stream: Slot) {
        let at = self.all.get_mut(usize::from(stream.0));
        let window = shared.config.grant_window;
        if let Some((seq, until)) = at.and_then(|at| at.grant_next(window)) {
            let id = MessageId::message(stream, seq);
            link.say(Control::Grant { id, until });
        }
    }

    /// Does something with a stream, and keeps count of the memory. `None`
    /// where there may be no such stream.
    fn change<T>(
        &mut self,
        shared: &mut Shared,
        stream: Slot,
        act: impl FnOnce(&mut Stream) -> T,
    ) -> Option<T> {
        if stream.0 >= shared.config.streams_max {
            return None;
        }
        let place = usize::from(stream.0);
        if place >= self.all.len() {
            self.all.resize_with(place + 1, Stream::default);
        }
        let at = self.all.get_mut(place)?;
        let before = at.memory();
        let done = act(at);
        let after = at.memory();
        self.memory = self.memory - before + after;
        shared.recount(before, after);
        Some(done)
    }
}
