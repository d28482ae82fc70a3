//! The probe timer (RFC 9002 §6.2).

use std::time::Duration;

use super::world::{MS, World};
use crate::proto::native::recovery::OnTimeout;

#[test]
fn before_any_round_trip_the_first_probe_comes_after_155_ms() {
    let mut world = World::new();
    assert_eq!(world.recovery.pto(), MS * 155);
    world.send(0, 1);
    assert_eq!(world.due(), Some(MS * 155));
    assert_eq!(world.timeout(154), OnTimeout::Nothing);
    assert_eq!(world.timeout(155), OnTimeout::Probe);
    assert!(world.lost.is_empty(), "a probe is no loss");
}

#[test]
fn each_further_probe_waits_twice_as_long_give_or_take_a_tenth() {
    let mut world = World::with_rtt(20);
    let first = world.recovery.pto();
    world.send(100, 1);
    let mut now = 100;
    let mut factor = 1;
    for _ in 0..5 {
        let waited = world.waits_from(now);
        let exact = first * factor;
        let (least, most) = (exact * 9 / 10, exact * 11 / 10);
        assert!((least..=most).contains(&waited), "{waited:?} {exact:?}");
        now += u32::try_from(waited.as_millis()).unwrap() + 1;
        assert_eq!(world.timeout(now), OnTimeout::Probe);
        world.send(now, 1);
        factor *= 2;
    }
    assert_eq!(world.recovery.probes(), 5);
}

#[test]
fn the_first_timer_is_never_shorter_than_the_path_needs() {
    let mut world = World::with_rtt(200);
    for number in 1..200 {
        let sent = u32::try_from(number).unwrap() * 300;
        world.send(sent, 1);
        assert_eq!(world.timeout(sent + 200), OnTimeout::Nothing);
        world.ack(sent + 200, &[number..number + 1]);
    }
    assert_eq!(world.recovery.pto(), MS * 206);
}

#[test]
fn no_probe_waits_longer_than_five_seconds() {
    let mut world = World::with_rtt(20);
    world.send(100, 1);
    let mut now = 100;
    let mut longest = Duration::ZERO;
    for _ in 0..40 {
        let waited = world.waits_from(now);
        longest = longest.max(waited);
        now += u32::try_from(waited.as_millis()).unwrap() + 1;
        assert_eq!(world.timeout(now), OnTimeout::Probe);
        world.send(now, 1);
    }
    assert!(longest <= MS * 5_000, "{longest:?}");
    assert!(longest >= MS * 4_500, "{longest:?}");
}

#[test]
fn an_answer_ends_the_doubling() {
    let mut world = World::with_rtt(20);
    world.send(100, 1);
    assert_eq!(world.timeout(300), OnTimeout::Probe);
    world.send(300, 1);
    world.ack(320, &[1..2]);
    assert_eq!(world.recovery.probes(), 0);
    assert_eq!(world.due(), Some(MS * 300 + world.recovery.pto()));
}

#[test]
fn a_probe_that_could_not_be_sent_is_asked_for_again_later() {
    let mut world = World::with_rtt(20);
    world.send(100, 1);
    assert_eq!(world.timeout(60_000), OnTimeout::Probe);
    assert_eq!(world.timeout(60_000), OnTimeout::Nothing);
    assert!(world.due().unwrap() > MS * 60_000);
}

#[test]
fn a_probe_repeats_the_oldest() {
    let mut world = World::with_rtt(20);
    assert_eq!(world.recovery.probe_contents(), None);
    world.send(100, 3);
    world.ack(120, &[1..2]);
    assert_eq!(world.recovery.probe_contents(), Some(&2));
    assert!(world.recovery.unacked_contents().eq(&[2, 3]));
}

#[test]
fn the_seed_decides_the_jitter() {
    let doubled = || {
        let mut world = World::with_rtt(20);
        world.send(100, 1);
        assert_eq!(world.timeout(1_000), OnTimeout::Probe);
        world.due().unwrap()
    };
    assert_eq!(doubled(), doubled());
}

#[test]
fn a_round_trip_that_took_half_a_minute_does_not_put_off_the_first_probe() {
    let mut world = World::with_rtt(30_000);
    world.send(30_000, 1);
    assert_eq!(world.waits_from(30_000), MS * 5_000);
}
