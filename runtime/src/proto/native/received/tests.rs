//! When acknowledgements are due, what they say, and what counts as a copy.

use std::ops::Range;

use super::*;

const MS: Duration = Duration::from_millis(1);

struct World {
    start: Instant,
    received: Received,
}

impl World {
    #[expect(
        clippy::disallowed_methods,
        reason = "an origin for the instants of a test"
    )]
    fn new() -> Self {
        Self {
            start: Instant::now(),
            received: Received::new(AckPolicy::default()),
        }
    }

    fn at(&self, ms: u32) -> Instant {
        self.start + MS * ms
    }

    /// A packet of 100 bytes that wants to be acknowledged.
    fn arrives(&mut self, ms: u32, number: u64) -> bool {
        let now = self.at(ms);
        self.received
            .on_packet(now, PacketNumber(number), 100, true)
    }

    fn deadline_ms(&self) -> Option<u128> {
        let deadline = self.received.ack_deadline()?;
        Some(deadline.duration_since(self.start).as_millis())
    }

    fn said(&self, ms: u32) -> Vec<Range<u64>> {
        let ack = self.received.ack(self.at(ms)).unwrap();
        ack.ranges().collect()
    }
}

#[test]
fn an_orderly_packet_is_acknowledged_within_5_ms() {
    let mut world = World::new();
    assert!(world.received.ack(world.start).is_none());
    assert!(world.arrives(10, 0));
    assert!(world.arrives(12, 1));
    assert_eq!(world.deadline_ms(), Some(15));
    world.received.on_ack_sent();
    assert_eq!(world.deadline_ms(), None);
}

#[test]
fn the_16th_packet_is_acknowledged_at_once() {
    let mut world = World::new();
    for number in 0..15 {
        world.arrives(0, number);
    }
    assert_eq!(world.deadline_ms(), Some(5));
    world.arrives(1, 15);
    assert_eq!(world.deadline_ms(), Some(1));
    world.received.on_ack_sent();
    world.arrives(2, 16);
    assert_eq!(world.deadline_ms(), Some(7), "the count begins anew");
}

#[test]
fn so_are_64_kib() {
    let mut world = World::new();
    let big = |world: &mut World, number| {
        let now = world.at(1);
        let number = PacketNumber(number);
        assert!(world.received.on_packet(now, number, 60_000, true));
    };
    big(&mut world, 0);
    assert_eq!(world.deadline_ms(), Some(6));
    big(&mut world, 1);
    assert_eq!(world.deadline_ms(), Some(1));
}

#[test]
fn the_first_three_behind_a_gap_are_acknowledged_at_once() {
    let mut world = World::new();
    world.arrives(0, 0);
    world.received.on_ack_sent();
    for (ms, number) in [(1, 2), (2, 3), (3, 4)] {
        world.arrives(ms, number);
        assert_eq!(world.deadline_ms(), Some(u128::from(ms)));
        world.received.on_ack_sent();
    }
    world.arrives(4, 5);
    assert_eq!(
        world.deadline_ms(),
        Some(9),
        "the loss of 1 is known by now"
    );
}

#[test]
fn the_first_packet_of_all_can_be_behind_a_gap() {
    let mut world = World::new();
    world.arrives(1, 1);
    assert_eq!(world.deadline_ms(), Some(1));
}

#[test]
fn a_straggler_is_acknowledged_at_once() {
    let mut world = World::new();
    for number in [0, 2, 3, 4, 5] {
        world.arrives(0, number);
    }
    world.received.on_ack_sent();
    world.arrives(1, 1);
    assert_eq!(world.deadline_ms(), Some(1));
    assert_eq!(world.said(1), [0..6]);
}

#[test]
fn acknowledgements_alone_are_not_acknowledged() {
    let mut world = World::new();
    for number in [0, 5, 3] {
        let number = PacketNumber(number);
        assert!(world.received.on_packet(world.start, number, 40, false));
    }
    assert_eq!(world.deadline_ms(), None);
    assert_eq!(world.said(0), [5..6, 3..4, 0..1], "though they are listed");
}

#[test]
fn a_request_is_answered_at_once() {
    let mut world = World::new();
    world.arrives(0, 0);
    world.received.request_ack(world.at(2));
    assert_eq!(world.deadline_ms(), Some(2));
}

#[test]
fn a_copy_is_recognised_and_changes_nothing() {
    let mut world = World::new();
    assert!(world.arrives(0, 0));
    assert!(world.arrives(0, 2));
    world.received.on_ack_sent();
    assert!(!world.arrives(1, 0));
    assert!(!world.arrives(1, 2));
    assert_eq!(world.deadline_ms(), None);
}

#[test]
fn the_delay_is_that_of_the_highest_packet() {
    let mut world = World::new();
    world.arrives(0, 0);
    world.arrives(2, 3);
    world.arrives(4, 1);
    let ack = world.received.ack(world.at(9)).unwrap();
    assert_eq!(ack.delay, MS * 7);
    assert_eq!(ack.largest(), PacketNumber(3));
}

#[test]
fn beyond_32_ranges_the_oldest_is_forgotten_as_arrived() {
    let mut world = World::new();
    for number in 0..33 {
        assert!(world.arrives(0, number * 2));
    }
    assert_eq!(world.said(0).len(), 32);
    assert_eq!(world.said(0).last(), Some(&(2..3)));
    assert!(!world.arrives(0, 0), "it did arrive");
    assert!(world.arrives(0, 63), "there is room where two become one");
    assert_eq!(world.said(0).len(), 31);
    assert!(world.arrives(0, 1), "joined to the range above");
    assert_eq!(world.said(0).last(), Some(&(1..3)));
}

#[test]
fn a_straggler_below_32_ranges_is_given_up_and_costs_none_of_them() {
    let mut world = World::new();
    for number in 1..33 {
        world.arrives(0, number * 2);
    }
    let before = world.said(0);
    assert!(!world.arrives(0, 0));
    assert_eq!(world.said(0), before);
}

#[test]
fn what_the_peer_knows_is_not_said_again() {
    let mut world = World::new();
    for number in [0, 2, 3, 4, 6, 7] {
        world.arrives(0, number);
    }
    world.received.on_ack_acked(PacketNumber(4));
    assert_eq!(world.said(0), [6..8, 4..5]);
    assert!(!world.arrives(0, 0), "and a copy is still one");
    assert!(world.arrives(0, 1), "while a straggler is not");
    assert_eq!(world.said(0), [6..8, 1..5]);
    world.received.on_ack_acked(PacketNumber(99));
    assert_eq!(world.said(0), [7..8], "the highest is always said");
}

#[test]
fn low_bits_expand_to_the_nearest_number() {
    let expand = |low, largest| expand(low, Some(PacketNumber(largest))).0;
    // The example of RFC 9000 appendix A.3, with 32 bits.
    assert_eq!(expand(0xa82f_9b32, 0xa82f_30ea), 0xa82f_9b32);
    assert_eq!(expand(0, 0xffff_fffe), 0x1_0000_0000);
    assert_eq!(expand(0xffff_ffff, 0x1_0000_0005), 0xffff_ffff);
    assert_eq!(expand(5, 0x7_ffff_fff0), 0x8_0000_0005);
    assert_eq!(expand(0xffff_fff0, 0x8_0000_0005), 0x7_ffff_fff0);
}

#[test]
fn expansion_has_an_answer_at_either_end() {
    assert_eq!(expand(7, None), PacketNumber(7));
    assert_eq!(expand(u32::MAX, None), PacketNumber(0xffff_ffff));
    let end = expand(3, Some(PacketNumber(u64::MAX)));
    assert_eq!(end, PacketNumber(0xffff_ffff_0000_0003));
}

proptest::proptest! {
    #[test]
    fn a_number_within_half_a_window_survives_its_expansion(
        largest in 0..u64::MAX / 2,
        distance in -0x7fff_ffff_i64..0x7fff_ffff,
    ) {
        let number = largest.saturating_add_signed(distance);
        let low = u32::try_from(number & 0xffff_ffff).unwrap();
        let expanded = expand(low, Some(PacketNumber(largest)));
        proptest::prop_assert_eq!(expanded, PacketNumber(number));
    }
}
