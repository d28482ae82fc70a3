//! Packets on their way to the socket: neighbours of the same size and for the
//! same receiver leave as a train, in one system call.

use std::io;
use std::net::SocketAddr;

use crate::driver::udp::DatagramSocket;

/// How many bytes are collected before they are sent.
const FULL_BYTES: usize = 60_000;

/// Packets, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Trains {
    bytes: Vec<u8>,
    trains: Vec<Train>,
}

#[derive(Debug)]
struct Train {
    to: Option<SocketAddr>,
    end: usize,
    /// The size of its packets; the last may be smaller, and then is the last.
    segment: usize,
    is_closed: bool,
}

impl Trains {
    /// Where the next packet is to be appended; then say so with
    /// [`add`](Self::add).
    pub(crate) const fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// A packet was appended, for a receiver or for the socket's only one.
    pub(crate) fn add(&mut self, to: Option<SocketAddr>) {
        let start = self.trains.last().map_or(0, |train| train.end);
        let (end, len) = (self.bytes.len(), self.bytes.len() - start);
        let fits = |train: &&mut Train| train.to == to && !train.is_closed && len <= train.segment;
        if let Some(train) = self.trains.last_mut().filter(fits) {
            train.end = end;
            train.is_closed = len < train.segment;
            return;
        }
        self.trains.push(Train {
            to,
            end,
            segment: len,
            is_closed: false,
        });
    }

    /// Whether enough was collected to be sent.
    pub(crate) const fn is_full(&self) -> bool {
        self.bytes.len() >= FULL_BYTES
    }

    /// Sends everything; `failed` hears of what the system would not take, and
    /// how large its packets were. It is as good as lost on the way.
    pub(crate) fn send(
        &mut self,
        socket: &DatagramSocket,
        mut failed: impl FnMut(io::Error, Option<SocketAddr>, usize),
    ) {
        let mut start = 0;
        for train in &self.trains {
            let bytes = self.bytes.get(start..train.end).unwrap_or_default();
            if let Err(error) = socket.send(train.to, bytes, train.segment) {
                failed(error, train.to, train.segment);
            }
            start = train.end;
        }
        self.bytes.clear();
        self.trains.clear();
    }
}
