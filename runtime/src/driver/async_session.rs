//! The socket of a session that many share: who sends and receives on it, and
//! who waits meanwhile.

use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::driver::async_state::{Desk, Failed, State};
use crate::driver::trains::Trains;
use crate::driver::udp::{Arrival, DatagramSocket, Wait, is_refused, is_too_large};

/// How long the thread leaves calls to those who may come to wait for them.
const GRACE: Duration = Duration::from_millis(1);

/// So many bytes of calls are worth a datagram, even while others are on their
/// way.
const FULL_PACKET_BYTES: usize = 1_000;

/// A session that many share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) server: SocketAddr,
    pub(crate) socket: DatagramSocket,
    pub(crate) state: Mutex<State>,
    /// Something ended, or the desk is free.
    pub(crate) changed: Condvar,
    /// There is something to do, and perhaps nobody who does it.
    pub(crate) abandoned: Condvar,
}

impl Session {
    /// Sends and receives, or waits for whoever does, until something holds or
    /// it is late.
    pub(crate) fn work_until(
        &self,
        late: Option<Instant>,
        holds: impl Fn(&State) -> bool,
    ) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        if holds(&state) {
            return state;
        }
        if state.desk.is_none() {
            self.flush(&mut state);
        }
        state.waiters += 1;
        while !holds(&state) {
            let left = late.map(|late| late.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            state = match state.desk.take() {
                Some(desk) => self.step(state, desk, left),
                None => self.wait(state, left),
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

    /// Waits until something ended or the desk is free, at most for `most`.
    fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        most: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        let Some(most) = most else {
            let state = self.changed.wait(state);
            return state.unwrap_or_else(PoisonError::into_inner);
        };
        let waited = self.changed.wait_timeout(state, most);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Sends what was queued if nothing is on its way that it could wait for,
    /// or if there is enough to fill a datagram.
    pub(crate) fn send_unless_it_can_wait(&self, state: &mut State, was_idle: bool) {
        if !state.caller.expects_ack() || state.unsent_bytes >= FULL_PACKET_BYTES {
            self.flush(state);
        }
        if was_idle {
            self.wake_pump(state);
        }
    }

    /// There is work that perhaps nobody does.
    pub(crate) fn wake_pump(&self, state: &mut State) {
        if std::mem::take(&mut state.is_pump_asleep) {
            self.abandoned.notify_one();
        }
    }

    /// Sends what waits for company.
    pub(crate) fn flush(&self, state: &mut State) {
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
    pub(crate) fn step<'a>(
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
    pub(crate) fn send(&self, trains: &mut Trains) -> Vec<Failed> {
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
    pub(crate) fn pump(&self) {
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

    pub(crate) fn sleep<'a>(
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

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
