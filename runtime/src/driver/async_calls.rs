//! Asynchronous calls of the native form, and oneway calls: many on one session
//! and one socket, so that small ones share datagrams and system calls.
//!
//! Whoever waits for one of them sends and receives for all. While nobody does,
//! a thread does that is started with the first call and sleeps while there is
//! none. It sleeps apart from those who wait for results, so that it is not
//! woken by each of them.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context as TaskContext, Poll};
use std::thread::Builder;
use std::time::{Duration, Instant};

use crate::config::ClientConfig;
use crate::counters::ClientCounting;
use crate::driver::async_session::Session;
use crate::driver::async_state::State;
use crate::driver::entropy;
use crate::driver::native_calls::Terms;
use crate::driver::oneways::Oneway;
use crate::driver::udp::DatagramSocket;
use crate::error::{CallError, ConnectError, FlushError, NotExecuted, SendError};
use crate::proto::native::{CallNumber, Caller};

/// A session that many calls share. When the last of its owners is gone, so is
/// its thread.
#[derive(Debug)]
pub(crate) struct AsyncCalls {
    session: Arc<Session>,
}

impl AsyncCalls {
    /// A session, and the thread that serves it while nobody waits.
    pub(crate) fn start(
        server: SocketAddr,
        config: &ClientConfig,
        counters: Arc<ClientCounting>,
    ) -> Result<Self, ConnectError> {
        let failed = |error| ConnectError::Socket {
            server: server.into(),
            error,
        };
        let socket = DatagramSocket::connect(server).map_err(failed)?;
        let mut numbers = config.native;
        let window = u32::try_from(socket.receive_buffer_bytes() / 4).unwrap_or(u32::MAX);
        numbers.window = numbers.window.min(window);
        let secret = entropy::secret().map_err(ConnectError::Random)?;
        let session = Arc::new(Session {
            server,
            socket,
            state: Mutex::new(State::new(
                Caller::new(numbers, server, secret),
                config,
                counters,
            )),
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
        session.send_unless_it_can_wait(&mut state, was_idle);
        number
    }

    /// Queues a oneway call, to be sent as [`begin`](Self::begin) does. Blocks
    /// while too much is queued.
    pub(crate) fn send(&self, message: Vec<u8>, oneway: Oneway) -> Result<(), SendError> {
        let session = &*self.session;
        let until = oneway.terms.ends(Instant::now());
        let may_go_on =
            |state: &State| state.oneways.has_failed() || state.oneways.has_room(oneway.size);
        let mut state = session.work_until(Some(until), may_go_on);
        state.take_failure()?;
        if !state.oneways.has_room(oneway.size) {
            let deadline = oneway.terms.deadline;
            return Err(NotExecuted::DeadlinePassed { deadline }.into());
        }
        let was_idle = state.caller.outstanding() == 0;
        state.send(Instant::now(), until, message, oneway);
        state.collect(&[], session.server);
        session.send_unless_it_can_wait(&mut state, was_idle);
        Ok(())
    }

    /// Blocks until all oneway calls queued before have ended.
    pub(crate) fn flush(&self) -> Result<(), FlushError> {
        let last = self.session.lock().oneways.last();
        let have_ended = |state: &State| state.oneways.have_ended(last);
        self.session.work_until(None, have_ended).take_failure()
    }

    /// Blocks until the call has ended, and takes its result.
    pub(crate) fn wait(&self, call: CallNumber) -> Result<Vec<u8>, CallError> {
        let session = &*self.session;
        let mut state = session.work_until(None, |state| state.has_ended(call));
        state.take_result(call, session.server)
    }

    /// Blocks until all calls have ended.
    pub(crate) fn wait_all(&self) {
        drop(
            self.session
                .work_until(None, |state| state.caller.outstanding() == 0),
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
