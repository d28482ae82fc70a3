//! Waiting for many sockets at once: which of them may be read or written now.
//!
//! Its owner may wait on one thread while others change what is waited for, or
//! wake it. It holds no sockets and decides nothing. `epoll` does it on Linux;
//! elsewhere `portable` has its owner try all of them, again and again.

#[cfg(target_os = "linux")]
mod epoll;
mod event;
#[cfg(any(not(target_os = "linux"), test))]
#[cfg_attr(
    target_os = "linux",
    expect(dead_code, reason = "only its tests run here")
)]
mod portable;
#[cfg(test)]
mod tests;

#[cfg(target_os = "linux")]
pub(crate) use epoll::{Events, Selector};
pub(crate) use event::{Event, Interest, Token};
#[cfg(not(target_os = "linux"))]
pub(crate) use portable::{Events, Selector};
