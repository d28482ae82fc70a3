//! Serves the native form: hands packets to the sessions, runs the calls that
//! come out, and sends what the sessions have to say.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::driver::execution::{Target, hand_over, may_run_inline, run, run_inline};
use crate::driver::serving::{Core, Listener};
use crate::driver::trains::Trains;
use crate::id::Xid;
use crate::proto::directory::{Answer, Found, Looked};
use crate::proto::native::{Bytes, Request};
use crate::service::Context;

/// A reply of so many bytes is kept in the memory it was written to; smaller
/// ones are copied, so that the memory can be written to again.
const KEPT_IN_PLACE_BYTES: usize = 16 << 10;

/// A datagram arrived. What is to be sent for it waits for [`flush`].
pub(crate) fn handle(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    from: SocketAddr,
    datagram: &[u8],
    requests: &mut Vec<Request>,
    reply: &mut Writer,
) {
    let mut responder = listener.native();
    if !responder.handle_datagram(Instant::now(), from, datagram) {
        core.counters.badfmt.add_one();
    }
    requests.extend(std::iter::from_fn(|| responder.poll_request()));
    drop(responder);
    for request in requests.drain(..) {
        start(core, listener, request, datagram, reply);
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
                listener.alarm.wake_by(alarm);
            }
            return true;
        };
        trains.add(Some(to));
    }
    false
}

fn start(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    request: Request,
    datagram: &[u8],
    reply: &mut Writer,
) {
    core.counters.calls.add_one();
    reply.clear();
    match core.directory.look(request.message.within(datagram), reply) {
        Looked::Noise => {
            core.counters.badcalls.add_one();
            core.counters.badfmt.add_one();
            listener.native().abandon(request.key);
        }
        Looked::Answered(why) => {
            count_answer(core, why);
            complete(core, listener, request, reply);
        }
        Looked::Call(found) => {
            let target = target(core, &request, &found);
            if may_run_inline(core, listener, &target) {
                let cx = context(&request, found.header.xid, &found);
                run_inline(core, listener, &target, &cx, found.arguments, reply);
                return complete(core, listener, request, reply);
            }
            hand_request_over(core, listener, request, datagram);
        }
    }
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
    let key = request.key;
    // A handler that outlasts the server does not keep its socket open.
    let (its_core, its_listener) = (Arc::clone(core), Arc::downgrade(listener));
    let queued = hand_over(core, move || {
        let mut reply = Writer::new();
        let has_run = run_queued(&its_core, &request, &mut reply);
        let Some(listener) = its_listener.upgrade() else {
            return;
        };
        if has_run {
            complete(&its_core, &listener, request, &mut reply);
        } else {
            listener.native().abandon(key);
        }
        flush(&its_core, &listener, &mut Trains::default());
    });
    if !queued {
        listener.native().abandon(key);
    }
}

/// Runs the handler, unless nobody waits for it any more.
fn run_queued(core: &Core, request: &Request, reply: &mut Writer) -> bool {
    if Instant::now() >= request.until || request.cancelled.is_set() {
        core.counters.dropped.add_one();
        return false;
    }
    if let Looked::Call(found) = core.directory.look(request.message.within(&[]), reply) {
        let target = target(core, request, &found);
        let cx = context(request, found.header.xid, &found);
        run(core, &target, &cx, found.arguments, reply);
    }
    true
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
    Context::new(request.client, xid, found.credentials.clone())
        .with_caller(request.cancelled.clone(), request.until)
}

fn complete(core: &Core, listener: &Listener, request: Request, reply: &mut Writer) {
    let bytes = if reply.len() >= KEPT_IN_PLACE_BYTES {
        std::mem::take(reply).into_vec()
    } else {
        reply.as_slice().to_vec()
    };
    let mut responder = listener.native();
    responder.complete(request.key, bytes);
    if let Bytes::Assembled(memory) = request.message {
        responder.recycle(Instant::now(), memory);
        let alarm = responder.poll_timeout();
        drop(responder);
        if let Some(at) = alarm {
            listener.alarm.wake_by(at);
        }
    } else {
        drop(responder);
    }
    core.note_ended();
}

fn count_answer(core: &Core, why: Answer) {
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
