//! One of the servers of a client: where it is, and the calls to it once it was
//! found.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::address::Transport;
use crate::client::channel::Channel;
use crate::config::ClientConfig;
use crate::driver::resolve::Place;
use crate::server_address::ServerAddress;

/// A server that may be called.
pub(super) struct Server {
    place: Place,
    /// Found when it is needed, and again when it was not there any more.
    channel: Mutex<Option<Arc<Channel>>>,
    /// It answered, and has not failed since.
    is_there: AtomicBool,
}

/// The calls to a server.
pub(super) struct Opened {
    pub(super) channel: Arc<Channel>,
    /// It was found just now.
    pub(super) is_new: bool,
}

impl Server {
    pub(super) const fn new(place: Place) -> Self {
        Self {
            place,
            channel: Mutex::new(None),
            is_there: AtomicBool::new(false),
        }
    }

    /// The calls to it, which `open` begins where there are none. Other threads
    /// wait for it meanwhile.
    pub(super) fn open<E>(
        &self,
        open: impl FnOnce(&Place) -> Result<Channel, E>,
    ) -> Result<Opened, E> {
        let mut channel = self.lock();
        if let Some(channel) = &*channel {
            let channel = Arc::clone(channel);
            let is_new = false;
            return Ok(Opened { channel, is_new });
        }
        let opened = Arc::new(open(&self.place)?);
        *channel = Some(Arc::clone(&opened));
        Ok(Opened {
            channel: opened,
            is_new: true,
        })
    }

    pub(super) fn channel(&self) -> Option<Arc<Channel>> {
        self.lock().clone()
    }

    /// Whether it is somewhere else when it comes back.
    pub(super) const fn may_move(&self) -> bool {
        matches!(self.place, Place::Registered { .. })
    }

    pub(super) fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Relaxed)
    }

    pub(super) fn has_answered(&self) {
        self.is_there.store(true, Ordering::Relaxed);
    }

    /// It has failed. Where it may have moved, it is to be found again.
    pub(super) fn is_gone(&self) {
        self.is_there.store(false, Ordering::Relaxed);
        if self.may_move() {
            *self.lock() = None;
        }
    }

    pub(super) fn address(&self) -> ServerAddress {
        if let Some(channel) = &*self.lock() {
            return channel.server().clone();
        }
        match &self.place {
            Place::Known { server, .. } => server.clone(),
            Place::Registered { host, transport } => {
                let no_port = SocketAddr::new(*host, 0);
                match transport {
                    Transport::OncTcp => ServerAddress::Tcp(no_port),
                    _ => ServerAddress::Udp(no_port),
                }
            }
        }
    }

    /// How long a call to it may take where nothing else is said.
    pub(super) const fn deadline(&self) -> Duration {
        match self.place {
            Place::Known {
                transport: Transport::Native,
                ..
            } => ClientConfig::DEADLINE_NATIVE,
            Place::Known { .. } | Place::Registered { .. } => ClientConfig::DEADLINE_ONC,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Channel>>> {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
