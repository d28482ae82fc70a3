//! The only clock, sockets and threads. No protocol decision lives here: the
//! drivers carry datagrams and instants to the state machines of
//! [`proto`](crate::proto) and do what those say.
#![allow(
    clippy::disallowed_methods,
    reason = "asking the world is what drivers are for"
)]

pub(crate) mod alarm;
pub(crate) mod async_calls;
pub(crate) mod async_session;
pub(crate) mod async_state;
pub(crate) mod baton;
pub(crate) mod broadcast;
pub(crate) mod call_loop;
pub(crate) mod client_socket;
pub(crate) mod clock;
pub(crate) mod deferred;
pub(crate) mod entropy;
pub(crate) mod execution;
#[cfg(target_os = "linux")]
pub(crate) mod identity;
pub(crate) mod message_loop;
pub(crate) mod messages;
pub(crate) mod native_calls;
pub(crate) mod native_socket;
pub(crate) mod onc_calls;
pub(crate) mod oneway_queue;
pub(crate) mod oneways;
pub(crate) mod pace;
pub(crate) mod poller;
pub(crate) mod pool;
pub(crate) mod resolve;
pub(crate) mod results;
pub(crate) mod route;
pub(crate) mod selector;
pub(crate) mod serve_loop;
pub(crate) mod serve_native;
pub(crate) mod serve_onc;
pub(crate) mod serve_stream;
pub(crate) mod serving;
pub(crate) mod stop;
pub(crate) mod stream;
pub(crate) mod stream_calls;
pub(crate) mod stream_loop;
pub(crate) mod streams;
pub(crate) mod threads;
pub(crate) mod trains;
pub(crate) mod udp;
pub(crate) mod workers;
