use proptest::collection::vec;
use proptest::prelude::*;

use super::{Outbox, RecordError, RecordReader, RecordWriter};

const LAST: u32 = 1 << 31;

/// A stream of one fragment, which announces `mark` and has these bytes.
fn fragment(mark: u32, bytes: &[u8]) -> Vec<u8> {
    [&mark.to_be_bytes(), bytes].concat()
}

/// All records in a stream that arrives at once.
fn read_all(reader: &mut RecordReader, mut stream: &[u8]) -> Result<Vec<Vec<u8>>, RecordError> {
    let mut records = Vec::new();
    while !stream.is_empty() {
        records.extend(reader.read(&mut stream)?);
    }
    Ok(records)
}

/// Everything that a record writer writes, at most `step` bytes at a time.
fn write_all(mut writer: RecordWriter, step: usize) -> Vec<u8> {
    let mut stream = Vec::new();
    while !writer.is_done() {
        let next = writer.slices().concat();
        let part = &next[..step.min(next.len())];
        stream.extend_from_slice(part);
        assert_eq!(writer.advance(part.len()), 0);
    }
    stream
}

#[test]
fn a_message_is_one_fragment_that_is_marked_as_the_last() {
    let stream = write_all(RecordWriter::new(b"four".to_vec()), 100);
    assert_eq!(stream, fragment(LAST | 4, b"four"));
}

#[test]
fn a_message_longer_than_a_fragment_is_several() {
    let writer = RecordWriter::with_fragments(b"fragment".to_vec(), 3);
    let fragments = [
        fragment(3, b"fra"),
        fragment(3, b"gme"),
        fragment(LAST | 2, b"nt"),
    ];
    assert_eq!(write_all(writer, 100), fragments.concat());
}

#[test]
fn an_empty_message_is_an_empty_last_fragment() {
    let stream = write_all(RecordWriter::new(Vec::new()), 1);
    assert_eq!(stream, fragment(LAST, b""));
    let records = read_all(&mut RecordReader::new(0), &stream);
    assert_eq!(records, Ok(vec![Vec::new()]));
}

#[test]
fn a_record_may_end_with_an_empty_fragment() {
    let stream = [fragment(3, b"abc"), fragment(LAST, b"")].concat();
    let records = read_all(&mut RecordReader::new(3), &stream);
    assert_eq!(records, Ok(vec![b"abc".to_vec()]));
}

#[test]
fn an_empty_fragment_that_is_not_the_last_ends_the_stream() {
    let refused = read_all(&mut RecordReader::new(10), &fragment(0, b""));
    assert_eq!(refused, Err(RecordError::EmptyFragment));
}

#[test]
fn a_record_may_have_as_many_bytes_as_allowed_and_not_one_more() {
    for (length, expected) in [
        (10, Ok(vec![vec![7; 10]])),
        (11, Err(RecordError::TooLarge { bytes_max: 10 })),
    ] {
        let stream = fragment(LAST | length, &vec![7; length as usize]);
        assert_eq!(read_all(&mut RecordReader::new(10), &stream), expected);
    }
}

#[test]
fn a_lying_length_allocates_nothing() {
    let mut reader = RecordReader::new(u64::MAX);
    let announced = fragment(LAST | (LAST - 1), b"little");
    assert_eq!(reader.read(&mut &announced[..]), Ok(None));
    assert!((6..100).contains(&reader.memory()));
}

#[test]
fn four_gibibytes_in_fragments_are_refused_where_they_exceed_the_limit() {
    let mut reader = RecordReader::new(1_000);
    let first = fragment(600, &[0; 600]);
    assert_eq!(reader.read(&mut &first[..]), Ok(None));
    let second = fragment(LAST | (LAST - 1), b"");
    let refused = reader.read(&mut &second[..]);
    assert_eq!(refused, Err(RecordError::TooLarge { bytes_max: 1_000 }));
}

#[test]
fn a_peer_that_never_ends_its_record_is_refused_at_the_limit() {
    let mut reader = RecordReader::new(1_000);
    let part = fragment(10, &[0; 10]);
    for _ in 0..100 {
        assert_eq!(reader.read(&mut &part[..]), Ok(None));
    }
    let refused = reader.read(&mut &part[..]);
    assert_eq!(refused, Err(RecordError::TooLarge { bytes_max: 1_000 }));
}

#[test]
fn a_reader_knows_whether_it_is_within_a_record() {
    let mut reader = RecordReader::new(10);
    assert!(reader.is_at_start());
    let stream = fragment(LAST | 2, b"ab");
    for (len, byte) in (1..).zip(&stream) {
        let read = reader.read(&mut std::slice::from_ref(byte)).unwrap();
        assert_eq!(read.is_some(), len == stream.len());
        assert_eq!(reader.is_at_start(), len == stream.len());
    }
}

#[test]
fn an_outbox_never_writes_a_record_into_another() {
    let mut outbox = Outbox::default();
    outbox.push(b"one".to_vec());
    outbox.push(b"three".to_vec());
    assert_eq!((outbox.bytes(), outbox.len()), (8, 2));
    let all = [fragment(LAST | 3, b"one"), fragment(LAST | 5, b"three")].concat();
    assert_eq!(outbox.slices().collect::<Vec<_>>().concat(), all);
    assert_eq!(outbox.advance(9), 1);
    assert_eq!(outbox.slices().collect::<Vec<_>>().concat(), all[9..]);
    assert_eq!(outbox.advance(7), 1);
    assert!(outbox.is_empty() && outbox.bytes() == 0);
}

proptest! {
    #[test]
    fn records_survive_any_fragments_and_any_portions(
        messages in vec(vec(any::<u8>(), 0..200), 0..8),
        fragment_bytes in 1_usize..60,
        portions in vec(1_usize..50, 1..30),
        step in 1_usize..70,
    ) {
        let stream: Vec<u8> = messages
            .iter()
            .flat_map(|message| {
                let writer = RecordWriter::with_fragments(message.clone(), fragment_bytes);
                write_all(writer, step)
            })
            .collect();
        let mut reader = RecordReader::new(200);
        let mut records = Vec::new();
        let mut rest = &stream[..];
        for portion in portions.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (part, later) = rest.split_at((*portion).min(rest.len()));
            records.extend(read_all(&mut reader, part).unwrap());
            rest = later;
        }
        prop_assert_eq!(records, messages);
        prop_assert!(reader.is_at_start());
    }

    #[test]
    fn noise_never_costs_more_memory_than_arrived(
        noise in vec(any::<u8>(), 0..600),
        bytes_max in 0_u64..400,
    ) {
        let mut reader = RecordReader::new(bytes_max);
        if let Ok(records) = read_all(&mut reader, &noise) {
            let bytes: usize = records.iter().map(Vec::len).sum();
            prop_assert!(bytes <= noise.len());
        }
        prop_assert!(reader.memory() <= 2 * noise.len().max(8));
    }

    #[test]
    fn an_outbox_writes_all_records_in_order_in_any_portions(
        messages in vec(vec(any::<u8>(), 0..100), 0..10),
        step in 1_usize..300,
    ) {
        let mut outbox = Outbox::default();
        for message in &messages {
            outbox.push(message.clone());
        }
        let mut stream = Vec::new();
        while !outbox.is_empty() {
            let next = outbox.slices().collect::<Vec<_>>().concat();
            let part = &next[..step.min(next.len())];
            stream.extend_from_slice(part);
            outbox.advance(part.len());
        }
        let records = read_all(&mut RecordReader::new(100), &stream).unwrap();
        prop_assert_eq!(records, messages);
    }
}
