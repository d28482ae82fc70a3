use std::time::{Duration, Instant};

use super::{Connection, Expired, SMALL_BYTES};
use crate::config::StreamResponderConfig;
use crate::proto::onc::record::{RecordError, RecordWriter};

const SECOND: Duration = Duration::from_secs(1);

fn start() -> Instant {
    #[expect(
        clippy::disallowed_methods,
        reason = "any instant serves as the origin"
    )]
    Instant::now()
}

fn config() -> StreamResponderConfig {
    StreamResponderConfig {
        record_bytes_max: 100_000,
        connection_calls_max: 3,
        unsent_bytes_max: 100,
        ..StreamResponderConfig::default()
    }
}

/// The record of a message.
fn record(message: &[u8]) -> Vec<u8> {
    RecordWriter::new(message.to_vec()).slices().concat()
}

/// All calls that can be taken now.
fn take(connection: &mut Connection) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| connection.poll_call()).collect()
}

/// Writes everything; what that was.
fn write_all(connection: &mut Connection, now: Instant) -> Vec<u8> {
    let mut written = Vec::new();
    while connection.wants_write() {
        let next = connection.slices().collect::<Vec<_>>().concat();
        connection.handle_written(now, next.len()).unwrap();
        written.extend(next);
    }
    written
}

#[test]
fn calls_are_taken_in_order_and_answered_in_any() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let both = [record(b"one"), record(b"two")].concat();
    connection.handle_bytes(now, &both).unwrap();
    assert_eq!(take(&mut connection), [b"one", b"two"]);
    connection
        .complete(now, 3, Some(b"second".to_vec()))
        .unwrap();
    connection
        .complete(now, 3, Some(b"first".to_vec()))
        .unwrap();
    let written = write_all(&mut connection, now);
    assert_eq!(written, [record(b"second"), record(b"first")].concat());
    assert!(connection.is_idle());
    assert_eq!(connection.memory(), 0);
}

#[test]
fn beyond_its_share_of_calls_a_connection_is_not_read() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let calls: Vec<u8> = (0..5_u8).flat_map(|n| record(&[n; 8])).collect();
    connection.handle_bytes(now, &calls).unwrap();
    assert!(!connection.wants_read(false));
    assert_eq!(take(&mut connection), [[0; 8], [1; 8], [2; 8]]);
    assert!(!connection.wants_read(false));
    connection.complete(now, 8, None).unwrap();
    assert_eq!(take(&mut connection), [[3; 8]]);
    for _ in 0..3 {
        connection.complete(now, 8, None).unwrap();
    }
    assert_eq!(take(&mut connection), [[4; 8]]);
    assert!(connection.wants_read(false));
}

#[test]
fn a_client_that_takes_no_replies_makes_no_further_calls() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let calls = [record(b"a"), record(b"b")].concat();
    connection.handle_bytes(now, &calls).unwrap();
    assert_eq!(connection.poll_call(), Some(b"a".to_vec()));
    connection.complete(now, 1, Some(vec![0; 100])).unwrap();
    assert!(!connection.has_call() && connection.poll_call().is_none());
    assert!(!connection.wants_read(false));
    write_all(&mut connection, now);
    assert_eq!(connection.poll_call(), Some(b"b".to_vec()));
}

#[test]
fn while_memory_is_short_only_small_calls_are_read() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let large = record(&vec![7; 2 * SMALL_BYTES]);
    let (some, more) = large.split_at(SMALL_BYTES / 2);
    connection.handle_bytes(now, some).unwrap();
    assert!(connection.wants_read(true));
    connection
        .handle_bytes(now, more.split_last().unwrap().1)
        .unwrap();
    assert!(!connection.wants_read(true) && connection.wants_read(false));
    assert!(connection.memory() > SMALL_BYTES);
}

#[test]
fn progress_does_not_extend_the_time_for_a_record() {
    let begin = start();
    let mut connection = Connection::new(begin, config());
    let call = record(&[7; 1_000]);
    for (second, byte) in (0..120_u32).zip(&call) {
        let now = begin + SECOND * second;
        assert_eq!(connection.handle_timeout(now), None);
        connection.handle_bytes(now, &[*byte]).unwrap();
    }
    let ends = begin + SECOND * 120;
    assert_eq!(connection.poll_timeout(), Some(ends));
    assert_eq!(connection.handle_timeout(ends), Some(Expired::SlowCall));
}

#[test]
fn the_time_for_which_nothing_was_read_does_not_count() {
    let begin = start();
    let mut connection = Connection::new(begin, config());
    let calls: Vec<u8> = (0..3_u8).flat_map(|n| record(&[n; 8])).collect();
    let part = &record(&[9; 8])[..6];
    connection
        .handle_bytes(begin, &calls[..calls.len() - 1])
        .unwrap();
    assert_eq!(take(&mut connection).len(), 2);
    connection
        .handle_bytes(begin, &calls[calls.len() - 1..])
        .unwrap();
    assert_eq!(take(&mut connection).len(), 1);
    // What follows waits for a handler that takes an hour.
    connection.handle_bytes(begin, part).unwrap();
    let later = begin + SECOND * 3_600;
    assert_eq!(connection.handle_timeout(later), None);
    connection.complete(later, 8, None).unwrap();
    assert_eq!(connection.handle_timeout(later + SECOND * 119), None);
    let expired = connection.handle_timeout(later + SECOND * 120);
    assert_eq!(expired, Some(Expired::SlowCall));
}

#[test]
fn a_reply_that_is_taken_too_slowly_ends_the_connection() {
    let begin = start();
    let mut connection = Connection::new(begin, config());
    connection.handle_bytes(begin, &record(b"call")).unwrap();
    take(&mut connection);
    connection.complete(begin, 4, Some(vec![0; 500])).unwrap();
    for second in 0..120 {
        let now = begin + SECOND * second;
        assert_eq!(connection.handle_timeout(now), None);
        connection.handle_written(now, 1).unwrap();
    }
    let expired = connection.handle_timeout(begin + SECOND * 120);
    assert_eq!(expired, Some(Expired::SlowReader));
}

#[test]
fn a_connection_is_idle_only_between_calls() {
    let begin = start();
    let mut connection = Connection::new(begin, config());
    let idle = begin + config().idle_max;
    assert_eq!(connection.poll_timeout(), Some(idle));
    assert_eq!(connection.handle_timeout(begin + SECOND), None);
    assert_eq!(connection.handle_timeout(idle), Some(Expired::Idle));
    connection.handle_bytes(begin, &record(b"call")).unwrap();
    assert_eq!(connection.handle_timeout(idle), None);
    take(&mut connection);
    assert_eq!(connection.poll_timeout(), None);
    let done = begin + SECOND * 1_000;
    connection.complete(done, 4, Some(Vec::new())).unwrap();
    write_all(&mut connection, done);
    assert_eq!(connection.poll_timeout(), Some(done + config().idle_max));
}

#[test]
fn what_was_read_before_the_client_ended_its_half_is_executed() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let calls: Vec<u8> = (0..5_u8).flat_map(|n| record(&[n; 8])).collect();
    connection.handle_bytes(now, &calls).unwrap();
    connection.handle_end();
    let mut executed = 0;
    while connection.poll_call().is_some() {
        assert!(!connection.is_over() && !connection.wants_read(false));
        connection.complete(now, 8, Some(b"done".to_vec())).unwrap();
        write_all(&mut connection, now);
        executed += 1;
    }
    assert_eq!(executed, 5);
    assert!(connection.is_over());
}

#[test]
fn a_draining_server_answers_what_runs_and_takes_nothing_new() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let calls = [record(b"runs"), record(b"waits"), record(b"part")].concat();
    connection
        .handle_bytes(now, &calls[..calls.len() - 1])
        .unwrap();
    assert!(connection.poll_call().is_some());
    connection.drain();
    assert!(connection.poll_call().is_none() && !connection.is_over());
    connection.complete(now, 4, Some(b"done".to_vec())).unwrap();
    assert_eq!(write_all(&mut connection, now), record(b"done"));
    assert!(connection.is_over());
}

#[test]
fn a_record_that_cannot_be_read_is_noticed_before_it_arrives() {
    let now = start();
    let mut connection = Connection::new(now, config());
    let refused = connection.handle_bytes(now, &0x8001_86a1_u32.to_be_bytes());
    let bytes_max = 100_000;
    assert_eq!(refused, Err(RecordError::TooLarge { bytes_max }));
    assert_eq!(connection.memory(), 0);
}
