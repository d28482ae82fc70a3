//! What holds for `epoll` and for the portable way.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::{Event, Interest, Token, epoll, portable};

const SOON: Option<Duration> = Some(Duration::from_secs(10));
const SOCKET: Token = Token(7);

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

macro_rules! both {
    ($($(#[$attr:meta])* fn $name:ident($selector:ident, $events:ident) $body:block)*) => {
        mod by_epoll {
            use super::*;
            $($(#[$attr])* #[test] fn $name() {
                let ($selector, mut $events) =
                    (epoll::Selector::new().unwrap(), epoll::Events::new());
                $body
            })*
        }
        mod by_trying {
            use super::*;
            $($(#[$attr])* #[test] fn $name() {
                let ($selector, mut $events) =
                    (portable::Selector::new().unwrap(), portable::Events::new());
                $body
            })*
        }
    };
}

both! {
    fn a_socket_that_can_be_read_is_told_of(selector, events) {
        let (near, mut far) = pair();
        selector.add(&near, SOCKET, Interest::READ).unwrap();
        far.write_all(b"a").unwrap();
        selector.wait(&mut events, SOON).unwrap();
        let expected = Event { token: SOCKET, read: true, write: false, hangup: false };
        assert_eq!(events.iter().collect::<Vec<_>>(), [expected]);
    }

    fn what_is_waited_for_can_be_changed_and_withdrawn(selector, events) {
        let (near, _far) = pair();
        selector.add(&near, SOCKET, Interest::READ).unwrap();
        selector.change(&near, SOCKET, Interest::WRITE).unwrap();
        selector.wait(&mut events, SOON).unwrap();
        let expected = Event { token: SOCKET, read: false, write: true, hangup: false };
        assert_eq!(events.iter().collect::<Vec<_>>(), [expected]);
        selector.remove(&near, SOCKET).unwrap();
        selector.wait(&mut events, Some(Duration::from_millis(1))).unwrap();
        assert_eq!(events.iter().count(), 0);
    }

    fn a_wait_ends_when_it_is_woken_or_was_before(selector, events) {
        let begin = Instant::now();
        selector.wake();
        selector.wait(&mut events, SOON).unwrap();
        std::thread::scope(|threads| {
            threads.spawn(|| selector.wake());
            selector.wait(&mut events, SOON).unwrap();
        });
        assert_eq!(events.iter().count(), 0);
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}
