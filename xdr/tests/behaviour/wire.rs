//! Each type has the bytes that RFC 4506 gives it.

use idlc_xdr::{
    Array, ArrayRef, Decode, Encode, Layout, Opaque, OpaqueRef, Quad, Size, Text, TextRef, UChar,
    from_slice, to_vec,
};

use crate::types::{Pair, Shape, node};

/// The bytes of `hex`, which may contain spaces.
fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
        .collect()
}

fn writes<T: Encode>(value: &T, hex: &str) {
    assert_eq!(to_vec(value), bytes(hex));
    if let Size::Fixed(size) = T::SIZE {
        assert_eq!(bytes(hex).len(), size);
    }
}

fn is<T: Encode + for<'a> Decode<'a> + PartialEq + std::fmt::Debug>(value: T, hex: &str) {
    writes(&value, hex);
    assert_eq!(from_slice::<T>(&bytes(hex)), Ok(value));
}

#[test]
fn numbers_are_big_endian() {
    is(-2_i32, "ff ff ff fe");
    is(0x0102_0304_u32, "01 02 03 04");
    is(-2_i64, "ff ff ff ff ff ff ff fe");
    is(0x0102_0304_0506_0708_u64, "01 02 03 04 05 06 07 08");
    is(1.0_f32, "3f 80 00 00");
    is(-2.5_f64, "c0 04 00 00 00 00 00 00");
    is(
        Quad::from_bits(0x3fff << 112),
        "3f ff 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
    );
}

#[test]
fn narrow_numbers_take_four_bytes() {
    is(-1_i8, "ff ff ff ff");
    is(-300_i16, "ff ff fe d4");
    is(65_535_u16, "00 00 ff ff");
    is(255_u8, "00 00 00 ff");
    is(UChar(255), "00 00 00 ff");
    is(
        vec![UChar(1), UChar(2)],
        "00 00 00 02  00 00 00 01  00 00 00 02",
    );
    is([-1_i16, 2], "ff ff ff ff  00 00 00 02");
}

#[test]
fn bools_are_zero_or_one_and_void_is_nothing() {
    is(false, "00 00 00 00");
    is(true, "00 00 00 01");
    is((), "");
    is([true, false], "00 00 00 01  00 00 00 00");
}

#[test]
fn a_run_of_bytes_is_opaque_data() {
    is([1_u8, 2, 3], "01 02 03 00");
    is([1_u8, 2, 3, 4], "01 02 03 04");
    is(Box::new([1_u8, 2, 3, 4, 5]), "01 02 03 04 05 00 00 00");
    is(vec![1_u8, 2], "00 00 00 02  01 02 00 00");
    is(Vec::<u8>::new(), "00 00 00 00");
    is(
        Opaque::<5>::try_from([9; 5]).unwrap(),
        "00 00 00 05  09 09 09 09  09 00 00 00",
    );
    is(
        Array::<u8, 5>::try_from([9]).unwrap(),
        "00 00 00 01  09 00 00 00",
    );
    writes(
        &OpaqueRef::<2>::new(&[7]).unwrap(),
        "00 00 00 01  07 00 00 00",
    );
}

#[test]
fn strings_are_counted_and_padded() {
    is(String::new(), "00 00 00 00");
    is("é!".to_owned(), "00 00 00 03  c3 a9 21 00");
    is(
        Text::<4>::try_from("abcd").unwrap(),
        "00 00 00 04  61 62 63 64",
    );
    writes(&TextRef::<9>::new("a").unwrap(), "00 00 00 01  61 00 00 00");
    writes(&"a", "00 00 00 01  61 00 00 00");
}

#[test]
fn fixed_arrays_have_no_count_and_others_do() {
    is([1_u32, 2], "00 00 00 01  00 00 00 02");
    is([[1_u8], [2]], "01 00 00 00  02 00 00 00");
    is(Box::new([1_i32, 2]), "00 00 00 01  00 00 00 02");
    is(vec![1_u64], "00 00 00 01  00 00 00 00 00 00 00 01");
    writes(
        &ArrayRef::<bool, 1>::new(&[true]).unwrap(),
        "00 00 00 01  00 00 00 01",
    );
    let long: Vec<u32> = (0..40).collect();
    let words = "00 00 00 ".to_owned()
        + &(0..40)
            .map(|n| format!("{n:02x}"))
            .collect::<Vec<_>>()
            .join(" 00 00 00 ");
    is(long, &format!("00 00 00 28 {words}"));
}

#[test]
fn optional_data_starts_with_a_bool() {
    is(None::<u32>, "00 00 00 00");
    is(Some(5_u32), "00 00 00 01  00 00 00 05");
    is(
        Some(Box::new("a".to_owned())),
        "00 00 00 01  00 00 00 01  61 00 00 00",
    );
}

#[test]
fn a_result_switches_on_whether_it_is_ok() {
    is(Ok::<u32, bool>(5), "00 00 00 01  00 00 00 05");
    is(Err::<u32, bool>(true), "00 00 00 00  00 00 00 01");
    is(Ok::<(), u32>(()), "00 00 00 01");
}

#[test]
fn structures_unions_and_tuples_are_their_parts() {
    let pair = Pair {
        first: 1,
        second: -1,
    };
    is(pair, "00 00 00 01  ff ff ff ff");
    is(
        (1_u32, "b".to_owned(), pair),
        "00 00 00 01  00 00 00 01 62 00 00 00  00 00 00 01 ff ff ff ff",
    );
    is(Shape::Nothing, "00 00 00 00");
    is(
        Shape::Corners(Array::try_from([pair]).unwrap()),
        "00 00 00 01  00 00 00 01  00 00 00 01 ff ff ff ff",
    );
    is(
        Shape::Default(7, "x".to_owned()),
        "00 00 00 07  00 00 00 01 78 00 00 00",
    );
}

#[test]
fn a_linked_list_is_a_chain_of_optional_data() {
    is(
        vec![node("a"), node("b")],
        "00 00 00 01  00 00 00 01 61 00 00 00  00 00 00 01  00 00 00 01 62 00 00 00  00 00 00 00",
    );
}

#[test]
fn sixteen_arguments_follow_one_another() {
    let numbers = (0_u32, 1_u32, 2_u32, 3_u32, 4_u32, 5_u32, 6_u32, 7_u32);
    assert_eq!(<(u32, u64, [u8; 5])>::SIZE, Size::Fixed(20));
    let sixteen = (
        0_u32, 1_u32, 2_u32, 3_u32, 4_u32, 5_u32, 6_u32, 7_u32, 8_u32, 9_u32, 10_u32, 11_u32,
        12_u32, 13_u32, 14_u32, 15_u32,
    );
    assert_eq!(to_vec(&numbers), to_vec(&[0_u32, 1, 2, 3, 4, 5, 6, 7]));
    let array: [u32; 16] = from_slice(&to_vec(&sixteen)).unwrap();
    assert!(array.into_iter().eq(0..16));
}
