//! Runs handlers: on the thread that received the call where the handler is
//! known to be short and another thread stands by to receive, on a worker
//! otherwise.

use std::time::Instant;

use idlc_xdr::Writer;

use crate::dispatch::{Executed, execute};
use crate::driver::pace::{Pace, Place};
use crate::driver::serving::{Core, INLINE_MAX, Watch};
use crate::driver::workers::{Job, NotQueued};
use crate::id::Procedure;
use crate::incident::Incident;
use crate::proto::directory::{Answer, Registration};
use crate::service::{Context, Service};

/// A reply of so many bytes is kept in the memory it was written to.
const KEPT_IN_PLACE_BYTES: usize = 16 << 10;

/// Which procedure is to run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) service: Registration,
    pub(crate) procedure: Procedure,
    /// The largest reply that can be sent.
    pub(crate) reply_bytes_max: usize,
}

impl Target {
    fn place(&self) -> Place {
        Pace::place(self.service.0, self.procedure.0)
    }
}

/// Whether the receiving thread may run the handler itself.
pub(crate) fn may_run_inline(core: &Core, watch: &Watch, target: &Target) -> bool {
    watch.baton.has_successor() && core.pace.is_short(target.place())
}

/// Runs a handler on the receiving thread, and leaves its reply.
pub(crate) fn run_inline(
    core: &Core,
    watch: &Watch,
    target: &Target,
    cx: &Context,
    arguments: &[u8],
    reply: &mut Writer,
) {
    let began = Instant::now();
    watch.inline.begin(began, target.place());
    watch.alarm.wake_by(began + INLINE_MAX);
    run(core, target, cx, arguments, reply);
    watch.inline.end();
}

/// Runs a handler on this thread, and leaves its reply.
pub(crate) fn run(
    core: &Core,
    target: &Target,
    cx: &Context,
    arguments: &[u8],
    reply: &mut Writer,
) {
    let Some(service) = core.services.get(target.service.0) else {
        // Registrations are made from this very list.
        return;
    };
    let began = Instant::now();
    let (procedure, limit) = (target.procedure, target.reply_bytes_max);
    let executed = execute(service.as_ref(), cx, procedure, arguments, limit, reply);
    core.pace.observe(target.place(), began.elapsed());
    report(core, service.as_ref(), target, cx, executed);
}

/// Lets a worker do something; says whether one will.
pub(crate) fn hand_over(core: &Core, job: impl FnOnce() + Send + 'static) -> bool {
    match core.workers.submit(Box::new(job)) {
        Ok(()) => true,
        Err(reason) => {
            core.counters.dropped.add_one();
            if let NotQueued::NoThread(error) = reason {
                core.observer.tell(&Incident::NoThread { error });
            }
            false
        }
    }
}

/// The same for what must be done: for as much as is bounded elsewhere. Without
/// a worker it is done here and now, unless the server stops.
pub(crate) fn hand_over_surely(core: &Core, watch: &Watch, job: Job) {
    if let Err((NotQueued::NoThread(error), job)) = core.workers.submit_surely(job) {
        core.observer.tell(&Incident::NoThread { error });
        let began = Instant::now();
        // Whatever it turns out to be is known of a procedure that never runs.
        watch.inline.begin(began, Pace::place(0, 0));
        watch.alarm.wake_by(began + INLINE_MAX);
        job();
        watch.inline.end();
    }
}

/// Counts a call that was answered without a handler.
pub(crate) fn count_answer(core: &Core, why: Answer) {
    match why {
        Answer::Null => {}
        Answer::RpcMismatch => core.counters.badcalls.add_one(),
        Answer::Auth => {
            core.counters.badcalls.add_one();
            core.counters.badauth.add_one();
        }
        Answer::Unavailable => {
            core.counters.badcalls.add_one();
            core.counters.badproc.add_one();
        }
    }
}

/// The whole reply that was written. A long one takes its memory along; a short
/// one is copied, so that the memory can be written to again.
pub(crate) fn take_reply(reply: &mut Writer) -> Vec<u8> {
    if reply.len() >= KEPT_IN_PLACE_BYTES {
        std::mem::take(reply).into_vec()
    } else {
        reply.as_slice().to_vec()
    }
}

fn report(core: &Core, service: &dyn Service, target: &Target, cx: &Context, executed: Executed) {
    let interface = service.interface();
    let name = interface.procedure_name(target.procedure);
    match executed {
        Executed::Answered => core.counters.executed.add_one(),
        Executed::Garbage { error } => {
            core.counters.badcalls.add_one();
            core.observer.tell(&Incident::GarbageArguments {
                interface: interface.name,
                procedure: name,
                peer: cx.peer(),
                error,
            });
        }
        Executed::Panicked { message } => {
            core.counters.executed.add_one();
            core.counters.panics.add_one();
            core.observer.tell(&Incident::HandlerPanicked {
                interface: interface.name,
                procedure: name,
                message,
            });
        }
        Executed::TooLarge { size } => {
            core.counters.executed.add_one();
            core.counters.too_large.add_one();
            core.observer.tell(&Incident::ResultTooLarge {
                interface: interface.name,
                procedure: name,
                size,
                limit: target.reply_bytes_max,
            });
        }
    }
}
