use std::time::Duration;

use super::pair::{MS, Pair};
use crate::proto::native::{Caller, CallerConfig, Secret};
use crate::proto::random::Random;

/// How long a MiB takes in small packets of which so many in a thousand are lost,
/// each way, with a round trip of 0.2 ms.
fn time_of_a_mib(loss_per_mille: u32) -> Duration {
    let mut pair = Pair::new();
    let config = CallerConfig {
        packet_bytes_max: 1_452,
        ..CallerConfig::default()
    };
    pair.caller = Caller::new(config, pair.caller.server(), Secret::new([1, 2]));
    let mut random = Random::new(7);
    pair.lose = Box::new(move |_, _| random.chance(loss_per_mille));
    let call = pair.call(vec![7; 1 << 20], MS * 60_000);
    pair.run();
    assert_eq!(pair.ended[&call], Ok(vec![7; 1 << 20]));
    pair.elapsed()
}

#[test]
fn a_small_window_does_not_wait_for_delayed_acknowledgements() {
    // Losses keep the window at a few packets, which are fewer than the
    // receiver waits for before it acknowledges: it is asked to at once.
    let took = time_of_a_mib(50);
    assert!(took < MS * 400, "{took:?}");
}
