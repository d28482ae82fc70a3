//! What acknowledgements give back.

use super::world::{BYTES, MS, World};
use crate::proto::native::number::PacketNumber;
use crate::proto::native::recovery::{AckOfUnsent, AckOutcome, PacketKind};

#[test]
fn a_call_and_its_reply_leave_nothing_behind() {
    let mut world = World::new();
    for number in 0..100 {
        let ms = u32::try_from(number * 10).unwrap();
        world.send(ms, 1);
        assert_eq!(world.recovery.in_flight(), BYTES);
        assert!(!world.recovery.is_idle());
        let outcome = world.ack(ms + 4, &[number..number + 1]);
        assert_eq!(
            outcome,
            AckOutcome {
                acked: 1,
                lost: 0,
                rtt: Some(MS * 4)
            }
        );
        assert_eq!(world.recovery.in_flight(), 0);
        assert!(world.recovery.is_idle());
        assert_eq!(world.due(), None);
    }
    assert!(world.acked.iter().copied().eq(0..100));
    assert_eq!(world.recovery.srtt(), MS * 4);
}

#[test]
fn each_packet_is_given_back_once() {
    let mut world = World::new();
    world.send(0, 6);
    world.ack(10, &[2..4]);
    world.ack(11, &[4..6, 2..3]);
    let again = world.ack(12, &[0..6]);
    assert_eq!(again.acked, 0, "0 and 1 were lost by then");
    assert_eq!(world.acked, [2, 3, 4, 5]);
    assert_eq!(world.lost, [0, 1]);
    assert!(world.recovery.is_idle());
}

#[test]
fn what_was_never_sent_cannot_be_acknowledged() {
    let mut world = World::new();
    world.send(0, 2);
    let largest = PacketNumber(2);
    let refused = world.try_ack(5, MS, &[0..3]);
    assert_eq!(refused, Err(AckOfUnsent { largest }));
    assert!(world.acked.is_empty());
    assert_eq!(world.recovery.in_flight(), 2 * BYTES);
    let all = world.try_ack(5, MS, &[u64::MAX - 1..u64::MAX, 0..2]);
    assert!(all.is_err());
}

#[test]
fn only_the_highest_packet_measures_the_path() {
    let mut world = World::new();
    world.send(0, 2);
    assert_eq!(world.ack(10, &[1..2]).rtt, Some(MS * 10));
    assert_eq!(world.ack(40, &[0..2]).rtt, None);
    assert_eq!(world.recovery.srtt(), MS * 10);
}

#[test]
fn the_handlers_time_is_not_the_paths() {
    let mut world = World::with_rtt(2);
    world.send(10, 1);
    let outcome = world.try_ack(512, MS * 500, &[1..2]).unwrap();
    assert_eq!(outcome.rtt, Some(MS * 2));
}

#[test]
fn acknowledgements_alone_are_neither_under_way_nor_awaited() {
    let mut world = World::new();
    world.send_kind(0, PacketKind::AckOnly);
    assert_eq!(world.recovery.in_flight(), 0);
    assert!(world.recovery.is_idle());
    assert_eq!(world.due(), None);
    assert_eq!(world.ack(5, &[0..1]).rtt, None);
}

#[test]
fn an_acknowledgement_sent_behind_data_is_given_back_with_it() {
    let mut world = World::new();
    world.send(0, 1);
    world.send_kind(1, PacketKind::AckOnly);
    assert_eq!(world.recovery.in_flight(), BYTES);
    world.ack(5, &[0..2]);
    assert_eq!(world.acked, [0, 1]);
}

#[test]
fn acknowledgements_alone_do_not_pile_up() {
    let mut world = World::new();
    for _ in 0..1_000 {
        world.send_kind(0, PacketKind::AckOnly);
    }
    world.send(1, 1);
    let mut kept = 0;
    world.recovery.forget_all(|_| kept += 1);
    assert_eq!(kept, 1);
}

#[test]
fn a_reset_gives_everything_back_and_numbers_go_on() {
    let mut world = World::new();
    world.send(0, 3);
    world.ack(5, &[1..2]);
    let mut forgotten = Vec::new();
    world.recovery.forget_all(|number| forgotten.push(number));
    assert_eq!(forgotten, [0, 2]);
    assert_eq!(world.recovery.in_flight(), 0);
    assert_eq!(world.due(), None);
    assert_eq!(world.recovery.next_packet_number(), PacketNumber(3));
    assert_eq!(world.ack(6, &[0..3]).acked, 0);
}
