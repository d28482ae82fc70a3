//! One caller: what a null call over raw sockets takes, and what it costs in
//! processor time, by blocking and by polling before it blocks.

use std::io::IoSliceMut;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::socket::sockopt::UdpGroSegment;
use nix::sys::socket::{MsgFlags, SetSockOpt, SockaddrStorage, recv, recvmsg};
use nix::sys::time::TimeValLike;

use crate::cores::{BusyProcess, pin, unpin};
use crate::poller::{AdaptivePoll, Polled};
use crate::product::Product;
use crate::summary::{Goal, Summary};
use crate::table::{self, Row};

/// A null call: the header with `AUTH_NONE` twice. Its reply: an empty success.
pub(crate) const CALL_BYTES: usize = 40;
pub(crate) const REPLY_BYTES: usize = 24;

/// How both ends receive.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Blocking,
    /// Blocking in `recvmsg` on a socket that takes trains.
    Trains,
    Polling,
}

const WAYS: [(&str, Way); 3] = [
    ("raw, blocking", Way::Blocking),
    ("raw, blocking in recvmsg with GRO", Way::Trains),
    ("raw, adaptive poll", Way::Polling),
];

/// How long one turn calls.
const TURN: Duration = Duration::from_millis(250);

/// The row of the null call.
const NULL: usize = WAYS.len();

pub(crate) fn measure(summary: &mut Summary) {
    in_place(
        summary,
        ("both ends on core 0", 0, &[]),
        Some(1.15),
        Some(1.2),
    );
    in_place(summary, ("two idle cores", 1, &[]), Some(0.35), None);
    let busy = "two cores, a busy process on each";
    in_place(summary, (busy, 1, &[0, 1]), Some(1.5), None);
    let busy = "both ends on core 0, a busy process there";
    in_place(summary, (busy, 0, &[0]), None, None);
}

/// Calls from core 0 to a server on another, or the same.
fn in_place(
    summary: &mut Summary,
    (place, server_core, busy): (&str, usize, &[usize]),
    p50_max: Option<f64>,
    cpu_max: Option<f64>,
) {
    pin(0);
    let _busy: Vec<_> = busy.iter().map(|&core| BusyProcess::on(core)).collect();
    let title = |what| format!("40 B there, 24 B back, {place}: {what}");

    let product = Product::start(server_core);
    let mut rows = Vec::new();
    for (name, way) in WAYS {
        let mut call = caller(server_core, way);
        rows.push(Row::new(name, move || turn(&mut call)));
    }
    rows.push(Row::new("null call", || turn(&mut || product.null())));
    rows.push(Row::new("int add(int, int)", || {
        turn(&mut || product.add())
    }));
    let titles = [
        (title("p50 of a call"), "µs"),
        (title("mean time of a call"), "µs"),
        (title("CPU seconds of 100,000 calls"), "s"),
    ];
    let [p50, _, cpu] = table::print(&titles, rows);
    if let Some(p50_max) = p50_max {
        summary.add(
            &format!("null call, {place}: p50"),
            "µs",
            Goal::AtMost(p50_max),
            &p50,
            NULL,
        );
    }
    if let Some(cpu_max) = cpu_max {
        let what = format!("100,000 null calls, {place}: CPU");
        summary.add(&what, "s", Goal::AtMost(cpu_max), &cpu, NULL);
    }
    unpin();
}

/// The median and the mean microseconds of a call, and the CPU seconds of
/// 100,000 calls.
fn turn(call: &mut impl FnMut()) -> [f64; 3] {
    let cpu_before = cpu_seconds();
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed() < TURN {
        let before = Instant::now();
        call();
        times.push(before.elapsed().as_secs_f64() * 1e6);
    }
    let calls = times.len() as f64;
    let mean = start.elapsed().as_secs_f64() * 1e6 / calls;
    let cpu = (cpu_seconds() - cpu_before) * 1e5 / calls;
    [table::median(times), mean, cpu]
}

/// What both ends have used so far.
pub(crate) fn cpu_seconds() -> f64 {
    let usage: Usage = getrusage(UsageWho::RUSAGE_SELF).unwrap();
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6
}

/// A closure that makes one call to a thread of its own.
fn caller(server_core: usize, way: Way) -> impl FnMut() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(start_server(server_core, way)).unwrap();
    let mut end = End::new(socket, way);
    move || {
        end.socket.send(&[0; CALL_BYTES]).unwrap();
        assert_eq!(end.receive().unwrap(), REPLY_BYTES);
    }
}

/// Serves one client; ends when that is gone.
fn start_server(core: usize, way: Way) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    thread::spawn(move || {
        pin(core);
        let (_, from) = socket.peek_from(&mut [0; CALL_BYTES]).unwrap();
        socket.connect(from).unwrap();
        let mut end = End::new(socket, way);
        while end.receive().is_ok_and(|bytes| bytes == CALL_BYTES) {
            if end.socket.send(&[0; REPLY_BYTES]).is_err() {
                return;
            }
        }
    });
    address
}

/// One end of the calls.
struct End {
    socket: UdpSocket,
    trains: bool,
    poll: AdaptivePoll,
    buffer: Vec<u8>,
    control: Vec<u8>,
}

impl End {
    fn new(socket: UdpSocket, way: Way) -> Self {
        let trains = way == Way::Trains;
        UdpGroSegment.set(&socket, &trains).unwrap();
        Self {
            socket,
            trains,
            poll: AdaptivePoll::new(way == Way::Polling),
            buffer: vec![0; 1 << 16],
            control: nix::cmsg_space!(i32),
        }
    }

    fn receive(&mut self) -> Result<usize, Errno> {
        let fd = self.socket.as_raw_fd();
        if self.trains {
            let mut buffers = [IoSliceMut::new(&mut self.buffer)];
            let control = Some(&mut self.control[..]);
            let message = recvmsg::<SockaddrStorage>(fd, &mut buffers, control, MsgFlags::empty())?;
            return Ok(message.bytes);
        }
        let look = || match recv(fd, &mut self.buffer, MsgFlags::MSG_DONTWAIT) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Errno::EAGAIN) => Ok(None),
            Err(error) => Err(error),
        };
        match self.poll.poll(look)? {
            Polled::Found(bytes) => Ok(bytes),
            Polled::InVain(_) => recv(fd, &mut self.buffer, MsgFlags::empty()),
        }
    }
}
