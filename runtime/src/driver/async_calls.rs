//! Asynchronous calls of the native form: many on one session and one socket,
//! so that small ones share datagrams and system calls.
//!
//! Whoever waits for one of them sends and receives for all. While nobody does,
//! a thread does that is started with the first call and sleeps while there is
//! none. It sleeps apart from those who wait for results, so that it is not
//! woken by each of them.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll, Waker};
use std::thread::Builder;
use std::time::{Duration, Instant};

use crate::config::ClientConfig;
use crate::driver::entropy;
use crate::driver::messages::Messages;
use crate::driver::native_calls::{Terms, failure};
use crate::driver::poller::AdaptivePoll;
use crate::driver::trains::Trains;
use crate::driver::udp::{Arrival, Batch, DatagramSocket, Wait, is_refused, is_too_large};
use crate::error::{CallError, ConnectError, MaybeExecuted, NotExecuted};
use crate::proto::native::{CallNumber, CallRequest, Caller, NumberHash, Outcome};

/// How long the thread leaves calls to those who may come to wait for them.
const GRACE: Duration = Duration::from_millis(1);

/// So many bytes of calls are worth a datagram, even while others are on their
/// way.
const FULL_PACKET_BYTES: usize = 1_000;

/// A session that many calls share. When the last of its owners is gone, so is
/// its thread.
#[derive(Debug)]
pub(crate) struct AsyncCalls {
    session: Arc<Session>,
}

#[derive(Debug)]
struct Session {
    server: SocketAddr,
    socket: DatagramSocket,
    state: Mutex<State>,
    /// Something ended, or the desk is free.
    changed: Condvar,
    /// There is something to do, and perhaps nobody who does it.
    abandoned: Condvar,
}

#[derive(Debug)]
struct State {
    caller: Caller,
    messages: Messages,
    calls: HashMap<CallNumber, Begun, NumberHash>,
    /// What is needed to receive; whoever has it does so.
    desk: Option<Box<Desk>>,
    /// What is needed to send in between.
    trains: Trains,
    /// Threads that wait for the desk or for a result.
    waiters: usize,
    last: u64,
    /// Bytes of calls that were begun since something was sent.
    unsent_bytes: usize,
    /// Futures that wait: nobody else will do their work.
    futures: usize,
    /// Whether the thread sleeps until it is woken. To wake it is a system
    /// call, so that nobody does who need not.
    is_pump_asleep: bool,
    is_closed: bool,
}

/// What sends and receives.
#[derive(Debug)]
struct Desk {
    batch: Batch,
    trains: Trains,
    poll: AdaptivePoll,
}

/// A call that somebody may still want the result of.
#[derive(Debug)]
struct Begun {
    terms: Terms,
    size: usize,
    result: Option<Result<Vec<u8>, CallError>>,
    waker: Option<Waker>,
}

impl AsyncCalls {
    /// A session, and the thread that serves it while nobody waits.
    pub(crate) fn start(server: SocketAddr, config: &ClientConfig) -> Result<Self, ConnectError> {
        let failed = |error| ConnectError::Socket { server, error };
        let socket = DatagramSocket::connect(server).map_err(failed)?;
        let mut numbers = config.native;
        let window = u32::try_from(socket.receive_buffer_bytes() / 4).unwrap_or(u32::MAX);
        numbers.window = numbers.window.min(window);
        let secret = entropy::secret().map_err(ConnectError::Random)?;
        let session = Arc::new(Session {
            server,
            socket,
            state: Mutex::new(State {
                caller: Caller::new(numbers, server, secret),
                messages: Messages::default(),
                calls: HashMap::default(),
                desk: Some(Box::new(Desk {
                    batch: Batch::new(),
                    trains: Trains::default(),
                    poll: AdaptivePoll::new(config.polling),
                })),
                trains: Trains::default(),
                waiters: 0,
                last: 0,
                unsent_bytes: 0,
                futures: 0,
                is_pump_asleep: false,
                is_closed: false,
            }),
            changed: Condvar::new(),
            abandoned: Condvar::new(),
        });
        let its = Arc::clone(&session);
        Builder::new()
            .name("idlc-pump".to_owned())
            .spawn(move || its.pump())
            .map_err(failed)?;
        Ok(Self { session })
    }

    /// Begins a call, and sends it if nothing is on its way that it could wait
    /// for, or if there is enough to fill a datagram.
    pub(crate) fn begin(&self, message: Vec<u8>, terms: Terms) -> CallNumber {
        let session = &*self.session;
        let now = Instant::now();
        let mut state = session.lock();
        let was_idle = state.caller.outstanding() == 0;
        let number = state.begin(now, message, terms);
        if was_idle || state.unsent_bytes >= FULL_PACKET_BYTES {
            session.flush(&mut state);
        }
        if was_idle {
            session.wake_pump(&mut state);
        }
        number
    }

    /// Blocks until the call has ended, and takes its result.
    pub(crate) fn wait(&self, call: CallNumber) -> Result<Vec<u8>, CallError> {
        let session = &*self.session;
        let mut state = session.work_until(|state| state.has_ended(call));
        state.take_result(call, session.server)
    }

    /// Blocks until all calls have ended.
    pub(crate) fn wait_all(&self) {
        drop(
            self.session
                .work_until(|state| state.caller.outstanding() == 0),
        );
    }

    /// Whether the call has ended; does what can be done without waiting.
    pub(crate) fn is_ready(&self, call: CallNumber) -> bool {
        let session = &*self.session;
        let mut state = session.lock();
        if !state.has_ended(call)
            && let Some(desk) = state.desk.take()
        {
            state = session.step(state, desk, Some(Duration::ZERO));
            if state.caller.outstanding() > 0 {
                // It may have found the desk taken.
                session.wake_pump(&mut state);
            }
        }
        state.has_ended(call)
    }

    /// Takes the call's result, or sees to it that the task is woken.
    pub(crate) fn poll(
        &self,
        call: CallNumber,
        task: &TaskContext<'_>,
    ) -> Poll<Result<Vec<u8>, CallError>> {
        let session = &*self.session;
        let mut state = session.lock();
        if state.has_ended(call) {
            return Poll::Ready(state.take_result(call, session.server));
        }
        session.flush(&mut state);
        if let Some(begun) = state.calls.get_mut(&call) {
            let is_first = begun.waker.replace(task.waker().clone()).is_none();
            state.futures += usize::from(is_first);
        }
        drop(state);
        session.abandoned.notify_one();
        Poll::Pending
    }

    /// Asks that the call be not executed if that can still be helped.
    pub(crate) fn cancel(&self, call: CallNumber) {
        let session = &*self.session;
        let mut state = session.lock();
        state.caller.cancel(call);
        state.collect(&[], session.server);
        session.flush(&mut state);
        drop(state);
        session.changed.notify_all();
    }

    /// Nobody wants the call's result any more.
    pub(crate) fn forget(&self, call: CallNumber) {
        let mut state = self.session.lock();
        if let Some(begun) = state.calls.remove(&call) {
            let waited = begun.waker.is_some() && begun.result.is_none();
            state.futures -= usize::from(waited);
        }
    }
}

impl Drop for AsyncCalls {
    fn drop(&mut self) {
        self.session.lock().is_closed = true;
        self.session.abandoned.notify_all();
    }
}

impl Session {
    /// Sends and receives, or waits for whoever does, until something holds.
    fn work_until(&self, holds: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        if holds(&state) {
            return state;
        }
        if state.desk.is_none() {
            self.flush(&mut state);
        }
        state.waiters += 1;
        while !holds(&state) {
            state = match state.desk.take() {
                Some(desk) => self.step(state, desk, None),
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
        state.waiters -= 1;
        if state.waiters > 0 {
            self.changed.notify_all();
        } else if state.caller.outstanding() > 0 {
            self.wake_pump(&mut state);
        }
        state
    }

    /// There is work that perhaps nobody does.
    fn wake_pump(&self, state: &mut State) {
        if std::mem::take(&mut state.is_pump_asleep) {
            self.abandoned.notify_one();
        }
    }

    /// Sends what waits for company.
    fn flush(&self, state: &mut State) {
        if state.unsent_bytes == 0 {
            return;
        }
        let now = Instant::now();
        let mut trains = std::mem::take(&mut state.trains);
        loop {
            let more = state.fill(now, &mut trains);
            let failed = self.send(&mut trains);
            state.note_failed(now, failed);
            if !more {
                break;
            }
        }
        state.trains = trains;
    }

    /// Sends what is due, waits for an answer, at most for `most`, and says
    /// what it means.
    fn step<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        mut desk: Box<Desk>,
        most: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        let now = Instant::now();
        if state.caller.poll_timeout(now).is_some_and(|at| at <= now) {
            state.caller.handle_timeout(now);
            state.collect(&[], self.server);
        }
        let more = state.fill(now, &mut desk.trains);
        let timeout = state.caller.poll_timeout(now);
        let is_over = state.caller.outstanding() == 0;
        drop(state);
        let failed = self.send(&mut desk.trains);
        let wait = timeout.map(|at| {
            at.saturating_duration_since(now)
                .max(Duration::from_nanos(1))
        });
        let wait = if more || is_over {
            Some(Duration::ZERO)
        } else {
            wait
        };
        let wait = [wait, most].into_iter().flatten().min();
        let Desk { batch, poll, .. } = &mut *desk;
        let wait = wait.map(|lasts| Wait { since: now, lasts });
        let received = self.socket.receive_polling(poll, batch, wait);
        let mut state = self.lock();
        let now = Instant::now();
        state.note_failed(now, failed);
        match received {
            Ok(Arrival::Datagrams) => {
                for (_, datagram) in desk.batch.datagrams() {
                    state.caller.handle_datagram(now, datagram);
                    state.collect(datagram, self.server);
                }
            }
            Ok(Arrival::Refused) => state.caller.handle_refused(now),
            Ok(Arrival::Nothing | Arrival::TooLarge) => {}
            Err(error) => state.fail_all(&error),
        }
        state.collect(&[], self.server);
        state.desk = Some(desk);
        if state.waiters > 1 {
            self.changed.notify_all();
        }
        state
    }

    /// Sends packets; says what the system made of them.
    fn send(&self, trains: &mut Trains) -> Vec<Failed> {
        let mut failures = Vec::new();
        trains.send(&self.socket, |error, _to, size| {
            if is_too_large(&error) {
                failures.push(Failed::TooLarge(size));
            } else if is_refused(&error) {
                failures.push(Failed::Refused);
            }
            // Anything else is as good as lost on the way.
        });
        failures
    }

    /// Serves the calls while nobody waits for them, as long as anybody has the
    /// session.
    fn pump(&self) {
        let mut state = self.lock();
        while !state.is_closed {
            if state.caller.outstanding() == 0 {
                state = self.sleep(state, None);
                continue;
            }
            if state.futures == 0 {
                // Somebody may come to wait.
                state = self.sleep(state, Some(GRACE));
            }
            state = match state.desk.take() {
                Some(desk) => {
                    let state = self.step(state, desk, None);
                    if state.waiters > 0 {
                        self.changed.notify_all();
                    }
                    state
                }
                // Somebody is at it, and says so when he leaves.
                None => self.sleep(state, None),
            };
        }
    }

    fn sleep<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        most: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        match most {
            None => {
                state.is_pump_asleep = true;
                let woken = self.abandoned.wait(state);
                let mut state = woken.unwrap_or_else(PoisonError::into_inner);
                state.is_pump_asleep = false;
                state
            }
            Some(most) => {
                let woken = self.abandoned.wait_timeout(state, most);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the system would not send.
enum Failed {
    TooLarge(usize),
    Refused,
}

impl State {
    fn has_ended(&self, call: CallNumber) -> bool {
        self.calls
            .get(&call)
            .is_none_or(|begun| begun.result.is_some())
    }

    fn begin(&mut self, now: Instant, message: Vec<u8>, terms: Terms) -> CallNumber {
        self.last += 1;
        let number = CallNumber(self.last);
        let size = message.len();
        self.unsent_bytes += size;
        self.messages.0.insert(number, message);
        let begun = Begun {
            terms,
            size,
            result: None,
            waker: None,
        };
        self.calls.insert(number, begun);
        let request = CallRequest {
            total: size as u64,
            deadline: terms.ends(now),
            idempotent: terms.idempotent,
        };
        self.caller.begin(now, number, request);
        number
    }

    /// Takes the result of a call that has ended. Its one handle asks once.
    fn take_result(&mut self, call: CallNumber, server: SocketAddr) -> Result<Vec<u8>, CallError> {
        let result = self.calls.remove(&call).and_then(|begun| begun.result);
        result.unwrap_or_else(|| Err(NotExecuted::Refused { server }.into()))
    }

    /// Collects the packets that are due; whether there are more.
    fn fill(&mut self, now: Instant, trains: &mut Trains) -> bool {
        self.unsent_bytes = 0;
        while !trains.is_full() {
            if !self
                .caller
                .poll_transmit(now, &self.messages, trains.buffer())
            {
                return false;
            }
            trains.add(None);
        }
        true
    }

    fn note_failed(&mut self, now: Instant, failures: Vec<Failed>) {
        for failed in failures {
            match failed {
                Failed::TooLarge(size) => self.caller.handle_too_big(size),
                Failed::Refused => self.caller.handle_refused(now),
            }
        }
    }

    /// Files the results of calls that ended, and wakes who waits for them.
    fn collect(&mut self, datagram: &[u8], server: SocketAddr) {
        while let Some(ended) = self.caller.poll_ended() {
            self.messages.0.remove(&ended.call);
            let Some(begun) = self.calls.get_mut(&ended.call) else {
                continue;
            };
            begun.result = Some(match ended.outcome {
                Outcome::Replied(bytes) => Ok(bytes.into_vec(datagram)),
                other => Err(failure(&other, server, begun.terms, begun.size)),
            });
            if let Some(waker) = begun.waker.take() {
                self.futures -= 1;
                waker.wake();
            }
        }
    }

    /// Nothing can be received any more.
    fn fail_all(&mut self, error: &std::io::Error) {
        for begun in self
            .calls
            .values_mut()
            .filter(|begun| begun.result.is_none())
        {
            let error = std::io::Error::new(error.kind(), error.to_string());
            begun.result = Some(Err(MaybeExecuted::NotReceived(error).into()));
            if let Some(waker) = begun.waker.take() {
                self.futures -= 1;
                waker.wake();
            }
        }
    }
}
