//! One call of a caller: where it stands, and when to look after it.

use std::time::{Duration, Instant};

use super::outcome::{Outcome, WhyMaybe, WhyNot};
use crate::proto::native::fault::{Fault, Faults};
use crate::proto::native::number::{Seq, Slot};

/// The first question about a call that was acknowledged and not answered; the
/// later ones come after twice as long each.
const PROBE_FIRST: Duration = Duration::from_secs(1);

/// The longest time between two questions.
const PROBE_MAX: Duration = Duration::from_secs(15);

/// How long an answer is awaited after each question before the next: the
/// server is dead 20 seconds after the first that is not answered. With the
/// time to that question a dead server is noticed within 35 seconds.
const ANSWER_AWAITED: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(5),
];

/// How long a caller waits before it tries again where a server has no room,
/// at most.
const BUSY_PAUSE_MAX: Duration = Duration::from_secs(2);

/// What a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The length of the call's message in bytes.
    pub total: u64,
    /// When the caller stops waiting.
    pub deadline: Instant,
    /// Whether running the procedure twice does no harm.
    pub idempotent: bool,
}

/// A call that has not ended.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) request: Request,
    pub(crate) place: Option<(Slot, Seq)>,
    /// Whether it may have been executed in an earlier session, and was
    /// repeated because that does no harm.
    pub(crate) may_have_run: bool,
    /// When its first bytes left, in the session it is in.
    pub(crate) first_sent: Option<Instant>,
    pub(crate) stage: Stage,
    /// When it is to be looked after.
    pub(crate) alarm: Instant,
    busy_pause: Duration,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It waits for a session or a slot.
    Waiting,
    /// It is on its way; what is lost of it is sent again.
    Sending,
    /// The server has it, and is asked now and then whether it still lives.
    Acknowledged {
        next: Instant,
        interval: Duration,
        unanswered: usize,
    },
    /// The server had no room for it.
    Busy { retry_at: Instant },
}

/// What is due for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    /// Its time is over.
    Deadline,
    /// The server is to be asked about it.
    Probe,
    /// The server did not answer several questions.
    ServerDead,
    /// The call is to be sent once more.
    Retry,
}

impl Call {
    pub(crate) const fn new(request: Request) -> Self {
        Self {
            request,
            place: None,
            may_have_run: false,
            first_sent: None,
            stage: Stage::Waiting,
            alarm: request.deadline,
            busy_pause: Duration::ZERO,
        }
    }

    /// How it ends where its deadline has passed.
    pub(crate) fn late_outcome(&self, faults: Faults) -> Outcome {
        match self.first_sent {
            None => Outcome::NotExecuted(WhyNot::DeadlinePassed),
            Some(_) if faults.has(Fault::DenyAfterDeadline) => {
                Outcome::NotExecuted(WhyNot::DeadlinePassed)
            }
            Some(_) => Outcome::MaybeExecuted(WhyMaybe::DeadlinePassed),
        }
    }

    /// It begins to be sent.
    pub(crate) const fn start(&mut self, slot: Slot, seq: Seq) {
        self.place = Some((slot, seq));
        self.stage = Stage::Sending;
    }

    /// It is to be sent in another session, as if for the first time.
    pub(crate) const fn withdraw(&mut self, may_have_run: bool) {
        self.may_have_run |= may_have_run;
        self.place = None;
        self.first_sent = None;
        self.stage = Stage::Waiting;
    }

    /// The server has all of it.
    pub(crate) fn on_acknowledged(&mut self, now: Instant) {
        if self.stage == Stage::Sending {
            self.stage = Stage::Acknowledged {
                next: now + PROBE_FIRST,
                interval: PROBE_FIRST,
                unanswered: 0,
            };
        }
    }

    /// The server says that it is at work.
    pub(crate) fn on_running(&mut self, now: Instant) {
        let interval = match self.stage {
            Stage::Acknowledged {
                interval,
                unanswered: 0,
                ..
            } => interval,
            Stage::Acknowledged { interval, .. } => (interval * 2).min(PROBE_MAX),
            _ => PROBE_FIRST,
        };
        self.stage = Stage::Acknowledged {
            next: now + interval,
            interval,
            unanswered: 0,
        };
    }

    /// The server has no room: it will be asked again after a while, longer
    /// each time. `spread` keeps those who were refused together apart.
    pub(crate) fn on_busy(
        &mut self,
        now: Instant,
        retry_after: Duration,
        spread: impl FnOnce(Duration) -> Duration,
    ) {
        self.busy_pause = (self.busy_pause * 2).max(retry_after).min(BUSY_PAUSE_MAX);
        self.stage = Stage::Busy {
            retry_at: now + spread(self.busy_pause),
        };
    }

    /// What is due now; a question or another try is then taken as done.
    pub(crate) fn handle_alarm(&mut self, now: Instant, faults: Faults) -> Due {
        if now >= self.request.deadline {
            return Due::Deadline;
        }
        match self.stage {
            Stage::Acknowledged {
                next,
                interval,
                unanswered,
            } if now >= next => {
                let awaited = match ANSWER_AWAITED.get(unanswered) {
                    Some(awaited) => *awaited,
                    None if faults.has(Fault::NeverGiveUp) => PROBE_MAX,
                    None => return Due::ServerDead,
                };
                self.stage = Stage::Acknowledged {
                    next: now + awaited,
                    interval,
                    unanswered: unanswered + 1,
                };
                Due::Probe
            }
            Stage::Busy { retry_at } if now >= retry_at => {
                self.stage = Stage::Sending;
                Due::Retry
            }
            _ => Due::Nothing,
        }
    }

    /// When it is to be looked after next.
    pub(crate) fn next_alarm(&self) -> Instant {
        let stage = match self.stage {
            Stage::Waiting | Stage::Sending => self.request.deadline,
            Stage::Acknowledged { next, .. } => next,
            Stage::Busy { retry_at } => retry_at,
        };
        stage.min(self.request.deadline)
    }
}
