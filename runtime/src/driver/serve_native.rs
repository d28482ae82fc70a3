//! Serves the native form: hands packets to the sessions, runs the calls and
//! messages that come out, and sends what the sessions have to say.
//!
//! A message differs from a call in three things: it is never dropped, since
//! what follows on its stream waits for it; its end brings the next one; and it
//! has no reply unless it is refused.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use idlc_xdr::{Reader, Writer};

use crate::driver::execution::{
    Target, count_answer, hand_over, hand_over_surely, may_run_inline, run, run_inline, take_reply,
};
use crate::driver::serving::{Core, Listener};
use crate::driver::trains::Trains;
use crate::id::Xid;
use crate::proto::directory::{Found, Looked};
use crate::proto::native::{Bytes, Request, RequestKind, Responder};
use crate::rpc::{AcceptStat, ReplyHeader, ReplyStatus};
use crate::service::Context;

/// While a worker goes on with a stream, its client hears of that so often.
const TELL_EVERY: Duration = Duration::from_millis(1);

/// A datagram arrived. What is to be sent for it waits for [`flush`].
pub(crate) fn handle(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    from: SocketAddr,
    datagram: &[u8],
    requests: &mut VecDeque<Request>,
    reply: &mut Writer,
) {
    let mut responder = listener.native();
    if !responder.handle_datagram(Instant::now(), from, datagram) {
        core.counters.badfmt.add_one();
    }
    take_requests(core, &mut responder, requests);
    drop(responder);
    while let Some(request) = requests.pop_front() {
        start(core, listener, request, datagram, requests, reply);
    }
}

/// Sends everything that is due, and has the timer thread wake for what is to be
/// done about it later: a reply that is not acknowledged goes once more.
pub(crate) fn flush(core: &Core, listener: &Listener, trains: &mut Trains) {
    loop {
        let is_empty = collect(listener, trains);
        trains.send(&listener.socket, |error, to, _size| {
            if let Some(to) = to {
                core.tell_not_sent(error, to);
            }
        });
        if is_empty {
            return;
        }
    }
}

/// Fills the trains; whether that was all.
fn collect(listener: &Listener, trains: &mut Trains) -> bool {
    let now = Instant::now();
    let mut responder = listener.native();
    while !trains.is_full() {
        let Some(to) = responder.poll_transmit(now, trains.buffer()) else {
            let alarm = responder.poll_timeout();
            drop(responder);
            if let Some(alarm) = alarm {
                listener.watch.alarm.wake_by(alarm);
            }
            return true;
        };
        trains.add(Some(to));
    }
    false
}

/// What is to be executed next.
fn take_requests(core: &Core, responder: &mut Responder, requests: &mut VecDeque<Request>) {
    while let Some(request) = responder.poll_request() {
        core.counters.calls.add_one();
        requests.push_back(request);
    }
}

/// Runs the handler, or has a worker run it.
fn start(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    request: Request,
    datagram: &[u8],
    requests: &mut VecDeque<Request>,
    reply: &mut Writer,
) {
    if let Some(found) = look(core, request.message.within(datagram), reply) {
        let target = target(core, &request, &found);
        if !may_run_inline(core, &listener.watch, &target) {
            return hand_request_over(core, listener, request, datagram);
        }
        let cx = context(&request, found.header.xid, &found);
        run_inline(core, &listener.watch, &target, &cx, found.arguments, reply);
    }
    end(core, listener, request, requests, reply);
}

/// Whom a message is for. Where no handler is to run, the reply is written, or
/// nothing is if it is no call.
fn look<'d>(core: &Core, message: &'d [u8], reply: &mut Writer) -> Option<Found<'d>> {
    reply.clear();
    match core.directory.look(message, reply) {
        Looked::Call(found) => return Some(found),
        Looked::Noise => {
            core.counters.badcalls.add_one();
            core.counters.badfmt.add_one();
        }
        Looked::Answered(why) => count_answer(core, why),
    }
    None
}

/// Lets a worker run the handler. The message comes along: what arrived in
/// parts as it is, what lies in the datagram as a copy.
fn hand_request_over(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    mut request: Request,
    datagram: &[u8],
) {
    if let Bytes::InDatagram(_) = request.message {
        request.message = Bytes::Assembled(request.message.within(datagram).to_vec());
    }
    let (key, is_message) = (request.key, is_message(&request));
    // A handler that outlasts the server does not keep its socket open.
    let (its_core, its_listener) = (Arc::clone(core), Arc::downgrade(listener));
    let job = Box::new(move || work(&its_core, &its_listener, request));
    if is_message {
        hand_over_surely(core, &listener.watch, job);
    } else if !hand_over(core, job) {
        listener.native().abandon(key);
    }
}

/// What a worker does about a request: it also goes on with its stream, unless
/// somebody else waits for a worker.
fn work(core: &Arc<Core>, listener: &Weak<Listener>, request: Request) {
    let (mut reply, mut trains) = (Writer::new(), Trains::default());
    let mut requests = VecDeque::from([request]);
    let mut told = Instant::now();
    while let Some(request) = requests.pop_front() {
        run_queued(core, &request, &mut reply);
        let Some(listener) = listener.upgrade() else {
            return;
        };
        end(core, &listener, request, &mut requests, &mut reply);
        if core.workers.has_queued() {
            for next in requests.drain(..) {
                hand_request_over(core, &listener, next, &[]);
            }
        }
        if requests.is_empty() || told.elapsed() >= TELL_EVERY {
            flush(core, &listener, &mut trains);
            told = Instant::now();
        }
    }
}

/// Runs the handler, unless nobody waits for it any more, and leaves its reply.
fn run_queued(core: &Core, request: &Request, reply: &mut Writer) {
    reply.clear();
    let is_over = Instant::now() >= request.until || request.cancelled.is_set();
    if is_over && !is_message(request) {
        return core.counters.dropped.add_one();
    }
    if let Some(found) = look(core, request.message.within(&[]), reply) {
        let target = target(core, request, &found);
        let cx = context(request, found.header.xid, &found);
        run(core, &target, &cx, found.arguments, reply);
    }
}

fn target(core: &Core, request: &Request, found: &Found<'_>) -> Target {
    let limit = core
        .config
        .native
        .message_bytes_max
        .min(request.reply_bytes_max);
    Target {
        service: found.service,
        procedure: found.header.procedure,
        reply_bytes_max: usize::try_from(limit).unwrap_or(usize::MAX),
    }
}

fn context(request: &Request, xid: Xid, found: &Found<'_>) -> Context {
    let cx = Context::new(request.client, xid, found.credentials.clone());
    if is_message(request) {
        // Nobody waits for it, and nobody can give it up.
        return cx;
    }
    cx.with_caller(request.cancelled.clone(), request.until)
}

const fn is_message(request: &Request) -> bool {
    matches!(request.kind, RequestKind::Message { .. })
}

/// A request has its reply, or has none because it was not executed. What
/// comes next on its stream is added to the requests.
fn end(
    core: &Core,
    listener: &Listener,
    request: Request,
    requests: &mut VecDeque<Request>,
    reply: &mut Writer,
) {
    let (key, is_message) = (request.key, is_message(&request));
    let mut responder = listener.native();
    if is_message && is_executed(reply.as_slice()) {
        responder.consumed(key);
    } else if is_message {
        responder.refuse(key, reply.as_slice().to_vec());
    } else if reply.is_empty() {
        responder.abandon(key);
    } else {
        responder.complete(key, take_reply(reply));
    }
    take_requests(core, &mut responder, requests);
    if let Bytes::Assembled(memory) = request.message {
        responder.recycle(Instant::now(), memory);
        let alarm = responder.poll_timeout();
        drop(responder);
        if let Some(at) = alarm {
            listener.watch.alarm.wake_by(at);
        }
    } else {
        drop(responder);
    }
    core.note_ended();
}

/// Whether a handler ran, as the reply has it: one that failed did.
fn is_executed(reply: &[u8]) -> bool {
    let header = Reader::new(reply).field::<ReplyHeader<'_>>("reply");
    let Ok(ReplyStatus::Accepted { stat, .. }) = header.map(|header| header.status) else {
        return false;
    };
    matches!(stat, AcceptStat::Success | AcceptStat::SystemError)
}
