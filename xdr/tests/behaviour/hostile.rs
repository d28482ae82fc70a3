//! No bytes panic a decoder, and what is decoded is what was there.

use std::fmt::Debug;

use idlc_xdr::{
    Array, Decode, Encode, Opaque, OpaqueRef, Quad, Text, TextRef, UChar, from_slice, to_vec,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::types::{Group, Node, Pair, Shape, Tree};

/// XDR has one encoding per value: whatever a decoder accepts, encodes to the
/// same bytes again.
fn check<'a, T: Decode<'a> + Encode + Debug>(bytes: &'a [u8]) -> Result<(), TestCaseError> {
    if let Ok(value) = from_slice::<T>(bytes) {
        prop_assert_eq!(to_vec(&value), bytes);
    }
    Ok(())
}

macro_rules! decoders {
    ($($type:ty),+ $(,)?) => {
        fn check_all(bytes: &[u8]) -> Result<(), TestCaseError> {
            $(check::<$type>(bytes)?;)+
            Ok(())
        }
    };
}

decoders![
    i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, bool, (), Quad, UChar,
    String, &str, Vec<u8>, &[u8], [u8; 5], &[u8; 5], Box<[u8; 5]>,
    Opaque<9>, OpaqueRef<'_, 9>, Text<9>, TextRef<'_, 9>,
    Vec<i8>, Vec<i32>, Vec<u64>, Vec<f32>, Vec<bool>, Vec<()>, Vec<UChar>,
    [u32; 3], [u64; 2], [bool; 3], [Text<4>; 2], Box<[u32; 3]>, Box<[String; 2]>,
    Vec<Vec<u8>>, Vec<Vec<Vec<u32>>>, Vec<Option<Box<[u32; 2]>>>,
    Array<u32, 4>, Array<String, 4>, Option<u32>, Option<Option<String>>,
    Pair, Vec<Pair>, [Pair; 2], Shape, Vec<Shape>, Tree, Vec<Tree>,
    Vec<Node>, Array<Node, 2>, Group, Vec<Group>, Vec<Vec<Node>>,
    (u32, String, Vec<u8>, Option<bool>), (Group, Tree), (Vec<Node>, Shape),
];

/// Words that mean something: flags, short lengths, lies.
fn word() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => 0..5_u32,
        1 => select(vec![8, 0x6100_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, u32::MAX]),
        1 => any::<u32>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn random_bytes_panic_nothing(bytes in vec(any::<u8>(), 0..64)) {
        check_all(&bytes)?;
    }

    #[test]
    fn likely_words_panic_nothing(words in vec(word(), 0..24)) {
        let bytes: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).collect();
        check_all(&bytes)?;
    }
}
