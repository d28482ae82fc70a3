//! What decoding allocates is bounded by the message, whatever it claims.
//!
//! A program of its own, because it replaces the allocator to count.

mod counting;

use idlc_xdr::{
    Decode, DecodeError, Encode, Layout, Limits, Opaque, Reader, Sink, Size, Text, from_slice,
    to_vec,
};
use proptest::collection::vec;
use proptest::prelude::*;

use counting::allocated_by;

/// What an error itself takes, with its path.
const ERROR: usize = 1024;

/// A node of a linked list that is much larger in memory than on the wire.
#[derive(Debug, Clone)]
struct Wide {
    #[expect(dead_code, reason = "decoded for its size")]
    words: Option<Box<Self>>,
    _room: Option<[u64; 12]>,
}

impl Layout for Wide {
    const SIZE: Size = Size::AtLeast(8);
}

impl Encode for Wide {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        out.put_bool(false);
        out.put_bool(false);
    }

    fn encode_sequence<'a, S: Sink<'a>>(nodes: &'a [Self], out: &mut S) {
        idlc_xdr::list::encode(nodes, out);
    }
}

impl<'a> Decode<'a> for Wide {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            words: input.field("words")?,
            _room: input.field("room")?,
        })
    }

    fn decode_sequence(max: usize, input: &mut Reader<'a>) -> Result<Vec<Self>, DecodeError> {
        idlc_xdr::list::decode(max, input)
    }
}

fn bytes_for<'a, T: Decode<'a>>(message: &'a [u8]) -> usize {
    allocated_by(|| drop(from_slice::<T>(message)))
}

#[test]
fn a_lying_length_allocates_nothing() {
    let lie = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
    for bytes in [
        bytes_for::<Vec<u8>>(&lie),
        bytes_for::<String>(&lie),
        bytes_for::<Vec<u32>>(&lie),
        bytes_for::<Vec<f64>>(&lie),
        bytes_for::<Vec<Vec<String>>>(&lie),
        bytes_for::<Vec<Option<[u64; 12]>>>(&lie),
        bytes_for::<Vec<()>>(&lie),
        bytes_for::<Opaque<0xffff_ffff>>(&lie),
        bytes_for::<Text<0xffff_ffff>>(&lie),
        bytes_for::<Box<[u32; 1 << 20]>>(&lie),
    ] {
        assert!(bytes <= ERROR, "{bytes} bytes");
    }
}

#[test]
fn borrowed_data_allocates_nothing() {
    let message = to_vec(&(vec![7_u8; 1 << 20], "text"));
    assert_eq!(bytes_for::<(&[u8], &str)>(&message), 0);
}

#[test]
fn owned_data_allocates_once_and_exactly() {
    let message = to_vec(&vec![7_u8; 1 << 20]);
    assert_eq!(bytes_for::<Vec<u8>>(&message), 1 << 20);
    let message = to_vec(&vec![7_u32; 1000]);
    assert_eq!(bytes_for::<Vec<u32>>(&message), 4000);
    assert_eq!(bytes_for::<Box<[u32; 1000]>>(&message[4..]), 4000);
}

#[test]
fn a_long_list_stays_within_the_budget() {
    let nodes = vec![
        Wide {
            words: None,
            _room: None
        };
        10_000
    ];
    let message = to_vec(&nodes);
    let bytes = bytes_for::<Vec<Wide>>(&message);
    assert!(bytes >= 10_000 * size_of::<Wide>(), "{bytes} bytes");
    assert!(bytes <= budget(message.len()), "{bytes} bytes");
}

#[test]
fn an_empty_buffer_allocates_nothing() {
    assert_eq!(allocated_by(|| drop(idlc_xdr::Writer::new())), 0);
    assert_eq!(allocated_by(|| drop(to_vec(&(1_u32, 2_u64)))), 12);
}

/// What decoding a message may allocate in all: what the limits grant, twice
/// over for lists, which grow by moving.
fn budget(len: usize) -> usize {
    2 * Limits::default().max_memory(len) + ERROR
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_message_allocates_more_than_its_budget(words in vec(prop_oneof![0..4_u32, Just(200), any::<u32>()], 0..300)) {
        let message: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).collect();
        for bytes in [
            bytes_for::<Vec<Vec<u8>>>(&message),
            bytes_for::<Vec<Vec<Vec<()>>>>(&message),
            bytes_for::<Vec<Option<[u64; 12]>>>(&message),
            bytes_for::<Vec<Option<Box<[u64; 2]>>>>(&message),
            bytes_for::<Vec<Wide>>(&message),
            bytes_for::<Vec<Vec<Wide>>>(&message),
            bytes_for::<Vec<(String, Vec<bool>)>>(&message),
        ] {
            prop_assert!(bytes <= budget(message.len()), "{} bytes for {}", bytes, message.len());
        }
    }
}
