//! The only clock, sockets and threads. No protocol decision lives here: the
//! drivers carry datagrams and instants to the state machines of
//! [`proto`](crate::proto) and do what those say.
#![allow(
    clippy::disallowed_methods,
    reason = "asking the world is what drivers are for"
)]

pub(crate) mod call_loop;
pub(crate) mod client_socket;
pub(crate) mod entropy;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the native transport will use it")
)]
pub(crate) mod poller;
pub(crate) mod pool;
pub(crate) mod resolve;
pub(crate) mod serve_loop;
pub(crate) mod stop;
pub(crate) mod threads;
#[expect(dead_code, unused_imports, reason = "the native transport will use it")]
pub(crate) mod udp;
pub(crate) mod workers;
