//! Step 1: datagrams, each of which is acknowledged, and sent again when that
//! takes too long. This is all that reliability needs, as long as a message
//! fits a datagram and one at a time is fast enough.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

use crate::figures::{Measured, Row};
use crate::site::Site;

/// When a datagram is sent again.
const LATE: Duration = Duration::from_millis(50);

/// How often one is sent before the server is taken to be gone.
const TRIES: usize = 100;

pub(crate) fn measure(site: &Site) -> Measured {
    let socket = UdpSocket::bind(site.local())?;
    socket.connect(site.datagrams)?;
    socket.set_read_timeout(Some(LATE))?;
    let mut rows = Vec::new();
    for len in [64, 1_200] {
        let mut took = Vec::new();
        for number in 0..site.times(20_000) as u64 {
            let began = Instant::now();
            send(&socket, number, len)?;
            took.push(began.elapsed());
        }
        let what = format!("1 datagram of {len} B, acknowledged");
        rows.push(Row::of_each(what, len, took));
    }
    Ok(rows)
}

/// Sends a datagram until its acknowledgement comes.
fn send(socket: &UdpSocket, number: u64, len: usize) -> Result<(), std::io::Error> {
    let mut datagram = number.to_be_bytes().to_vec();
    datagram.resize(len, 0);
    let mut answer = [0; 8];
    for _ in 0..TRIES {
        socket.send(&datagram)?;
        loop {
            match socket.recv(&mut answer) {
                Ok(_) if answer == number.to_be_bytes() => return Ok(()),
                // The late acknowledgement of an earlier one.
                Ok(_) => {}
                Err(error) if is_late(&error) => break,
                Err(error) => return Err(error),
            }
        }
    }
    Err(ErrorKind::TimedOut.into())
}

fn is_late(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
