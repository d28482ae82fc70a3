//! Memory of large calls that have ended, kept for a while for the next ones:
//! to touch fresh memory costs more than to receive into it.

use std::time::{Duration, Instant};

/// Messages below are received into memory that costs little.
const LARGE_BYTES: usize = 256 << 10;

/// A message is received into spare memory that is not much larger: it counts
/// as the message's own.
const LARGER_TIMES: usize = 4;

const PIECES_MAX: usize = 8;

/// Without use it is kept for so long.
const KEPT: Duration = Duration::from_secs(5);

/// Memory that nobody uses at the moment.
#[derive(Debug)]
pub(crate) struct Spare {
    pieces: Vec<Vec<u8>>,
    bytes: usize,
    bytes_max: usize,
    used: Option<Instant>,
}

impl Spare {
    pub(crate) const fn new(bytes_max: usize) -> Self {
        Self {
            pieces: Vec::new(),
            bytes: 0,
            bytes_max,
            used: None,
        }
    }

    /// Memory for a message of so many bytes, if some suits it; otherwise none.
    pub(crate) fn take(&mut self, total: u64) -> Vec<u8> {
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        if total < LARGE_BYTES || self.pieces.is_empty() {
            return Vec::new();
        }
        let fits = |piece: &&(usize, usize)| {
            piece.1 >= total / LARGER_TIMES && piece.1 / LARGER_TIMES <= total
        };
        let sizes = self.pieces.iter().map(Vec::capacity).enumerate();
        let sizes: Vec<_> = sizes.collect();
        let largest = sizes.iter().filter(fits).max_by_key(|(_, size)| *size);
        let Some((place, size)) = largest else {
            return Vec::new();
        };
        self.bytes -= size;
        self.pieces.swap_remove(*place)
    }

    /// Memory that is not needed any more.
    pub(crate) fn give(&mut self, now: Instant, piece: Vec<u8>) {
        let size = piece.capacity();
        let has_room = self.pieces.len() < PIECES_MAX && self.bytes + size <= self.bytes_max;
        if size >= LARGE_BYTES && has_room {
            self.bytes += size;
            self.pieces.push(piece);
            self.used = Some(now);
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.used.map(|used| used + KEPT)
    }

    /// Frees what was not used for a while.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if self.poll_timeout().is_some_and(|at| at <= now) {
            self.pieces = Vec::new();
            self.bytes = 0;
            self.used = None;
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "an origin for the instants of a test"
)]
mod tests {
    use super::*;

    const MB: usize = 1 << 20;

    #[test]
    fn memory_comes_back_for_a_message_of_about_its_size() {
        let (now, mut spare) = (Instant::now(), Spare::new(100 * MB));
        spare.give(now, Vec::with_capacity(8 * MB));
        assert_eq!(spare.take(MB as u64).capacity(), 0);
        assert_eq!(spare.take(100 * MB as u64).capacity(), 0);
        assert!(spare.take(4 * MB as u64).capacity() >= 8 * MB);
        assert_eq!(spare.take(4 * MB as u64).capacity(), 0);
    }

    #[test]
    fn no_more_is_kept_than_allowed_and_nothing_for_ever() {
        let (now, mut spare) = (Instant::now(), Spare::new(10 * MB));
        for _ in 0..3 {
            spare.give(now, Vec::with_capacity(4 * MB));
        }
        assert!(spare.bytes <= 10 * MB && spare.pieces.len() == 2);
        assert_eq!(spare.poll_timeout(), Some(now + KEPT));
        spare.handle_timeout(now + KEPT / 2);
        assert_eq!(spare.pieces.len(), 2);
        spare.handle_timeout(now + KEPT);
        assert_eq!((spare.bytes, spare.pieces.len()), (0, 0));
        assert_eq!(spare.poll_timeout(), None);
    }
}
