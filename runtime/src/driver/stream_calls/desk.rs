//! What is needed to receive; one thread at a time has it.

use std::convert::Infallible;
use std::time::Duration;

use crate::driver::poller::{AdaptivePoll, Polled};
use crate::driver::selector::Events;
use crate::driver::stream::{Arrival, Stream};
use crate::proto::onc::record::{RecordError, RecordReader};

/// What is read at once.
const READ_BYTES: usize = 64 << 10;

/// How often the connection is read before what arrived is handed out.
const READS_MAX: usize = 16;

/// Memory to receive with.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) events: Events,
    buffer: Vec<u8>,
    reader: RecordReader,
    record_bytes_max: u64,
    poll: AdaptivePoll,
}

/// What arrived on a connection.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) records: Vec<Vec<u8>>,
    pub(super) end: Option<End>,
}

/// Why nothing more will arrive.
#[derive(Debug)]
pub(super) enum End {
    /// The server ended the connection, or it broke.
    Broken,
    /// What arrives cannot be read.
    Unreadable(RecordError),
}

impl Desk {
    pub(super) fn new(record_bytes_max: u64, poll: AdaptivePoll) -> Self {
        Self {
            events: Events::new(),
            buffer: Vec::new(),
            reader: RecordReader::new(record_bytes_max),
            record_bytes_max,
            poll,
        }
    }

    /// What follows is of another connection.
    pub(super) fn begin_anew(&mut self) {
        self.buffer.resize(READ_BYTES, 0);
        self.reader = RecordReader::new(self.record_bytes_max);
    }

    /// Looks for something for a moment, if that pays and there is time to wait.
    pub(super) fn look(&mut self, stream: &Stream, wait: Option<Duration>) -> Polled<Received> {
        if wait.is_some_and(|wait| wait.is_zero()) {
            return Polled::InVain(Duration::ZERO);
        }
        let mut poll = self.poll.clone();
        let polled: Result<_, Infallible> = poll.poll(|| {
            let received = self.read(stream);
            Ok((!received.is_nothing()).then_some(received))
        });
        self.poll = poll;
        let Ok(polled) = polled;
        polled
    }

    /// Reads what has arrived, without waiting.
    pub(super) fn read(&mut self, stream: &Stream) -> Received {
        let mut received = Received::default();
        for _ in 0..READS_MAX {
            let arrival = match stream.read(&mut self.buffer) {
                Ok(arrival) => arrival,
                Err(_broken) => {
                    received.end = Some(End::Broken);
                    break;
                }
            };
            let len = match arrival {
                Arrival::Bytes(len) => len,
                Arrival::Nothing => break,
                Arrival::End => {
                    received.end = Some(End::Broken);
                    break;
                }
            };
            let mut bytes = self.buffer.get(..len).unwrap_or_default();
            while !bytes.is_empty() {
                match self.reader.read(&mut bytes) {
                    Ok(record) => received.records.extend(record),
                    Err(why) => {
                        received.end = Some(End::Unreadable(why));
                        return received;
                    }
                }
            }
            if len < self.buffer.len() {
                break;
            }
        }
        received
    }
}

impl Received {
    fn is_nothing(&self) -> bool {
        self.records.is_empty() && self.end.is_none()
    }
}
