//! The threads of a listener: one receives, others stand by to receive in its
//! place, and one keeps the time.
//!
//! A handler that is known to be short runs on the receiving thread, which saves
//! handing its call over; any other runs on a worker. Where a handler was
//! thought short by mistake, the timer thread notices and lets another thread
//! receive, so that for no longer than that nobody is heard.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use idlc_xdr::Writer;

use crate::driver::poller::AdaptivePoll;
use crate::driver::serving::{Core, INLINE_MAX, Listener, Watch};
use crate::driver::trains::Trains;
use crate::driver::udp::{Arrival, Batch};
use crate::driver::{serve_native, serve_onc};
use crate::incident::Incident;
use crate::proto::native::{self, Request};

/// How long a receiving thread stands back when the system cannot receive.
const STAND_BACK: Duration = Duration::from_millis(100);

/// What a receiving thread works with.
struct Desk {
    batch: Batch,
    poll: AdaptivePoll,
    requests: VecDeque<Request>,
    reply: Writer,
    trains: Trains,
}

/// Receives in turns until the server stops.
pub(crate) fn receive(core: &Arc<Core>, listener: &Arc<Listener>) {
    let mut desk = Desk {
        batch: Batch::new(),
        poll: AdaptivePoll::new(core.config.polling),
        requests: VecDeque::new(),
        reply: Writer::new(),
        trains: Trains::default(),
    };
    while let Some(turn) = listener.watch.baton.take() {
        while listener.watch.baton.is_held(turn) && !core.is_stopping() {
            receive_once(core, listener, &mut desk);
        }
    }
}

/// Keeps the time until the server stops.
pub(crate) fn keep_time(core: &Core, listener: &Listener) {
    let mut trains = Trains::default();
    while !core.is_stopping() {
        let now = Instant::now();
        let mut responder = listener.native();
        responder.handle_timeout(now);
        drop(responder);
        serve_native::flush(core, listener, &mut trains);
        let watch = watch_receiver(core, &listener.watch, now);
        let timeout = listener.native().poll_timeout();
        listener
            .watch
            .alarm
            .sleep_until([watch, timeout].into_iter().flatten().min());
    }
}

fn receive_once(core: &Arc<Core>, listener: &Arc<Listener>, desk: &mut Desk) {
    let received = listener
        .socket
        .receive_polling(&mut desk.poll, &mut desk.batch, None);
    if core.is_stopping() {
        return;
    }
    match received {
        Ok(Arrival::Datagrams) => {
            let Desk {
                batch,
                requests,
                reply,
                trains,
                ..
            } = desk;
            let mut is_native = false;
            for (from, datagram) in batch.datagrams() {
                if native::is_native(datagram) {
                    is_native = true;
                    serve_native::handle(core, listener, from, datagram, requests, reply);
                } else {
                    serve_onc::handle(core, listener, from, datagram, reply);
                }
            }
            if is_native {
                serve_native::flush(core, listener, trains);
            }
        }
        // A refusal or a path that is too narrow: the sessions find out.
        Ok(Arrival::Nothing | Arrival::Refused | Arrival::TooLarge) => {}
        Err(error) => {
            core.observer.tell(&Incident::NotReceived { error });
            stand_back(core);
        }
    }
}

/// Lets another thread receive where the handler on the receiving thread takes
/// longer than it was thought to. When to look again, if there is one.
pub(crate) fn watch_receiver(core: &Core, watch: &Watch, now: Instant) -> Option<Instant> {
    let (began, place) = watch.inline.running()?;
    let ran = now.saturating_duration_since(began);
    if ran < INLINE_MAX {
        return Some(began + INLINE_MAX);
    }
    core.pace.observe(place, ran.max(INLINE_MAX));
    watch.baton.pass();
    None
}

/// Waits a little or until the server stops.
pub(crate) fn stand_back(core: &Core) {
    let waited = core.call_ended.wait_timeout(core.onc(), STAND_BACK);
    drop(waited);
}
