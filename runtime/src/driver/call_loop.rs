//! One blocking call: the calling thread sends, waits and receives itself, in
//! two system calls where nothing is lost.

use std::io::ErrorKind;
use std::time::Instant;

use crate::counters::ClientCounting;
use crate::driver::client_socket::{Arrival, ClientSocket};
use crate::error::{CallError, MaybeExecuted, NotExecuted};
use crate::proto::onc::{Caller, Reaction};

/// Where the results lie in the socket's buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Results {
    /// How many bytes the whole reply has.
    pub(crate) reply_len: usize,
    /// Where the results begin in it.
    pub(crate) offset: usize,
}

/// Runs a call to its end.
pub(crate) fn run(
    caller: &mut Caller,
    socket: &mut ClientSocket,
    counters: &ClientCounting,
) -> Result<Results, CallError> {
    let mut now = Instant::now();
    let mut first_wait = true;
    loop {
        if caller.poll_transmit(now) {
            transmit(caller, socket, counters)?;
        }
        let wait = caller.poll_timeout().saturating_duration_since(now);
        match socket.receive(wait, !first_wait) {
            Ok(Arrival::Datagram(len)) => {
                now = Instant::now();
                match caller.handle_datagram(now, socket.server(), socket.received(len)) {
                    Reaction::Done(results) => {
                        return results.map(|bytes| Results {
                            reply_len: len,
                            offset: len - bytes.len(),
                        });
                    }
                    Reaction::OtherXid => counters.badxids.add_one(),
                    Reaction::Noise => counters.badreplies.add_one(),
                }
            }
            Ok(Arrival::Refused) => return Err(caller.handle_refused()),
            Ok(Arrival::Nothing) => first_wait = false,
            Err(error) => return Err(MaybeExecuted::NotReceived(error).into()),
        }
        now = Instant::now();
        if let Some(error) = caller.handle_timeout(now) {
            return Err(error);
        }
    }
}

/// Sends the message once. What keeps a first transmission from leaving keeps
/// the call from being executed; later ones may as well have been lost.
fn transmit(
    caller: &Caller,
    socket: &ClientSocket,
    counters: &ClientCounting,
) -> Result<(), CallError> {
    let is_first = caller.transmissions() == 1;
    if !is_first {
        counters.timeouts.add_one();
        counters.retrans.add_one();
    }
    match socket.send() {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Err(caller.handle_refused()),
        Err(error) if is_first => Err(NotExecuted::NotSent {
            server: socket.server().into(),
            error,
        }
        .into()),
        // The network is down or its queue is full: the timer runs on.
        Err(_lost) => Ok(()),
    }
}
