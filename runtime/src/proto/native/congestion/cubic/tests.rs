//! The curve of RFC 9438.

use super::*;

const MTU: usize = 1_000;

/// A path on which a whole window is acknowledged every round trip.
struct Path {
    cubic: Cubic,
    now: Instant,
    srtt: Duration,
}

impl Path {
    /// In congestion avoidance, after a loss at a window of so many datagrams.
    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    fn after_loss_at(datagrams: usize, srtt_ms: u64) -> Self {
        let mut cubic = Cubic::new(MTU);
        cubic.window.grow(datagrams * MTU - cubic.window());
        cubic.on_congestion();
        Self {
            cubic,
            now: Instant::now(),
            srtt: Duration::from_millis(srtt_ms),
        }
    }

    fn round_trip(&mut self) {
        let acks = self.cubic.window() / MTU;
        let step = self.srtt / u32::try_from(acks).unwrap();
        for _ in 0..acks {
            self.now += step;
            self.cubic.on_acked(self.now, MTU, self.srtt);
        }
    }

    fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now + self.srtt <= end {
            self.round_trip();
        }
    }

    fn datagrams(&self) -> usize {
        self.cubic.window() / MTU
    }
}

#[test]
fn a_loss_leaves_seven_tenths() {
    let path = Path::after_loss_at(1_000, 100);
    assert_eq!(path.datagrams(), 700);
}

#[test]
fn the_window_is_back_after_k_seconds() {
    // K = ∛(300 / 0.4) = 9.09 s.
    let mut path = Path::after_loss_at(1_000, 100);
    path.run(Duration::from_secs(4));
    let halfway = path.datagrams();
    assert!(
        (930..950).contains(&halfway),
        "{halfway}: 1000 - 0.4 · 5.1³"
    );
    path.run(Duration::from_millis(5_100));
    let back = path.datagrams();
    assert!((995..=1_003).contains(&back), "{back}");
}

#[test]
fn beyond_the_plateau_it_looks_for_more() {
    let mut path = Path::after_loss_at(1_000, 100);
    path.run(Duration::from_millis(14_100));
    let beyond = path.datagrams();
    assert!(
        (1_040..1_065).contains(&beyond),
        "{beyond}: 1000 + 0.4 · 5³"
    );
}

#[test]
fn a_round_trip_grows_it_by_half_at_most() {
    let mut path = Path::after_loss_at(10, 2_000);
    path.run(Duration::from_secs(30));
    for _ in 0..5 {
        let before = path.cubic.window();
        path.cubic.on_acked(path.now, before, path.srtt);
        let most = before + before / 2;
        // And what was left of a byte before.
        assert!(
            path.cubic.window() <= most + 1,
            "{} {most}",
            path.cubic.window()
        );
    }
}

#[test]
fn where_the_curve_is_slow_it_grows_as_new_reno() {
    // 0.53 datagrams per round trip of 1 ms; the curve would take 3.1 s.
    let mut path = Path::after_loss_at(40, 1);
    assert_eq!(path.datagrams(), 28);
    for _ in 0..10 {
        path.round_trip();
    }
    assert!(
        (32..=34).contains(&path.datagrams()),
        "{}",
        path.datagrams()
    );
}

#[test]
fn who_loses_before_the_plateau_leaves_room() {
    let mut path = Path::after_loss_at(1_000, 100);
    path.cubic.on_congestion();
    assert_eq!(path.datagrams(), 490);
    let plateau = path.cubic.plateau;
    assert!((594.0..596.0).contains(&plateau), "{plateau}: 700 · 0.85");
}

#[test]
fn a_pause_does_not_advance_the_curve() {
    let mut path = Path::after_loss_at(1_000, 100);
    path.run(Duration::from_secs(2));
    let before = path.datagrams();
    path.now += Duration::from_secs(60);
    path.round_trip();
    let after = path.datagrams();
    assert!((before..before + 20).contains(&after), "{before} {after}");
}

#[test]
fn persistent_congestion_starts_again_from_two_datagrams() {
    let mut path = Path::after_loss_at(1_000, 100);
    path.cubic.on_congestion();
    path.cubic.on_persistent_congestion();
    assert_eq!(path.datagrams(), 2);
    for _ in 0..8 {
        path.round_trip();
    }
    assert!(!path.cubic.in_slow_start());
    assert!(
        (490..520).contains(&path.datagrams()),
        "{}",
        path.datagrams()
    );
}

#[test]
fn other_datagrams_leave_the_bytes_as_they_are() {
    let mut path = Path::after_loss_at(1_000, 100);
    path.cubic.set_mtu(8_000);
    assert_eq!(path.cubic.window(), 700_000);
    let plateau = path.cubic.plateau;
    assert!((124.9..125.1).contains(&plateau), "{plateau}");
}
