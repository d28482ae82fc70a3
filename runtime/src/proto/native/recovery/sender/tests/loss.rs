//! When a packet counts as lost (RFC 9002 §6.1).

use super::world::{BYTES, MS, World};
use crate::proto::native::recovery::{OnTimeout, PacketKind};

#[test]
fn three_later_packets_make_a_loss() {
    let mut world = World::with_rtt(100);
    world.send(200, 4);
    assert_eq!(world.ack(300, &[3..4]).lost, 0);
    assert_eq!(world.ack(300, &[4..5]).lost, 1);
    assert_eq!(world.lost, [1]);
    assert_eq!(world.recovery.in_flight(), BYTES, "2 is still awaited");
}

#[test]
fn a_packet_that_was_overtaken_is_lost_after_nine_eighths_of_a_round_trip() {
    let mut world = World::with_rtt(80);
    world.send(100, 1);
    world.send(110, 1);
    assert_eq!(world.ack(185, &[2..3]).lost, 0);
    let rtt = world.recovery.srtt().max(MS * 75);
    let lost_at = MS * 100 + rtt * 9 / 8;
    assert_eq!(world.due(), Some(lost_at));
    let late = u32::try_from(lost_at.as_millis()).unwrap();
    assert_eq!(
        world.timeout(late),
        OnTimeout::Nothing,
        "a part of a ms early"
    );
    assert_eq!(world.timeout(late + 1), OnTimeout::LossDetected);
    assert_eq!(world.lost, [1]);
    assert_eq!(world.due(), None);
}

#[test]
fn a_packet_that_comes_late_but_in_time_is_not_lost() {
    let mut world = World::with_rtt(80);
    world.send(100, 3);
    world.ack(180, &[2..4]);
    assert!(world.due().is_some());
    assert_eq!(world.ack(185, &[1..4]).lost, 0);
    assert_eq!(world.due(), None);
    assert!(world.lost.is_empty());
}

#[test]
fn what_was_sent_last_is_not_lost_but_probed_for() {
    let mut world = World::with_rtt(80);
    world.send(100, 3);
    world.ack(180, &[1..3]);
    assert_eq!(world.timeout(200), OnTimeout::Nothing);
    assert_eq!(world.timeout(10_000), OnTimeout::Probe);
    assert!(world.lost.is_empty());
}

#[test]
fn losses_are_given_back_in_order() {
    let mut world = World::with_rtt(10);
    world.send(100, 20);
    let outcome = world.ack(110, &[20..21, 10..11, 5..6]);
    assert_eq!(outcome.acked, 3);
    let expected = (1..18).filter(|n| ![5, 10].contains(n));
    assert!(world.lost.iter().copied().eq(expected), "{:?}", world.lost);
    assert_eq!(world.recovery.in_flight(), 2 * BYTES);
}

#[test]
fn acknowledgements_alone_are_never_lost() {
    let mut world = World::with_rtt(10);
    world.send(100, 1);
    world.send_kind(100, PacketKind::AckOnly);
    world.send(100, 4);
    let outcome = world.ack(110, &[5..7, 1..2]);
    assert_eq!(outcome.lost, 1);
    assert_eq!(world.lost, [3], "2 is an acknowledgement");
}

#[test]
fn the_lost_mtu_probe_is_given_back_and_is_no_congestion() {
    let mut world = World::with_rtt(10);
    world.send_kind(100, PacketKind::MtuProbe);
    world.send(100, 3);
    let before = world.window();
    assert_eq!(world.ack(110, &[2..5]).lost, 1);
    assert_eq!(world.lost, [1]);
    assert_eq!(world.window(), before);
}
