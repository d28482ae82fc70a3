//! Serves the ONC form: one datagram is one message.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::driver::execution::{Target, hand_over, may_run_inline, run, run_inline};
use crate::driver::serving::{Core, Listener};
use crate::proto::onc::{Answered, DropReason, Received, Request};
use crate::proto::reply_cache::CallKey;
use crate::service::Context;

/// A datagram arrived. `reply` is for the answer.
pub(crate) fn handle(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    from: SocketAddr,
    datagram: &[u8],
    reply: &mut Writer,
) {
    core.counters.calls.add_one();
    let received = core
        .onc()
        .handle_datagram(Instant::now(), from, datagram, reply);
    match received {
        Received::Drop(reason) => count_drop(core, reason),
        Received::Answer(why) => {
            count_answer(core, why);
            send(core, listener, reply, from);
        }
        Received::Execute(request) => start(core, listener, request, reply),
    }
}

fn start(core: &Arc<Core>, listener: &Arc<Listener>, request: Request<'_>, reply: &mut Writer) {
    let Request {
        key,
        service,
        credentials,
        arguments,
    } = request;
    let target = Target {
        service,
        procedure: key.procedure,
        reply_bytes_max: core.config.message_bytes_max,
    };
    let cx = Context::new(key.peer, key.xid, credentials);
    if may_run_inline(core, &listener.watch, &target) {
        run_inline(core, &listener.watch, &target, &cx, arguments, reply);
        return finish(core, listener, key, reply);
    }
    let arguments = arguments.to_vec();
    // A handler that outlasts the server does not keep its socket open.
    let (its_core, its_listener) = (Arc::clone(core), Arc::downgrade(listener));
    let queued = hand_over(core, move || {
        let mut reply = Writer::new();
        run(&its_core, &target, &cx, &arguments, &mut reply);
        if let Some(listener) = its_listener.upgrade() {
            finish(&its_core, &listener, key, &reply);
        }
    });
    if !queued {
        // A copy of it may be executed later.
        core.onc().abandon(&key);
    }
}

/// Keeps the reply for copies of the call and sends it. In this order: whoever
/// has the reply and asks again, finds it.
fn finish(core: &Core, listener: &Listener, key: CallKey, reply: &Writer) {
    let mut responder = core.onc();
    let evicted_before = responder.cache().evicted();
    responder.complete(Instant::now(), key, reply.as_slice());
    let evicted = responder.cache().evicted() - evicted_before;
    drop(responder);
    send(core, listener, reply, key.peer);
    if evicted > 0 {
        core.counters.evicted.add(evicted);
    }
    core.note_ended();
}

fn send(core: &Core, listener: &Listener, reply: &Writer, to: SocketAddr) {
    if let Err(error) = listener.socket.send_fragmented(to, reply.as_slice()) {
        core.tell_not_sent(error, to);
    }
}

fn count_drop(core: &Core, reason: DropReason) {
    match reason {
        DropReason::NotACall => {
            core.counters.badcalls.add_one();
            core.counters.badfmt.add_one();
        }
        DropReason::InProgress => {
            core.counters.dupreqs.add_one();
            core.counters.dupreqs_in_progress.add_one();
        }
        DropReason::Full | DropReason::Draining => core.counters.dropped.add_one(),
    }
}

fn count_answer(core: &Core, why: Answered) {
    match why {
        Answered::Null => {}
        Answered::Replayed => core.counters.dupreqs.add_one(),
        Answered::RpcMismatch => core.counters.badcalls.add_one(),
        Answered::Auth => {
            core.counters.badcalls.add_one();
            core.counters.badauth.add_one();
        }
        Answered::Unavailable => {
            core.counters.badcalls.add_one();
            core.counters.badproc.add_one();
        }
    }
}
