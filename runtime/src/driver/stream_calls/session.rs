//! The connection, and the threads that share it.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::desk::{Desk, Received};
use super::state::{Connected, State};
use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::entropy;
use crate::driver::native_calls::Terms;
use crate::driver::poller::{AdaptivePoll, Polled};
use crate::driver::selector::Selector;
use crate::error::{CallError, ConnectError, NotExecuted};
use crate::id::Xid;
use crate::proto::onc::stream_caller::{CallId, StreamCaller};
use crate::proto::random::Random;
use crate::server_address::ServerAddress;

/// How long the thread leaves calls to those who may come to wait for them.
const GRACE: Duration = Duration::from_millis(1);

/// A server that several threads call over one connection.
#[derive(Debug)]
pub(super) struct Session {
    server: ServerAddress,
    record_bytes_max: usize,
    counters: Arc<ClientCounting>,
    selector: Selector,
    state: Mutex<State>,
    /// There is something to do, and perhaps nobody who does it.
    abandoned: Condvar,
}

impl Session {
    pub(super) fn new(
        server: ServerAddress,
        config: &ClientConfig,
        counters: Arc<ClientCounting>,
    ) -> Result<Self, ConnectError> {
        let limit = config.stream.record_bytes_max;
        let xid = Xid(entropy::random_u32().map_err(ConnectError::Random)?);
        let random = Random::new(entropy::random_u64().map_err(ConnectError::Random)?);
        let caller = StreamCaller::new(&config.stream, xid, random);
        let desk = Desk::new(limit, AdaptivePoll::new(config.polling));
        let selector = match Selector::new() {
            Ok(selector) => selector,
            Err(error) => return Err(ConnectError::Socket { server, error }),
        };
        Ok(Self {
            state: Mutex::new(State::new(caller, desk)),
            server,
            record_bytes_max: usize::try_from(limit).unwrap_or(usize::MAX),
            counters,
            selector,
            abandoned: Condvar::new(),
        })
    }

    /// Whether a message may be sent.
    pub(super) fn check(&self, message: &[u8]) -> Result<(), NotExecuted> {
        let (size, limit) = (message.len(), self.record_bytes_max);
        if size > limit {
            return Err(NotExecuted::TooLargeForRecord { size, limit });
        }
        Ok(())
    }

    /// Begins a call, and writes what there is room for if there is a
    /// connection.
    pub(super) fn begin(&self, message: Vec<u8>, terms: Terms) -> CallId {
        let now = Instant::now();
        let mut state = self.lock();
        if state.caller.outstanding() == 0 {
            state.look_for_end(now, &self.counters);
            state.tidy(&self.selector);
        }
        let call = state.begin(now, message, terms);
        state.flush(&self.selector);
        call
    }

    /// Blocks until a call has ended, and takes its result.
    pub(super) fn wait(&self, call: CallId) -> Result<Vec<u8>, CallError> {
        let mut state = self.work_until(self.lock(), call);
        let result = state.results.take(call);
        // Its one handle asks once.
        result.unwrap_or_else(|| Err(NotExecuted::Withdrawn.into()))
    }

    /// Blocks until all calls have ended.
    pub(super) fn wait_all(&self) {
        let mut state = self.lock();
        while let Some(call) = state.caller.first_outstanding() {
            state = self.work_until(state, call);
        }
    }

    /// Whether a call has ended; does what can be done without waiting.
    pub(super) fn is_ready(&self, call: CallId) -> bool {
        let mut state = self.lock();
        if !state.results.has_ended(call)
            && let Some(desk) = state.desk.take()
        {
            state = self.step(state, desk, Some(Duration::ZERO));
            self.hand_on(&mut state);
        }
        state.results.has_ended(call)
    }

    /// Takes a call's result, or sees to it that the task is woken.
    pub(super) fn poll(
        &self,
        call: CallId,
        task: &TaskContext<'_>,
    ) -> Poll<Result<Vec<u8>, CallError>> {
        let mut state = self.lock();
        if state.results.has_ended(call) {
            let result = state.results.take(call);
            return Poll::Ready(result.unwrap_or_else(|| Err(NotExecuted::Withdrawn.into())));
        }
        state.results.wake(call, task.waker().clone());
        drop(state);
        self.abandoned.notify_one();
        Poll::Pending
    }

    /// Withdraws a call, if nothing of it was written.
    pub(super) fn cancel(&self, call: CallId) {
        let mut state = self.lock();
        state.caller.cancel(call);
        state.collect(&self.server);
    }

    /// Nobody wants a call's result any more.
    pub(super) fn forget(&self, call: CallId) {
        self.lock().results.forget(call);
    }

    /// Nobody has the session any more.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.abandoned.notify_all();
        self.selector.wake();
    }

    /// Starts the thread that serves calls while nobody waits for them, unless
    /// it runs.
    pub(super) fn start_pump(session: &Arc<Self>) -> Result<(), NotExecuted> {
        let mut state = session.lock();
        if !state.has_pump {
            let its = Arc::clone(session);
            let started = Builder::new()
                .name("idlc-pump".to_owned())
                .spawn(move || its.pump());
            started.map_err(|error| {
                let server = session.server.clone();
                NotExecuted::NotSent { server, error }
            })?;
            state.has_pump = true;
        }
        Ok(())
    }

    /// There is a call that perhaps nobody waits for, and whose deadline may
    /// come before the thread at the desk would wake.
    pub(super) fn wake_pump(&self) {
        let mut state = self.lock();
        if std::mem::take(&mut state.is_pump_asleep) {
            self.abandoned.notify_one();
        }
        let due = state.caller.poll_timeout();
        let asleep = state.asleep_until;
        if asleep.is_some_and(|until| due.is_some_and(|at| at < until)) {
            self.selector.wake();
        }
    }

    /// Connects, sends and receives, or waits for whoever does, until a call
    /// has ended.
    fn work_until<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        call: CallId,
    ) -> MutexGuard<'a, State> {
        while !state.results.has_ended(call) {
            if let Some(desk) = state.desk.take() {
                state = self.step(state, desk, None);
                continue;
            }
            let (waiter, changed) = state.add_waiter(call);
            let now = Instant::now();
            let ends = state.caller.ends(call).unwrap_or(now);
            let woken = changed.wait_timeout(state, ends.saturating_duration_since(now));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
            state.waiters.remove(&waiter);
            // Whoever is at the desk may sleep for longer than this call lasts.
            state.handle_timeout(Instant::now(), &self.server, &self.selector);
        }
        self.hand_on(&mut state);
        state
    }

    /// Lets another thread have the desk, if nobody has it.
    fn hand_on(&self, state: &mut State) {
        if state.desk.is_none() || state.caller.outstanding() == 0 {
            return;
        }
        if let Some(changed) = state.waiters.values().next() {
            changed.notify_one();
        } else if std::mem::take(&mut state.is_pump_asleep) {
            self.abandoned.notify_one();
        }
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
        state.handle_timeout(now, &self.server, &self.selector);
        if state.caller.poll_connect(now) {
            desk.begin_anew();
            state.connect(now, &self.server, &self.selector);
        }
        state.flush(&self.selector);
        let timeout = state.caller.poll_timeout();
        let is_over = state.caller.outstanding() == 0;
        let most = if is_over { Some(Duration::ZERO) } else { most };
        let wait = timeout.map(|at| at.saturating_duration_since(now));
        let wait = [wait, most].into_iter().flatten().min();
        let connected = state.connected();
        state.asleep_until = timeout;
        drop(state);
        let received = self.receive(&mut desk, connected.as_ref(), wait);
        let mut state = self.lock();
        state.asleep_until = None;
        if let Some(connected) = connected {
            let now = Instant::now();
            match received {
                Ok(received) => {
                    self.selector.note_progress();
                    state.handle_received(now, &connected, received, &self.counters);
                }
                Err(error) => state.handle_failed(now, &connected, error),
            }
        }
        state.tidy(&self.selector);
        state.collect(&self.server);
        state.desk = Some(desk);
        state
    }

    /// Waits for something to arrive, and reads it.
    fn receive(
        &self,
        desk: &mut Desk,
        connected: Option<&Connected>,
        wait: Option<Duration>,
    ) -> io::Result<Received> {
        let stream = connected.filter(|it| it.is_up).map(|it| &it.stream);
        if let Some(stream) = stream
            && let Polled::Found(received) = desk.look(stream, wait)
        {
            return Ok(received);
        }
        self.selector.wait(&mut desk.events, wait)?;
        Ok(stream.map_or_else(Received::default, |stream| desk.read(stream)))
    }

    /// Serves the calls while nobody waits for them, as long as anybody has the
    /// session.
    fn pump(&self) {
        let mut state = self.lock();
        while !state.is_closed {
            if state.caller.outstanding() == 0 {
                state = self.sleep(state);
                continue;
            }
            if !state.results.has_futures() {
                // Somebody may come to wait.
                let woken = self.abandoned.wait_timeout(state, GRACE);
                state = woken.unwrap_or_else(PoisonError::into_inner).0;
            }
            state = match state.desk.take() {
                Some(desk) => {
                    let mut state = self.step(state, desk, None);
                    self.hand_on(&mut state);
                    state
                }
                // Somebody is at it, and says so when he leaves.
                None => self.sleep(state),
            };
        }
    }

    fn sleep<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.is_pump_asleep = true;
        let woken = self.abandoned.wait(state);
        let mut state = woken.unwrap_or_else(PoisonError::into_inner);
        state.is_pump_asleep = false;
        state
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
