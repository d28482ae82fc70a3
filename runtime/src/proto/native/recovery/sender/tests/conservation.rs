//! Whatever the network and the peer do, nothing is lost sight of and nothing
//! comes back twice.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;

use super::world::{BYTES, World};
use crate::proto::native::recovery::PacketKind;

#[derive(Debug, Clone)]
enum Step {
    Send(PacketKind, usize),
    /// Ranges below the next packet number, as distances from it.
    Ack(Vec<(u64, u64)>),
    Timeout,
}

fn step() -> impl Strategy<Value = (u32, Step)> {
    let kind = prop_oneof![
        8 => Just(PacketKind::AckEliciting),
        2 => Just(PacketKind::AckOnly),
        1 => Just(PacketKind::MtuProbe),
    ];
    let ranges = prop::collection::vec((0..6_u64, 1..6_u64), 1..5);
    let step = prop_oneof![
        (kind, 1..5_usize).prop_map(|(kind, packets)| Step::Send(kind, packets)),
        ranges.prop_map(Step::Ack),
        Just(Step::Timeout),
    ];
    (0..40_u32, step)
}

/// Descending ranges with holes between, that begin so far below `next`.
fn descending(next: u64, distances: &[(u64, u64)]) -> Vec<Range<u64>> {
    let mut end = next;
    let mut ranges = Vec::new();
    for (hole, length) in distances {
        end = end.saturating_sub(*hole);
        let start = end.saturating_sub(*length);
        if start < end {
            ranges.push(start..end);
        }
        end = start.saturating_sub(1);
    }
    ranges
}

/// Notes the numbers sent that have to come back.
fn apply(world: &mut World, awaited: &mut BTreeSet<u64>, ms: u32, step: Step) {
    match step {
        Step::Send(kind, packets) => {
            for _ in 0..packets {
                let number = world.recovery.next_packet_number();
                world.send_kind(ms, kind);
                if kind != PacketKind::AckOnly {
                    awaited.insert(number.0);
                }
            }
        }
        Step::Ack(distances) => {
            let next = world.recovery.next_packet_number().0;
            let ranges = descending(next, &distances);
            if !ranges.is_empty() {
                world.ack(ms, &ranges);
            }
        }
        Step::Timeout => {
            let _ = world.timeout(ms);
        }
    }
}

proptest! {
    #[test]
    fn every_packet_is_under_way_or_came_back_once(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut world = World::new();
        let mut awaited = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut now = 0;
        for (wait, step) in steps {
            now += wait;
            apply(&mut world, &mut awaited, now, step);
            for number in world.acked.drain(..).chain(world.lost.drain(..)) {
                prop_assert!(seen.insert(number), "{number} came back twice");
                awaited.remove(&number);
            }
            let under_way = world.recovery.unacked_contents();
            prop_assert!(under_way.eq(&awaited));
            prop_assert_eq!(world.recovery.in_flight(), awaited.len() * BYTES);
            prop_assert_eq!(world.due().is_none(), awaited.is_empty());
            prop_assert!(world.window() >= 2);
        }
    }
}
