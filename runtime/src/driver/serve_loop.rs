//! The receiving threads of a server: several, identical, blocked in receive
//! on the same socket.
//!
//! A call is executed by the thread that received it, which saves handing it
//! over, as long as another thread of the socket is left to receive; the last
//! one hands calls to the workers instead. So a slow handler keeps neither
//! other calls nor retransmissions of its own call from being received.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use idlc_xdr::Writer;

use crate::config::ServerConfig;
use crate::counters::ServerCounting;
use crate::dispatch::{Executed, execute};
use crate::driver::workers::{NotQueued, Workers};
use crate::incident::{Incident, Observer};
use crate::proto::onc::{Answered, DropReason, Received, Request, Responder};
use crate::proto::reply_cache::CallKey;
use crate::service::{Context, Service};

/// Room for the largest datagram there is.
const DATAGRAM_BYTES_MAX: usize = 65_536;

/// How long a receiving thread stands back when the system cannot receive.
const STAND_BACK: Duration = Duration::from_millis(100);

/// What all threads of a server share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) config: ServerConfig,
    pub(crate) services: Vec<Box<dyn Service>>,
    pub(crate) responder: Mutex<Responder>,
    /// Signalled whenever a call ends while the server drains, and when it stops.
    pub(crate) call_ended: Condvar,
    pub(crate) workers: Workers,
    pub(crate) counters: ServerCounting,
    pub(crate) observer: Observer,
    pub(crate) stopping: AtomicBool,
}

/// One socket and the number of threads that are receiving on it.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) socket: UdpSocket,
    pub(crate) receiving: AtomicUsize,
}

impl Core {
    pub(crate) fn responder(&self) -> MutexGuard<'_, Responder> {
        self.responder
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// Receives until the server stops. `listener.receiving` counts this thread
/// already.
pub(crate) fn run(core: &Arc<Core>, listener: &Arc<Listener>) {
    let mut datagram = vec![0; DATAGRAM_BYTES_MAX];
    let mut answer = Writer::new();
    loop {
        let received = listener.socket.recv_from(&mut datagram);
        if core.is_stopping() {
            return;
        }
        match received {
            Ok((len, from)) => {
                let datagram = datagram.get(..len).unwrap_or_default();
                handle(core, listener, from, datagram, &mut answer);
            }
            Err(error) if is_nothing(&error) => {}
            Err(error) => {
                core.observer.tell(&Incident::NotReceived { error });
                stand_back(core);
            }
        }
    }
}

/// Whether an error of receiving means that nothing arrived, or that something
/// sent earlier was refused.
fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Interrupted
            | ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
    )
}

/// Waits a little or until the server stops.
fn stand_back(core: &Core) {
    let waited = core.call_ended.wait_timeout(core.responder(), STAND_BACK);
    drop(waited.unwrap_or_else(PoisonError::into_inner));
}

fn handle(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
    from: SocketAddr,
    datagram: &[u8],
    answer: &mut Writer,
) {
    core.counters.calls.add_one();
    let received = core
        .responder()
        .handle_datagram(Instant::now(), from, datagram, answer);
    match received {
        Received::Drop(reason) => count_drop(core, reason),
        Received::Answer(why) => {
            count_answer(core, why);
            send(core, listener, answer, from);
        }
        Received::Execute(request) => start(core, listener, request, answer),
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

/// Executes on this thread if another is left to receive, on a worker if not.
fn start(core: &Arc<Core>, listener: &Arc<Listener>, request: Request<'_>, reply: &mut Writer) {
    let others = listener.receiving.fetch_sub(1, Ordering::AcqRel) - 1;
    if others > 0 {
        let key = request.key;
        let executed = run_handler(core, request, reply);
        // What is left to do takes no time, and the reply lets the client send
        // its next call: the thread that gets it may execute it.
        listener.receiving.fetch_add(1, Ordering::AcqRel);
        if executed {
            finish(core, listener, key, reply);
        }
    } else {
        listener.receiving.fetch_add(1, Ordering::AcqRel);
        hand_over(core, listener, request);
    }
}

/// Lets a worker execute; where none can, the call is dropped, and a copy of it
/// may be executed later.
fn hand_over(core: &Arc<Core>, listener: &Arc<Listener>, request: Request<'_>) {
    let key = request.key;
    let arguments = request.arguments.to_vec();
    let (service, credentials) = (request.service, request.credentials);
    let (its_core, its_listener) = (Arc::clone(core), Arc::clone(listener));
    let queued = core.workers.submit(Box::new(move || {
        let arguments = &arguments;
        let request = Request {
            key,
            service,
            credentials,
            arguments,
        };
        let mut reply = Writer::new();
        if run_handler(&its_core, request, &mut reply) {
            finish(&its_core, &its_listener, key, &reply);
        }
    }));
    if let Err(reason) = queued {
        core.responder().abandon(&key);
        core.counters.dropped.add_one();
        if let NotQueued::NoThread(error) = reason {
            core.observer.tell(&Incident::NoThread { error });
        }
    }
}

/// Runs the handler and leaves its reply; false where there is none to run.
fn run_handler(core: &Core, request: Request<'_>, reply: &mut Writer) -> bool {
    let Request {
        key,
        service,
        credentials,
        arguments,
    } = request;
    let Some(service) = core.services.get(service.0) else {
        // Registrations are made from this very list.
        core.responder().abandon(&key);
        return false;
    };
    let cx = Context::new(key.peer, key.xid, credentials);
    let limit = core.config.message_bytes_max;
    let executed = execute(
        service.as_ref(),
        &cx,
        key.procedure,
        arguments,
        limit,
        reply,
    );
    report(core, service.as_ref(), &key, executed);
    true
}

/// Keeps the reply for copies of the call and sends it. In this order: whoever
/// has the reply and asks again, finds it.
fn finish(core: &Core, listener: &Listener, key: CallKey, reply: &Writer) {
    let mut responder = core.responder();
    let evicted_before = responder.cache().evicted();
    responder.complete(Instant::now(), key, reply.as_slice());
    let evicted = responder.cache().evicted() - evicted_before;
    let is_awaited = responder.is_draining();
    drop(responder);
    send(core, listener, reply, key.peer);
    if evicted > 0 {
        core.counters.evicted.add(evicted);
    }
    // A system call, and only a shutdown waits for it.
    if is_awaited {
        core.call_ended.notify_all();
    }
}

fn report(core: &Core, service: &dyn Service, key: &CallKey, executed: Executed) {
    let interface = service.interface();
    let (name, limit) = (
        interface.procedure_name(key.procedure),
        core.config.message_bytes_max,
    );
    match executed {
        Executed::Answered => core.counters.executed.add_one(),
        Executed::Garbage { error } => {
            core.counters.badcalls.add_one();
            core.observer.tell(&Incident::GarbageArguments {
                interface: interface.name,
                procedure: name,
                peer: key.peer,
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
                limit,
            });
        }
    }
}

fn send(core: &Core, listener: &Listener, reply: &Writer, to: SocketAddr) {
    loop {
        match listener.socket.send_to(reply.as_slice(), to) {
            Ok(_) => return,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                // As good as lost on the way: the client will ask again.
                core.counters.send_errors.add_one();
                return core.observer.tell(&Incident::NotSent { to, error });
            }
        }
    }
}
