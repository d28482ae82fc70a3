//! Memory of datagrams that have arrived, for the next ones.

/// As many are kept as a small world has under way.
const KEPT_MAX: usize = 256;

/// Larger ones are rare, and not kept.
const BYTES_MAX: usize = 16 << 10;

/// Buffers that nobody uses.
#[derive(Debug, Default)]
pub(crate) struct Buffers(Vec<Vec<u8>>);

impl Buffers {
    /// An empty buffer.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.0.pop().unwrap_or_default()
    }

    /// A copy of some bytes.
    pub(crate) fn copy(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut copy = self.take();
        copy.extend_from_slice(bytes);
        copy
    }

    /// A buffer that is not needed any more.
    pub(crate) fn give(&mut self, mut buffer: Vec<u8>) {
        if self.0.len() < KEPT_MAX && buffer.capacity() <= BYTES_MAX {
            buffer.clear();
            self.0.push(buffer);
        }
    }
}
