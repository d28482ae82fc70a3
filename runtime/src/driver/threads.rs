//! Starts the receiving threads.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::driver::serve_loop::{self, Core, Listener};

/// One more thread that receives on the listener's socket.
pub(crate) fn start_receiver(
    core: &Arc<Core>,
    listener: &Arc<Listener>,
) -> io::Result<JoinHandle<()>> {
    let (core, listener) = (Arc::clone(core), Arc::clone(listener));
    Builder::new()
        .name("idlc-receiver".to_owned())
        .spawn(move || serve_loop::run(&core, &listener))
}
