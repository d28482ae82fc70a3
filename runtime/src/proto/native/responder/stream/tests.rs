//! The bounds of a stream, against clients that keep no rules.
#![expect(clippy::disallowed_methods, reason = "tests may begin at any instant")]

use super::*;
use crate::proto::native::number::{MessageId, Slot};

fn config() -> ResponderConfig {
    ResponderConfig {
        stream_window: 4,
        stream_bytes_max: 100_000,
        ..ResponderConfig::default()
    }
}

/// The first part of a message, which is all of it if it has `total` bytes.
fn first(seq: u32, total: u64, bytes: &[u8]) -> Data<'_> {
    Data {
        id: MessageId::message(Slot(0), Seq(seq)),
        patience: std::time::Duration::ZERO,
        total,
        offset: 0,
        check: None,
        bytes,
        digest: None,
    }
}

fn take(stream: &mut Stream, data: &Data<'_>) -> Step {
    let now = Instant::now();
    let place = Bytes::InDatagram(0..data.bytes.len());
    stream.take(now, &config(), true, data, place)
}

fn small(stream: &mut Stream, seq: u32) -> Step {
    take(stream, &first(seq, 1, &[7]))
}

#[test]
fn messages_are_handed_out_in_order_and_once() {
    let mut stream = Stream::default();
    assert_eq!(small(&mut stream, 2), Step::Kept);
    assert_eq!(small(&mut stream, 1), Step::Run(Bytes::InDatagram(0..1)));
    assert_eq!(small(&mut stream, 1), Step::Kept);
    assert_eq!(stream.consumed(Seq(2)), None);
    let second = Some(Bytes::Assembled(vec![7]));
    assert_eq!(stream.consumed(Seq(1)), second);
    assert_eq!(stream.consumed(Seq(1)), None);
    assert_eq!(small(&mut stream, 1), Step::Done);
    assert_eq!(stream.consumed(Seq(2)), None);
    assert_eq!((stream.done(), stream.memory()), (Seq(2), 0));
}

#[test]
fn a_message_beyond_the_window_is_refused_and_takes_no_memory() {
    let mut stream = Stream::default();
    for seq in [5, 6, 1 << 30] {
        assert_eq!(small(&mut stream, seq), Step::Refused);
    }
    // More than half of all numbers ahead is behind.
    assert_eq!(small(&mut stream, 1 << 31 | 1), Step::Done);
    assert_eq!(small(&mut stream, 4), Step::Kept);
    assert!(stream.held.len() <= 4);
}

#[test]
fn bytes_that_wait_are_bounded_except_for_the_message_whose_turn_is_next() {
    let mut stream = Stream::default();
    let bytes = vec![7; 60_000];
    assert_eq!(take(&mut stream, &first(2, 60_000, &bytes)), Step::Kept);
    assert_eq!(take(&mut stream, &first(3, 60_000, &bytes)), Step::Refused);
    assert_eq!(
        take(&mut stream, &first(3, 40_000, &bytes[..9])),
        Step::Kept
    );
    assert_eq!(small(&mut stream, 4), Step::Refused);
    let next = first(1, 1 << 20, &bytes);
    assert!(matches!(take(&mut stream, &next), Step::Grant(_)));
}

#[test]
fn numbers_go_on_after_they_wrap() {
    let mut stream = Stream {
        done: Seq(u32::MAX - 1),
        ..Stream::default()
    };
    assert_eq!(small(&mut stream, 0), Step::Kept);
    assert!(matches!(small(&mut stream, u32::MAX), Step::Run(_)));
    assert!(stream.consumed(Seq(u32::MAX)).is_some());
    stream.skip(Seq(1)..=Seq(3));
    assert_eq!(stream.consumed(Seq(0)), None);
    assert_eq!(stream.done(), Seq(3));
}

#[test]
fn what_is_skipped_is_dropped_unless_it_is_being_executed() {
    let mut stream = Stream::default();
    assert!(matches!(small(&mut stream, 1), Step::Run(_)));
    assert_eq!(small(&mut stream, 2), Step::Kept);
    stream.skip(Seq(1)..=Seq(3));
    assert_eq!((stream.done(), stream.memory()), (Seq(0), 0));
    assert_eq!(small(&mut stream, 3), Step::Kept);
    assert_eq!(stream.consumed(Seq(1)), None);
    assert_eq!((stream.done(), stream.is_running()), (Seq(3), false));
    assert!(matches!(small(&mut stream, 4), Step::Run(_)));
    // A range that ends before it begins, or far ahead, does no harm.
    stream.skip(Seq(9)..=Seq(5));
    stream.skip(Seq(7)..=Seq(7));
    assert_eq!(stream.consumed(Seq(4)), None);
    assert_eq!(stream.done(), Seq(4));
}

#[test]
fn a_range_of_two_thousand_million_messages_is_skipped_at_once() {
    let mut stream = Stream::default();
    assert_eq!(small(&mut stream, 3), Step::Kept);
    stream.skip(Seq(1)..=Seq((1 << 31) - 1));
    assert_eq!((stream.done(), stream.memory()), (Seq((1 << 31) - 1), 0));
    assert!(matches!(small(&mut stream, 1 << 31), Step::Run(_)));
}
