//! By `epoll(7)`, level-triggered: a socket that stays ready is told of again.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};

use super::event::{Event, Interest, Token};

/// The token of what wakes the waiting thread.
const WAKER: u64 = u64::MAX;

/// How many events one wait brings at most.
const EVENTS_MAX: usize = 256;

/// Waits for sockets.
#[derive(Debug)]
pub(crate) struct Selector {
    epoll: Epoll,
    waker: EventFd,
}

/// What the last wait brought.
#[derive(Debug)]
pub(crate) struct Events {
    memory: Vec<EpollEvent>,
    count: usize,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            memory: vec![EpollEvent::empty(); EVENTS_MAX],
            count: 0,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Event> {
        let ready = self.memory.iter().take(self.count);
        ready.filter(|event| event.data() != WAKER).map(event)
    }
}

impl Selector {
    pub(crate) fn new() -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let waker = EventFd::from_flags(EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC)?;
        epoll.add(&waker, EpollEvent::new(EpollFlags::EPOLLIN, WAKER))?;
        Ok(Self { epoll, waker })
    }

    /// Waits for one more socket from now on.
    pub(crate) fn add(
        &self,
        socket: &impl AsFd,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        Ok(self.epoll.add(socket, wanted(token, interest))?)
    }

    /// Waits for something else of a socket.
    pub(crate) fn change(
        &self,
        socket: &impl AsFd,
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        Ok(self.epoll.modify(socket, &mut wanted(token, interest))?)
    }

    /// No longer waits for a socket.
    pub(crate) fn remove(&self, socket: &impl AsFd, _: Token) -> io::Result<()> {
        Ok(self.epoll.delete(socket)?)
    }

    /// Waits until a socket may be ready, for at most so long, or until woken.
    /// It may end early.
    pub(crate) fn wait(&self, events: &mut Events, most: Option<Duration>) -> io::Result<()> {
        events.count = 0;
        match self.epoll.wait(&mut events.memory, timeout(most)) {
            Ok(count) => events.count = count,
            Err(Errno::EINTR) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        let mut ready = events.memory.iter().take(events.count);
        if ready.any(|event| event.data() == WAKER) {
            match self.waker.read() {
                // Somebody else read it.
                Ok(_) | Err(Errno::EAGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Something was read or written. Here this is of no use.
    #[expect(clippy::unused_self, reason = "as the module of each system has it")]
    pub(crate) const fn note_progress(&self) {}

    /// Ends the wait that is going on, or the next one.
    pub(crate) fn wake(&self) {
        // It fails where it was woken so often that the number is full, and
        // then it is awake.
        let _ = self.waker.write(1);
    }
}

/// Rounded up to the milliseconds of the system, so that a wait does not end
/// again and again just before its time.
fn timeout(most: Option<Duration>) -> EpollTimeout {
    let Some(most) = most else {
        return EpollTimeout::NONE;
    };
    let millis = most.as_nanos().div_ceil(1_000_000);
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    EpollTimeout::try_from(millis).unwrap_or(EpollTimeout::MAX)
}

fn wanted(token: Token, interest: Interest) -> EpollEvent {
    let mut flags = EpollFlags::empty();
    flags.set(EpollFlags::EPOLLIN, interest.read);
    flags.set(EpollFlags::EPOLLOUT, interest.write);
    flags.set(EpollFlags::EPOLLRDHUP, interest.hangup);
    EpollEvent::new(flags, token.0)
}

/// What is wrong with a socket, reading or writing it will say.
fn event(ready: &EpollEvent) -> Event {
    let (flags, broken) = (ready.events(), EpollFlags::EPOLLERR | EpollFlags::EPOLLHUP);
    Event {
        token: Token(ready.data()),
        read: flags.intersects(EpollFlags::EPOLLIN | broken),
        write: flags.intersects(EpollFlags::EPOLLOUT | broken),
        hangup: flags.intersects(EpollFlags::EPOLLRDHUP | broken),
    }
}
