//! The window and the pace.

use super::world::{BYTES, World};
use crate::proto::native::recovery::OnTimeout;

#[test]
fn a_full_window_lets_nothing_more_go_until_something_arrives() {
    let mut world = World::new();
    assert_eq!(world.recovery.can_send(), 10 * BYTES);
    world.send(0, 10);
    assert_eq!(world.recovery.can_send(), 0);
    world.ack(20, &[0..4]);
    assert_eq!(world.window(), 14, "slow start");
    assert_eq!(world.recovery.can_send(), 8 * BYTES);
}

#[test]
fn small_calls_do_not_inflate_the_window() {
    let mut world = World::new();
    for number in 0..1_000 {
        let ms = u32::try_from(number).unwrap();
        world.send(ms, 1);
        world.ack(ms + 1, &[number..number + 1]);
    }
    assert_eq!(world.window(), 10);
}

#[test]
fn a_loss_halves_the_window_once_per_round_trip() {
    let mut world = World::with_rtt(20);
    world.send(100, 10);
    world.ack(120, &[4..5]);
    assert_eq!((world.lost.len(), world.window()), (1, 5));
    world.ack(121, &[6..11]);
    assert_eq!((world.lost.len(), world.window()), (4, 5));
    world.send(130, 5);
    world.ack(150, &[14..16]);
    assert_eq!((world.lost.len(), world.window()), (6, 2));
}

#[test]
fn the_peers_window_is_kept_to() {
    let mut world = World::new();
    world.recovery.set_peer_window(2_000);
    assert_eq!(world.recovery.can_send(), 2_000);
    world.send(0, 1);
    assert_eq!(world.recovery.can_send(), 800);
    world.recovery.set_peer_window(0);
    assert_eq!(world.recovery.can_send(), 0);
}

/// Loses all of a window that is sent evenly over this time, but for the last
/// packet.
fn blackout(ms: u32) -> World {
    let mut world = World::with_rtt(20);
    for i in 0..9 {
        world.send(100 + ms * i / 8, 1);
    }
    world.send(100 + ms, 1);
    world.ack(120 + ms, &[10..11]);
    world
}

#[test]
fn losses_over_three_probe_timers_start_the_window_again() {
    // Of a path of 20 ms whose first sample alone is known: 3 · 65 ms, more or
    // less for the second sample.
    let world = blackout(250);
    assert!(world.lost.len() >= 8, "{:?}", world.lost);
    assert_eq!(world.window(), 2);
}

#[test]
fn shorter_blackouts_halve_it() {
    let world = blackout(100);
    assert!(world.lost.len() >= 7, "{:?}", world.lost);
    assert_eq!(world.window(), 5);
}

#[test]
fn one_arrival_in_between_is_no_persistent_congestion() {
    let mut world = World::with_rtt(20);
    for i in 0..10 {
        world.send(100 + 30 * i, 1);
    }
    world.ack(400, &[10..11, 5..6]);
    assert!(world.lost.len() >= 7, "{:?}", world.lost);
    assert_eq!(world.window(), 5);
}

#[test]
fn what_was_lost_before_the_path_was_known_does_not_count() {
    let mut world = World::new();
    world.send(0, 1);
    for ms in [155, 500, 1_200, 2_600] {
        assert_eq!(world.timeout(ms), OnTimeout::Probe);
        world.send(ms, 1);
    }
    world.ack(2_620, &[4..5]);
    assert_eq!(world.lost, [0, 1, 2, 3]);
    assert_eq!(world.window(), 5);
}

#[test]
fn a_slow_path_is_paced_and_a_fast_one_is_not() {
    let mut slow = World::with_rtt(100);
    slow.send(200, 40);
    let next = slow.recovery.next_send(slow.at(200));
    assert!(next.is_some_and(|at| at > slow.at(200)));

    let mut fast = World::with_rtt(0);
    fast.send(200, 40);
    assert_eq!(fast.recovery.next_send(fast.at(200)), None);
}

#[test]
fn the_first_window_is_not_paced() {
    let mut world = World::new();
    world.send(0, 10);
    assert_eq!(world.recovery.next_send(world.at(0)), None);
    world.ack(100, &[0..10]);
    world.send(101, 20);
    let next = world.recovery.next_send(world.at(101)).unwrap();
    assert!(next < world.at(150), "{:?}", next - world.start);
}

#[test]
fn a_larger_datagram_recounts_an_unused_window() {
    let mut world = World::new();
    world.recovery.set_mtu(8_952);
    assert_eq!(world.recovery.can_send(), 17_904);
}

#[test]
fn sixty_percent_of_loss_is_survived() {
    let mut world = World::with_rtt(1);
    let mut now = 10;
    let mut number = 1;
    for round in 0..300_u64 {
        world.send(now, 2);
        let arrived = number + round % 2;
        if round % 5 < 2 {
            world.ack(now + 1, &[arrived..arrived + 1]);
        }
        number += 2;
        now += 10;
        let _ = world.timeout(now);
    }
    world.send(now, 4);
    world.ack(now + 1, &[number..number + 4]);
    assert!(world.recovery.is_idle());
    assert_eq!(world.recovery.in_flight(), 0);
    let mut all = [world.acked, world.lost].concat();
    all.sort_unstable();
    assert!(all.into_iter().eq(1..number + 4), "each came back once");
}
