//! Serves ONC RPC over connections: looks whom a call is for, runs it, and hands
//! its reply to the connection.

use std::sync::{Arc, Weak};

use idlc_xdr::Writer;

use crate::driver::execution::{Target, count_answer, may_run_inline, run, run_inline, take_reply};
use crate::driver::streams::{Link, Streams};
use crate::id::Xid;
use crate::proto::directory::{Found, Looked};
use crate::service::Context;

/// Runs a call, or lets a worker run it. `reply` is memory to write to.
pub(crate) fn start(streams: &Arc<Streams>, link: &Arc<Link>, call: Vec<u8>, reply: &mut Writer) {
    let core = &streams.core;
    core.counters.calls.add_one();
    reply.clear();
    match core.directory.look(&call, reply) {
        Looked::Noise => {
            core.counters.badcalls.add_one();
            core.counters.badfmt.add_one();
            // Whoever sends this speaks something else.
            streams.drop_call(Some(link));
        }
        Looked::Answered(why) => {
            count_answer(core, why);
            streams.complete(link, call.len(), take_reply(reply));
        }
        Looked::Call(found) => {
            let (target, cx) = prepare(streams, link, found.header.xid, &found);
            if may_run_inline(core, &streams.watch, &target) {
                let watch = &streams.watch;
                run_inline(core, watch, &target, &cx, found.arguments, reply);
                return streams.complete(link, call.len(), take_reply(reply));
            }
            let arguments_at = call.len() - found.arguments.len();
            hand_over(streams, link, target, cx, Call { call, arguments_at });
        }
    }
}

/// A call, and where its arguments begin.
struct Call {
    call: Vec<u8>,
    arguments_at: usize,
}

fn prepare(streams: &Streams, link: &Link, xid: Xid, found: &Found<'_>) -> (Target, Context) {
    let limit = streams.core.config.stream.record_bytes_max;
    let target = Target {
        service: found.service,
        procedure: found.header.procedure,
        reply_bytes_max: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let cx = Context::new(link.peer, xid, found.credentials.clone());
    (target, cx)
}

/// Lets a worker run the handler. One that outlasts its connection, or the
/// server, does not keep the socket open.
fn hand_over(streams: &Arc<Streams>, link: &Arc<Link>, target: Target, cx: Context, call: Call) {
    let (its, its_link) = (Arc::downgrade(streams), Arc::downgrade(link));
    let core = Arc::clone(&streams.core);
    streams.submit(Box::new(move || {
        let Some(call) = look_again(&its, &its_link, call) else {
            return;
        };
        let arguments = call.call.get(call.arguments_at..).unwrap_or_default();
        let mut reply = Writer::new();
        run(&core, &target, &cx, arguments, &mut reply);
        finish(&its, &its_link, call.call.len(), reply);
    }));
}

/// The call, if it is still to be executed now that a worker has come to it.
fn look_again(streams: &Weak<Streams>, link: &Weak<Link>, call: Call) -> Option<Call> {
    let streams = streams.upgrade()?;
    let Some(link) = link.upgrade() else {
        streams.core.counters.dropped.add_one();
        streams.drop_call(None);
        return None;
    };
    let Call { call, arguments_at } = call;
    let call = streams.may_still_run(&link, call)?;
    Some(Call { call, arguments_at })
}

fn finish(streams: &Weak<Streams>, link: &Weak<Link>, call_bytes: usize, reply: Writer) {
    let Some(streams) = streams.upgrade() else {
        return;
    };
    let Some(link) = link.upgrade() else {
        return streams.drop_call(None);
    };
    streams.complete(&link, call_bytes, reply.into_vec());
    streams.attend(&link);
}
