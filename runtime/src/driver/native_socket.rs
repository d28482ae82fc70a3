//! A connected socket with the sessions of its one client, used by one thread
//! at a time: that thread sends, waits and receives itself.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use idlc_xdr::Writer;

use crate::config::ClientConfig;
use crate::driver::poller::AdaptivePoll;
use crate::driver::trains::Trains;
use crate::driver::udp::{Arrival, Batch, DatagramSocket, Wait, is_refused, is_too_large};
use crate::proto::native::{Bytes, CallNumber, Caller, Ended, Outcome, Repeats, Requests, Secret};

/// A socket and the machine that says what to do with it.
#[derive(Debug)]
pub(crate) struct NativeSocket {
    socket: DatagramSocket,
    pub(crate) caller: Caller,
    batch: Batch,
    trains: Trains,
    poll: AdaptivePoll,
    /// The memory that calls are encoded to.
    pub(crate) memory: Writer,
    next_call: u64,
    /// What the counters know of.
    pub(crate) repeats: Repeats,
}

/// How a call ended, and where its reply is.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) outcome: Outcome,
    /// Which datagram of the batch it came with.
    datagram: usize,
}

impl NativeSocket {
    pub(crate) fn connect(
        server: SocketAddr,
        config: &ClientConfig,
        secret: Secret,
    ) -> io::Result<Self> {
        let socket = DatagramSocket::connect(server)?;
        let mut numbers = config.native;
        // What is under way must fit where the system keeps it until it is
        // received.
        let window = u32::try_from(socket.receive_buffer_bytes() / 4).unwrap_or(u32::MAX);
        numbers.window = numbers.window.min(window);
        Ok(Self {
            socket,
            caller: Caller::new(numbers, server, secret),
            batch: Batch::new(),
            trains: Trains::default(),
            poll: AdaptivePoll::new(config.polling),
            memory: Writer::new(),
            next_call: 0,
            repeats: Repeats::default(),
        })
    }

    /// A number for a call that no other call of this socket has.
    pub(crate) const fn next_call(&mut self) -> CallNumber {
        self.next_call += 1;
        CallNumber(self.next_call)
    }

    /// Drives the machine until a call ends.
    ///
    /// # Errors
    ///
    /// Where the system cannot receive any more.
    pub(crate) fn run(
        &mut self,
        mut now: Instant,
        call: CallNumber,
        requests: &impl Requests,
    ) -> io::Result<Finished> {
        let mut finished = None;
        loop {
            self.transmit(now, requests);
            if let Some(finished) = finished {
                return Ok(finished);
            }
            let due = self.caller.poll_timeout(now);
            if due.is_some_and(|at| at <= now) {
                self.caller.handle_timeout(now);
                self.collect(call, 0, &mut finished);
                now = Instant::now();
                continue;
            }
            now = self.receive(now, due, call, &mut finished)?;
        }
    }

    /// The bytes of a call's reply.
    pub(crate) fn reply<'a>(&'a self, bytes: &'a Bytes, finished_with: usize) -> &'a [u8] {
        let datagram = self.batch.datagrams().nth(finished_with);
        bytes.within(datagram.map_or(&[], |(_, datagram)| datagram))
    }

    /// Receives until a time, and says what time it is then.
    fn receive(
        &mut self,
        now: Instant,
        until: Option<Instant>,
        call: CallNumber,
        finished: &mut Option<Finished>,
    ) -> io::Result<Instant> {
        let Self {
            socket,
            poll,
            batch,
            ..
        } = self;
        let wait = until.map(|until| Wait {
            since: now,
            lasts: until.saturating_duration_since(now),
        });
        let arrival = socket.receive_polling(poll, batch, wait)?;
        let now = Instant::now();
        match arrival {
            Arrival::Datagrams => {
                let Self { batch, caller, .. } = self;
                for (place, (_, datagram)) in batch.datagrams().enumerate() {
                    caller.handle_datagram(now, datagram);
                    take(caller, call, place, finished);
                }
            }
            Arrival::Nothing | Arrival::TooLarge => {}
            Arrival::Refused => {
                self.caller.handle_refused(now);
                self.collect(call, 0, finished);
            }
        }
        Ok(now)
    }

    fn collect(&mut self, call: CallNumber, place: usize, finished: &mut Option<Finished>) {
        take(&mut self.caller, call, place, finished);
    }

    fn transmit(&mut self, now: Instant, requests: &impl Requests) {
        let Self {
            socket,
            caller,
            trains,
            ..
        } = self;
        loop {
            let mut is_all = false;
            while !trains.is_full() {
                if !caller.poll_transmit(now, requests, trains.buffer()) {
                    is_all = true;
                    break;
                }
                trains.add(None);
            }
            trains.send(socket, |error, _to, size| {
                // Anything else is as good as lost on the way.
                if is_too_large(&error) {
                    caller.handle_too_big(size);
                } else if is_refused(&error) {
                    caller.handle_refused(now);
                }
            });
            if is_all {
                return;
            }
        }
    }
}

impl Finished {
    /// The outcome, and the place of the datagram it came with.
    pub(crate) fn into_parts(self) -> (Outcome, usize) {
        (self.outcome, self.datagram)
    }
}

fn take(caller: &mut Caller, call: CallNumber, place: usize, finished: &mut Option<Finished>) {
    while let Some(Ended {
        call: ended,
        outcome,
    }) = caller.poll_ended()
    {
        if ended == call {
            *finished = Some(Finished {
                outcome,
                datagram: place,
            });
        }
    }
}
