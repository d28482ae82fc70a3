//! The threads that serve a server's connections: one waits for all of them,
//! one stands by, and one keeps an eye on the first.
//!
//! The first accepts, reads, and runs handlers that are known to be short. Where
//! one turns out not to be, the second takes its place within 5 ms.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use idlc_xdr::Writer;

use crate::driver::baton::Turn;
use crate::driver::selector::{Event, Events};
use crate::driver::serve_loop::{stand_back, watch_receiver};
use crate::driver::serve_stream;
use crate::driver::stream::{Acceptor, is_exhausted};
use crate::driver::streams::{Link, Streams};
use crate::incident::Incident;

/// What is read at once, and so much memory that all connections share.
const READ_BYTES: usize = 64 << 10;

/// How often one connection is read before others have their turn.
const READS_MAX: usize = 16;

/// How many connections are accepted before others have their turn.
const ACCEPTS_MAX: usize = 64;

/// What a receiving thread works with.
struct Desk {
    buffer: Vec<u8>,
    reply: Writer,
}

/// One more thread that waits for the connections or stands by.
pub(crate) fn start_receiver(streams: &Arc<Streams>) -> io::Result<JoinHandle<()>> {
    let streams = Arc::clone(streams);
    Builder::new()
        .name("idlc-streams".to_owned())
        .spawn(move || receive(&streams))
}

/// The thread that watches the receiving one.
pub(crate) fn start_timer(streams: &Arc<Streams>) -> io::Result<JoinHandle<()>> {
    let streams = Arc::clone(streams);
    Builder::new()
        .name("idlc-timer".to_owned())
        .spawn(move || keep_watch(&streams))
}

fn receive(streams: &Arc<Streams>) {
    let mut events = Events::new();
    let mut desk = Desk {
        buffer: vec![0; READ_BYTES],
        reply: Writer::new(),
    };
    while let Some(turn) = streams.watch.baton.take() {
        while streams.holds(turn) {
            receive_once(streams, turn, &mut events, &mut desk);
        }
    }
}

fn keep_watch(streams: &Streams) {
    while !streams.core.is_stopping() {
        let again = watch_receiver(&streams.core, &streams.watch, Instant::now());
        streams.watch.alarm.sleep_until(again);
    }
}

fn receive_once(streams: &Arc<Streams>, turn: Turn, events: &mut Events, desk: &mut Desk) {
    let waited = streams.selector.wait(events, streams.sleep());
    streams.wake();
    if let Err(error) = waited {
        let observer = &streams.core.observer;
        observer.tell(&Incident::NotReceived { error });
        return stand_back(&streams.core);
    }
    for link in streams.take_attention() {
        streams.update(&link, |_, _| Ok(()));
        run_calls(streams, turn, &link, desk);
    }
    for event in events.iter() {
        // What is left when the turn ends, the next one is told of again.
        if !streams.holds(turn) {
            return;
        }
        if let Some(link) = streams.link(event.token) {
            serve(streams, turn, &link, event, desk);
        } else if let Some(acceptor) = streams.acceptor(event.token) {
            accept(streams, &acceptor);
        }
    }
}

fn serve(streams: &Arc<Streams>, turn: Turn, link: &Arc<Link>, event: Event, desk: &mut Desk) {
    if event.write {
        streams.update(link, |_, _| Ok(()));
        run_calls(streams, turn, link, desk);
    }
    let reads = if event.read { READS_MAX } else { 0 };
    for _ in 0..reads {
        if !streams.holds(turn) || !streams.read(link, &mut desk.buffer) {
            break;
        }
        run_calls(streams, turn, link, desk);
    }
    if event.hangup && streams.holds(turn) {
        streams.handle_hangup(link);
    }
}

fn run_calls(streams: &Arc<Streams>, turn: Turn, link: &Arc<Link>, desk: &mut Desk) {
    while streams.holds(turn) {
        match streams.next_call(link) {
            Some(call) => serve_stream::start(streams, link, call, &mut desk.reply),
            None => return,
        }
    }
    // Another thread has the turn now, and perhaps waits already.
    streams.attend(link);
}

fn accept(streams: &Streams, acceptor: &Acceptor) {
    for _ in 0..ACCEPTS_MAX {
        if !streams.make_room(false) {
            return;
        }
        match acceptor.accept() {
            Ok(Some((stream, peer))) => streams.insert(stream, peer),
            Ok(None) => return,
            Err(error) => {
                let exhausted = is_exhausted(&error);
                let observer = &streams.core.observer;
                observer.tell(&Incident::NotAccepted { error });
                if !exhausted {
                    return streams.pause_accepting();
                }
                // One connection less is one file more.
                if !streams.make_room(true) {
                    return;
                }
            }
        }
    }
}
