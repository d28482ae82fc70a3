//! How large packets may be on a path: begins with what every path carries,
//! tries larger sizes while there is much to send, and falls back when large
//! packets stop arriving (RFC 8899).

/// What every path is taken to carry, in bytes of UDP payload.
pub(crate) const PACKET_BYTES_MIN: usize = 1_200;

/// Sizes worth trying: Ethernet, jumbo frames, the loopback interface; less
/// the headers of IPv6 and UDP.
const SIZES: [usize; 4] = [PACKET_BYTES_MIN, 1_452, 8_952, 65_000];

/// How often a size is tried before it is given up.
const TRIES_MAX: u8 = 3;

/// How many timeouts in a row with large packets under way mean that the path
/// has become smaller.
const BLACK_HOLE_TIMEOUTS: u32 = 3;

/// The size of packets on one path.
#[derive(Debug, Clone)]
pub(crate) struct PathMtu {
    /// Which of the sizes is known to work.
    place: usize,
    /// The sizes from this one on do not work.
    limit: usize,
    tries: u8,
    in_flight: bool,
}

impl PathMtu {
    /// A path of which nothing is known, and packets of at most so many bytes.
    pub(crate) fn new(packet_bytes_max: usize) -> Self {
        let limit = SIZES
            .iter()
            .filter(|size| **size <= packet_bytes_max)
            .count();
        Self {
            place: 0,
            limit: limit.max(1),
            tries: 0,
            in_flight: false,
        }
    }

    /// The bytes a packet may have.
    pub(crate) fn current(&self) -> usize {
        SIZES.get(self.place).copied().unwrap_or(PACKET_BYTES_MIN)
    }

    /// The size to try now, if one is left.
    pub(crate) fn next_try(&self) -> Option<usize> {
        let next = self.place + 1;
        (!self.in_flight && next < self.limit)
            .then(|| SIZES.get(next).copied())
            .flatten()
    }

    pub(crate) const fn on_try_sent(&mut self) {
        self.in_flight = true;
    }

    /// A packet of the size arrived.
    pub(crate) fn on_try_arrived(&mut self, size: usize) {
        self.in_flight = false;
        self.tries = 0;
        if let Some(place) = SIZES.iter().position(|s| *s == size)
            && place < self.limit
        {
            self.place = self.place.max(place);
        }
    }

    /// A packet of the size was lost.
    pub(crate) const fn on_try_lost(&mut self) {
        self.in_flight = false;
        self.tries += 1;
        if self.tries >= TRIES_MAX {
            self.limit = self.place + 1;
            self.tries = 0;
        }
    }

    /// The system would not send a packet of this size.
    pub(crate) fn on_too_big(&mut self, size: usize) {
        self.in_flight = false;
        self.limit = SIZES.iter().filter(|s| **s < size).count().max(1);
        self.place = self.place.min(self.limit - 1);
    }

    /// Nothing was acknowledged for several timeouts: back to what every path
    /// carries, if that is less; whether it is.
    pub(crate) const fn on_timeouts(&mut self, in_a_row: u32) -> bool {
        if in_a_row < BLACK_HOLE_TIMEOUTS || self.place == 0 {
            return false;
        }
        self.limit = self.place;
        self.place = 0;
        self.in_flight = false;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_tried_upward_until_one_fails_three_times() {
        let mut path = PathMtu::new(65_000);
        assert_eq!((path.current(), path.next_try()), (1_200, Some(1_452)));
        path.on_try_sent();
        assert_eq!(path.next_try(), None);
        path.on_try_arrived(1_452);
        assert_eq!((path.current(), path.next_try()), (1_452, Some(8_952)));
        for _ in 0..3 {
            path.on_try_sent();
            path.on_try_lost();
        }
        assert_eq!((path.current(), path.next_try()), (1_452, None));
    }

    #[test]
    fn a_path_that_becomes_smaller_is_noticed() {
        let mut path = PathMtu::new(9_000);
        path.on_try_arrived(1_452);
        path.on_try_arrived(8_952);
        assert!(!path.on_timeouts(2));
        assert!(path.on_timeouts(3));
        assert_eq!((path.current(), path.next_try()), (1_200, Some(1_452)));
        path.on_try_arrived(1_452);
        assert_eq!(path.next_try(), None);
    }

    #[test]
    fn what_the_system_refuses_is_not_tried_again() {
        let mut path = PathMtu::new(65_000);
        path.on_try_sent();
        path.on_too_big(1_452);
        assert_eq!((path.current(), path.next_try()), (1_200, None));
    }
}
