//! Starts the threads of a listener.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::driver::serve_loop;
use crate::driver::serving::{Core, Listener};

/// One more thread that receives on the listener's socket or stands by.
pub(crate) fn start_receiver(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
) -> io::Result<JoinHandle<()>> {
    let (core, listener) = (Arc::clone(core), Arc::clone(listener));
    Builder::new()
        .name("idlc-receiver".to_owned())
        .spawn(move || serve_loop::receive(&core, &listener))
}

/// The thread that keeps the listener's time.
pub(crate) fn start_timer(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
) -> io::Result<JoinHandle<()>> {
    let (core, listener) = (Arc::clone(core), Arc::clone(listener));
    Builder::new()
        .name("idlc-timer".to_owned())
        .spawn(move || serve_loop::keep_time(&core, &listener))
}
