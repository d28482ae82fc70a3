//! Records that wait for a stream to take them.

use std::collections::VecDeque;

use super::writer::RecordWriter;

/// Records in the order in which they are to be written.
#[derive(Debug, Default)]
pub struct Outbox {
    records: VecDeque<RecordWriter>,
    bytes: usize,
}

impl Outbox {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            records: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Adds a message.
    pub fn push(&mut self, message: Vec<u8>) {
        self.bytes += message.len();
        self.records.push_back(RecordWriter::new(message));
    }

    /// How many bytes of messages are kept.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many records are not wholly written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether everything is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What is to be written next.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        slices(self.records.iter())
    }

    /// So many of those bytes were written; how many records that ended.
    pub fn advance(&mut self, mut bytes: usize) -> usize {
        let mut ended = 0;
        while let Some(record) = self.records.front_mut() {
            bytes = record.advance(bytes);
            if record.is_done() {
                self.bytes -= record.message().len();
                self.records.pop_front();
                ended += 1;
            } else if bytes == 0 {
                break;
            }
        }
        ended
    }
}

/// What several records have to be written next: all up to the end of the first
/// fragment that is not the last of its record.
pub(crate) fn slices<'a>(
    records: impl Iterator<Item = &'a RecordWriter>,
) -> impl Iterator<Item = &'a [u8]> {
    let mut is_open = true;
    records
        .take_while(move |record| std::mem::replace(&mut is_open, record.is_last_fragment()))
        .flat_map(RecordWriter::slices)
        .filter(|slice| !slice.is_empty())
}
