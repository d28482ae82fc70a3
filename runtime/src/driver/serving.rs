//! What the threads of a server share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::config::ServerConfig;
use crate::counters::ServerCounting;
use crate::driver::alarm::Alarm;
use crate::driver::baton::Baton;
use crate::driver::pace::{Pace, Place};
use crate::driver::udp::DatagramSocket;
use crate::driver::workers::Workers;
use crate::incident::{Incident, Observer};
use crate::peer::Peer;
use crate::proto::directory::Directory;
use crate::proto::{native, onc};
use crate::service::Service;

/// A handler on the receiving thread that runs for so long was thought short
/// by mistake: another thread receives from then on.
pub(crate) const INLINE_MAX: Duration = Duration::from_millis(5);

/// What all threads of a server share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) config: ServerConfig,
    pub(crate) services: Vec<Box<dyn Service>>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) onc: Mutex<onc::Responder>,
    /// Signalled whenever a call ends while the server drains, and when it stops.
    pub(crate) call_ended: Condvar,
    pub(crate) workers: Workers,
    pub(crate) pace: Pace,
    pub(crate) counters: ServerCounting,
    pub(crate) observer: Observer,
    pub(crate) stopping: AtomicBool,
    pub(crate) draining: AtomicBool,
}

/// One socket, who receives on it, and the sessions of its clients.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) socket: DatagramSocket,
    pub(crate) native: Mutex<native::Responder>,
    pub(crate) watch: Watch,
}

/// Who of several threads receives, and for how long the one that does runs a
/// handler.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) baton: Baton,
    pub(crate) alarm: Alarm,
    pub(crate) inline: Inline,
}

/// The handler that runs on the receiving thread.
#[derive(Debug)]
pub(crate) struct Inline {
    base: Instant,
    /// Nanoseconds after `base` at which it began, plus one; 0 for none.
    began: AtomicU64,
    place: AtomicU64,
}

impl Core {
    pub(crate) fn onc(&self) -> MutexGuard<'_, onc::Responder> {
        self.onc.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// A call ended. Whoever waits for the last one is woken.
    pub(crate) fn note_ended(&self) {
        // A system call, and only a shutdown waits for it.
        if self.draining.load(Ordering::Acquire) {
            drop(self.onc());
            self.call_ended.notify_all();
        }
    }

    pub(crate) fn tell_not_sent(&self, error: std::io::Error, to: impl Into<Peer>) {
        // As good as lost on the way: the client will ask again.
        self.counters.send_errors.add_one();
        let to = to.into();
        self.observer.tell(&Incident::NotSent { to, error });
    }
}

impl Listener {
    pub(crate) fn native(&self) -> MutexGuard<'_, native::Responder> {
        self.native.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch {
    pub(crate) fn new(base: Instant) -> Self {
        Self {
            baton: Baton::default(),
            alarm: Alarm::new(base),
            inline: Inline::new(base),
        }
    }

    /// The server stops: nobody receives or keeps watch any more.
    pub(crate) fn close(&self) {
        self.baton.close();
        self.alarm.wake_by(Instant::now());
    }
}

impl Inline {
    const fn new(base: Instant) -> Self {
        Self {
            base,
            began: AtomicU64::new(0),
            place: AtomicU64::new(0),
        }
    }

    pub(crate) fn begin(&self, now: Instant, place: Place) {
        self.place.store(place.number(), Ordering::Relaxed);
        self.began.store(self.nanos(now) + 1, Ordering::Release);
    }

    pub(crate) fn end(&self) {
        self.began.store(0, Ordering::Release);
    }

    /// Since when a handler runs on the receiving thread, and which.
    pub(crate) fn running(&self) -> Option<(Instant, Place)> {
        let began = self.began.load(Ordering::Acquire).checked_sub(1)?;
        let place = Place::from_number(self.place.load(Ordering::Relaxed));
        Some((self.base + Duration::from_nanos(began), place))
    }

    fn nanos(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.base).as_nanos();
        u64::try_from(since).unwrap_or(u64::MAX - 1)
    }
}
