//! The calls that have not ended: where each stands, when it is to be looked
//! after, and which of them wait for a session or a slot.
//!
//! Not a session: what becomes of a call on its way is said by others, and
//! written down here.

use std::collections::VecDeque;
use std::time::Instant;

use super::call::{Call, Request};
use super::fate::Fate;
use super::outcome::{CallNumber, Ended, Outcome, WhyMaybe};
use crate::proto::native::number::{Seq, Slot};

/// The calls of a caller, until they end.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// By number. Most calls begin in the order of their numbers and end
    /// nearly so: one comes in at the back and leaves near the front, and a
    /// single one costs no search and no allocation.
    calls: VecDeque<(CallNumber, Call)>,
    /// No call is to be looked after before. It may be too early, since calls
    /// end without a word to it: then a look in vain sets it right.
    alarm: Option<Instant>,
    waiting: VecDeque<CallNumber>,
    ended: VecDeque<Ended>,
}

impl Ledger {
    /// How many calls have not ended.
    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether nothing is left of any call.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.calls.is_empty() && self.alarm.is_none() && self.waiting.is_empty()
    }

    /// A call begins: it waits.
    pub(crate) fn begin(&mut self, number: CallNumber, request: Request) {
        let call = Call::new(request);
        self.alarm_by(call.alarm);
        let is_last = self.calls.back().is_none_or(|(last, _)| *last < number);
        match self.place(number) {
            _ if is_last => self.calls.push_back((number, call)),
            Err(place) => self.calls.insert(place, (number, call)),
            // Its number was to be nobody else's.
            Ok(_) => return,
        }
        self.waiting.push_back(number);
    }

    pub(crate) fn get(&self, number: CallNumber) -> Option<&Call> {
        let (_, call) = self.calls.get(self.place(number).ok()?)?;
        Some(call)
    }

    pub(crate) fn get_mut(&mut self, number: CallNumber) -> Option<&mut Call> {
        let place = self.place(number).ok()?;
        let (_, call) = self.calls.get_mut(place)?;
        Some(call)
    }

    /// Whether a call waits for a session or a slot.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The call that has waited longest.
    pub(crate) fn first_waiting(&mut self) -> Option<(CallNumber, &mut Call)> {
        let number = *self.waiting.front()?;
        Some((number, self.get_mut(number)?))
    }

    /// The call that has waited longest waits no more.
    pub(crate) fn start_first(&mut self) {
        self.waiting.pop_front();
    }

    /// All calls that wait, which then no longer do.
    pub(crate) fn take_waiting(&mut self) -> VecDeque<CallNumber> {
        std::mem::take(&mut self.waiting)
    }

    /// When a call is to be looked after next, or earlier.
    pub(crate) const fn next_alarm(&self) -> Option<Instant> {
        self.alarm
    }

    /// A call that is to be looked after now, once.
    pub(crate) fn take_alarm(&mut self, now: Instant) -> Option<CallNumber> {
        if self.alarm.is_none_or(|at| at > now) {
            return None;
        }
        let alarms = self
            .calls
            .iter()
            .map(|(number, call)| (call.alarm, *number));
        let first = alarms.min();
        self.alarm = first.map(|(at, _)| at);
        first.filter(|(at, _)| *at <= now).map(|(_, number)| number)
    }

    /// Plans anew when a call is looked after.
    pub(crate) fn rearm(&mut self, number: CallNumber) {
        if let Some(call) = self.get_mut(number) {
            let alarm = call.next_alarm();
            call.alarm = alarm;
            self.alarm_by(alarm);
        }
    }

    /// A call ends. The place it had, if it had one.
    pub(crate) fn end(&mut self, number: CallNumber, outcome: Outcome) -> Option<(Slot, Seq)> {
        let (_, call) = self.calls.remove(self.place(number).ok()?)?;
        if self.calls.is_empty() {
            self.alarm = None;
        }
        let outcome = match outcome {
            Outcome::NotExecuted(_) if call.may_have_run => {
                Outcome::MaybeExecuted(WhyMaybe::ServerGone)
            }
            outcome => outcome,
        };
        if call.place.is_none() {
            self.waiting.retain(|waiting| *waiting != number);
        }
        self.ended.push_back(Ended {
            call: number,
            outcome,
        });
        call.place
    }

    /// The next call that ended.
    pub(crate) fn poll_ended(&mut self) -> Option<Ended> {
        self.ended.pop_front()
    }

    /// The session is gone, and with it the places of calls.
    pub(crate) fn leave_session(&mut self, why: WhyMaybe, fate: impl Fn(&Call) -> Fate) {
        let mut ending = Vec::new();
        let mut again = Vec::new();
        for (number, call) in &mut self.calls {
            if call.place.is_none() {
                continue;
            }
            match fate(call) {
                Fate::Again { may_have_run } => {
                    call.withdraw(may_have_run);
                    again.push(*number);
                }
                Fate::Ends => ending.push((*number, Outcome::MaybeExecuted(why))),
                Fate::ReplyLost => ending.push((*number, Outcome::ReplyLost)),
            }
        }
        for (number, outcome) in ending {
            // Its place is gone already.
            let _ = self.end(number, outcome);
        }
        self.wait_again(&again);
    }

    fn alarm_by(&mut self, at: Instant) {
        self.alarm = Some(self.alarm.map_or(at, |alarm| alarm.min(at)));
    }

    /// Where a call is, or would be.
    fn place(&self, number: CallNumber) -> Result<usize, usize> {
        match self.calls.front() {
            Some((first, _)) if *first == number => Ok(0),
            _ => self
                .calls
                .binary_search_by_key(&number, |(number, _)| *number),
        }
    }

    /// Puts calls back in front of those that wait.
    fn wait_again(&mut self, numbers: &[CallNumber]) {
        for number in numbers.iter().rev() {
            self.rearm(*number);
            self.waiting.push_front(*number);
        }
    }
}
