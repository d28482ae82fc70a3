//! A congestion window as all controllers know it: slow start, a threshold,
//! an initial and a least size (RFC 9002 §7.2 and §7.3).

/// Bytes that may be under way.
#[derive(Debug)]
pub(super) struct Window {
    bytes: usize,
    /// Slow start ends here; without bound until the first congestion.
    threshold: usize,
    mtu: usize,
}

/// The initial window in datagrams, and the bytes above which it is no more
/// than [`LEAST_DATAGRAMS`] of them.
const INITIAL_DATAGRAMS: usize = 10;
const INITIAL_BYTES: usize = 14_720;

const LEAST_DATAGRAMS: usize = 2;

impl Window {
    pub(super) fn new(mtu: usize) -> Self {
        Self {
            bytes: initial(mtu),
            threshold: usize::MAX,
            mtu,
        }
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) const fn mtu(&self) -> usize {
        self.mtu
    }

    pub(super) const fn in_slow_start(&self) -> bool {
        self.bytes < self.threshold
    }

    pub(super) const fn grow(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// Multiplicative decrease to so many tenths; slow start is over.
    pub(super) fn shrink_to_tenths(&mut self, tenths: usize) {
        let bytes = self.bytes.saturating_mul(tenths) / 10;
        self.bytes = bytes.max(least(self.mtu));
        self.threshold = self.bytes;
    }

    /// Down to the least, and slow start up to the threshold.
    pub(super) fn collapse(&mut self) {
        self.bytes = least(self.mtu);
    }

    /// A window that has not moved yet is counted in the new datagrams.
    pub(super) fn set_mtu(&mut self, mtu: usize) {
        let untouched = self.threshold == usize::MAX && self.bytes == initial(self.mtu);
        self.mtu = mtu;
        self.bytes = if untouched {
            initial(mtu)
        } else {
            self.bytes.max(least(mtu))
        };
    }
}

fn initial(mtu: usize) -> usize {
    (INITIAL_DATAGRAMS * mtu).min(least(mtu).max(INITIAL_BYTES))
}

const fn least(mtu: usize) -> usize {
    LEAST_DATAGRAMS * mtu
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initial_window_is_that_of_rfc_9002() {
        let bytes = |mtu| Window::new(mtu).bytes();
        assert_eq!(bytes(1_200), 12_000);
        assert_eq!(bytes(1_472), 14_720);
        assert_eq!(bytes(8_952), 17_904);
    }

    #[test]
    fn an_unmoved_window_follows_the_datagram_size() {
        let mut window = Window::new(1_200);
        window.set_mtu(8_952);
        assert_eq!(window.bytes(), 17_904);
        window.grow(1);
        window.set_mtu(1_200);
        assert_eq!(window.bytes(), 17_905);
    }

    #[test]
    fn two_datagrams_are_the_least() {
        let mut window = Window::new(1_200);
        for _ in 0..20 {
            window.shrink_to_tenths(5);
        }
        assert_eq!(window.bytes(), 2_400);
        window.set_mtu(8_952);
        assert_eq!(window.bytes(), 17_904);
    }
}
