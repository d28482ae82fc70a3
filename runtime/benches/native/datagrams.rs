//! How fast datagrams of a size move, with and without trains: what the choice
//! of a datagram size is worth, in time and in processor time.
//!
//! The receiver says every 256 KiB how much it has, and the sender keeps no
//! more than 1 MiB under way, so nothing is lost.

use std::io::{IoSlice, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::thread;
use std::time::Instant;

use nix::sys::socket::sockopt::{RcvBuf, UdpGroSegment};
use nix::sys::socket::{
    ControlMessage, MsgFlags, MultiHeaders, SetSockOpt, recvmmsg, recvmsg, sendmsg,
};

use crate::cores::{pin, unpin};
use crate::echo::cpu_seconds;
use crate::summary::Summary;
use crate::table::{self, Row};

const MOVED_BYTES: u64 = 32 << 20;
const UNDER_WAY_MAX: u64 = 1 << 20;
const ACK_EVERY: u64 = 256 << 10;
const TRAIN_BYTES_MAX: usize = 65_487;
const DATAGRAM_BYTES_MAX: usize = 1 << 16;
const DATAGRAMS_AT_ONCE: usize = 16;

/// How the receiver takes what comes.
#[derive(Clone, Copy)]
enum Receive {
    OneByOne,
    /// Several datagrams by one `recvmmsg`.
    Several,
    /// Trains by one `recvmsg`.
    Trains,
}

const WAYS: [(&str, bool, Receive); 4] = [
    ("one by one", false, Receive::OneByOne),
    ("one by one, recvmmsg", false, Receive::Several),
    ("sent in trains (GSO)", true, Receive::OneByOne),
    ("sent, received in trains (GSO, GRO)", true, Receive::Trains),
];

pub(crate) fn measure(_: &mut Summary) {
    pin(0);
    let titles = [
        ("datagrams, two cores".to_owned(), "MB/s"),
        ("datagrams, two cores: MB per CPU second".to_owned(), "MB/s"),
    ];
    table::print(&titles, rows());
    unpin();
}

fn rows() -> Vec<Row<'static, 2>> {
    let mut rows = Vec::new();
    for segment in [1_200, 8_952, 32_000, 65_000] {
        // One datagram of this size is a whole train.
        let ways = if segment > TRAIN_BYTES_MAX / 2 {
            2
        } else {
            WAYS.len()
        };
        for &(way, sends_trains, receive) in &WAYS[..ways] {
            let mut stream = Stream::start(segment, sends_trains, receive);
            let name = format!("{segment} B {way}");
            rows.push(Row::new(name, move || {
                let moved = stream.turn();
                [moved.mb / moved.seconds, moved.mb / moved.cpu_seconds]
            }));
        }
    }
    rows
}

/// What one turn moved, and what it took of both ends.
struct Moved {
    mb: f64,
    seconds: f64,
    cpu_seconds: f64,
}

/// A sender, and a thread that receives from it.
struct Stream {
    socket: UdpSocket,
    segment: usize,
    train: Vec<u8>,
    sent: u64,
    received: u64,
}

impl Stream {
    fn start(segment: usize, sends_trains: bool, receive: Receive) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(start_receiver(receive)).unwrap();
        let datagrams = if sends_trains {
            (TRAIN_BYTES_MAX / segment).min(64)
        } else {
            1
        };
        Self {
            socket,
            segment,
            train: vec![1; datagrams * segment],
            sent: 0,
            received: 0,
        }
    }

    fn turn(&mut self) -> Moved {
        let (start, cpu_before) = (Instant::now(), cpu_seconds());
        let end = self.sent + MOVED_BYTES;
        while self.sent < end {
            while self.sent - self.received > UNDER_WAY_MAX {
                self.hear();
            }
            self.send();
        }
        while self.sent - self.received >= ACK_EVERY {
            self.hear();
        }
        Moved {
            mb: MOVED_BYTES as f64 / 1e6,
            seconds: start.elapsed().as_secs_f64(),
            cpu_seconds: cpu_seconds() - cpu_before,
        }
    }

    fn send(&mut self) {
        if self.train.len() == self.segment {
            self.socket.send(&self.train).unwrap();
        } else {
            let segment = u16::try_from(self.segment).unwrap();
            sendmsg::<()>(
                self.socket.as_raw_fd(),
                &[IoSlice::new(&self.train)],
                &[ControlMessage::UdpGsoSegments(&segment)],
                MsgFlags::empty(),
                None,
            )
            .unwrap();
        }
        self.sent += self.train.len() as u64;
    }

    fn hear(&mut self) {
        let mut report = [0; 8];
        self.socket.recv(&mut report).unwrap();
        self.received = u64::from_be_bytes(report);
    }
}

/// Counts bytes and reports them; ends when nobody listens any more.
fn start_receiver(receive: Receive) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    RcvBuf.set(&socket, &(4 << 20)).unwrap();
    let trains = matches!(receive, Receive::Trains);
    UdpGroSegment.set(&socket, &trains).unwrap();
    let address = socket.local_addr().unwrap();
    thread::spawn(move || {
        pin(1);
        let (_, from) = socket.peek_from(&mut [0]).unwrap();
        socket.connect(from).unwrap();
        match receive {
            Receive::OneByOne => {
                let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
                report(&socket, || socket.recv(&mut buffer).ok());
            }
            Receive::Several => report(&socket, several(&socket)),
            Receive::Trains => report(&socket, trains_of(&socket)),
        }
    });
    address
}

/// Reports what is received, until that fails.
fn report(socket: &UdpSocket, mut receive: impl FnMut() -> Option<usize>) {
    let (mut received, mut reported) = (0_u64, 0);
    while let Some(bytes) = receive() {
        received += bytes as u64;
        if received - reported >= ACK_EVERY {
            reported = received;
            if socket.send(&received.to_be_bytes()).is_err() {
                return;
            }
        }
    }
}

fn trains_of(socket: &UdpSocket) -> impl FnMut() -> Option<usize> {
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    let mut control = nix::cmsg_space!(i32);
    move || {
        let mut buffers = [IoSliceMut::new(&mut buffer)];
        let control = Some(&mut control[..]);
        let flags = MsgFlags::empty();
        let message = recvmsg::<()>(socket.as_raw_fd(), &mut buffers, control, flags);
        message.ok().map(|message| message.bytes)
    }
}

fn several(socket: &UdpSocket) -> impl FnMut() -> Option<usize> {
    let mut buffers = vec![vec![0; DATAGRAM_BYTES_MAX]; DATAGRAMS_AT_ONCE];
    let mut headers = MultiHeaders::<()>::preallocate(DATAGRAMS_AT_ONCE, None);
    move || {
        let mut slices: Vec<_> = buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let flags = MsgFlags::MSG_WAITFORONE;
        let fd = socket.as_raw_fd();
        let messages = recvmmsg(fd, &mut headers, slices.iter_mut(), flags, None);
        messages
            .ok()
            .map(|all| all.map(|message| message.bytes).sum())
    }
}
