//! What is wrong with bytes is said by kind, place and path.

use idlc_xdr::{Decode, DecodeError, DecodeErrorKind as Kind, Opaque, UChar, from_slice, to_vec};

use crate::types::{Group, Node, Pair, Shape, node};

fn error<'a, T: Decode<'a> + std::fmt::Debug>(bytes: &'a [u8]) -> DecodeError {
    from_slice::<T>(bytes).expect_err("bytes that are wrong")
}

#[test]
fn a_value_that_ends_early_is_truncated() {
    let kind = Kind::Truncated {
        needed: 4,
        remaining: 3,
    };
    assert_eq!(error::<u32>(&[0; 3]).kind(), &kind);
    let kind = Kind::Truncated {
        needed: 8,
        remaining: 4,
    };
    assert_eq!(error::<Pair>(&[0; 4]).kind(), &kind);
    let kind = Kind::Truncated {
        needed: 8,
        remaining: 4,
    };
    assert_eq!(error::<Vec<u8>>(&[0, 0, 0, 5, 1, 2, 3, 4]).kind(), &kind);
}

#[test]
fn bytes_behind_the_value_are_an_error() {
    let error = error::<u32>(&[0; 8]);
    assert_eq!(error.kind(), &Kind::TrailingBytes { remaining: 4 });
    assert_eq!(
        error.to_string(),
        "4 bytes follow the last value (at byte 4)"
    );
}

#[test]
fn padding_is_zero() {
    for bytes in [
        [0, 0, 0, 1, b'a', 1, 0, 0],
        [0, 0, 0, 1, b'a', 0, 0, 1],
        [0, 0, 0, 2, b'a', b'a', 0, 1],
    ] {
        let owned = error::<String>(&bytes);
        assert_eq!(owned.kind(), &Kind::NonZeroPadding);
        assert_eq!(owned.offset(), 4 + usize::from(bytes[3]));
        assert_eq!(owned, error::<&[u8]>(&bytes));
    }
    assert_eq!(
        error::<[u8; 3]>(&[1, 2, 3, 4]).kind(),
        &Kind::NonZeroPadding
    );
}

#[test]
fn a_bool_is_zero_or_one() {
    assert_eq!(
        error::<bool>(&[0, 0, 0, 2]).kind(),
        &Kind::InvalidBool { value: 2 }
    );
    let value = 0x0100_0000;
    assert_eq!(
        error::<Option<u32>>(&[1, 0, 0, 0]).kind(),
        &Kind::InvalidBool { value }
    );
}

#[test]
fn a_narrow_number_is_in_range() {
    let out_of_range = |type_name, value| Kind::OutOfRange { type_name, value };
    assert_eq!(error::<u8>(&[0, 0, 1, 0]).kind(), &out_of_range("u8", 256));
    assert_eq!(
        error::<UChar>(&[255; 4]).kind(),
        &out_of_range("u8", 0xffff_ffff)
    );
    assert_eq!(
        error::<i8>(&[0, 0, 0, 128]).kind(),
        &out_of_range("i8", 128)
    );
    assert_eq!(
        error::<i16>(&[255, 255, 0, 0]).kind(),
        &out_of_range("i16", -65536)
    );
    assert_eq!(
        error::<u16>(&[0, 1, 0, 0]).kind(),
        &out_of_range("u16", 65536)
    );
}

#[test]
fn a_string_is_utf_8() {
    let bytes = [0, 0, 0, 3, b'a', 0xff, b'b', 0];
    let error = error::<String>(&bytes);
    assert_eq!(error.kind(), &Kind::NotUtf8 { valid_up_to: 1 });
    assert!(from_slice::<&[u8]>(&bytes).is_ok());
}

#[test]
fn a_length_is_within_the_bound() {
    let error = error::<Opaque<3>>(&[0, 0, 0, 4, 1, 2, 3, 4]);
    assert_eq!(error.kind(), &Kind::TooLong { len: 4, max: 3 });
    assert_eq!(error.offset(), 0);
}

#[test]
fn the_path_leads_to_the_field() {
    let group = Group {
        members: vec![node("a"), node("b")],
        extent: Pair {
            first: 1,
            second: 2,
        },
    };
    let good = to_vec(&group);

    let mut bytes = good.clone();
    bytes[19] = 9;
    let too_long =
        error::<(u32, Vec<Group>)>(&[&[0, 0, 0, 7, 0, 0, 0, 1], &bytes[..]].concat()).to_string();
    assert_eq!(
        too_long,
        "1[0].members[1].name: length 9 where at most 8 is allowed (at byte 24)"
    );

    let mut bytes = good;
    let last = bytes.len() - 2;
    bytes[last] = 0xff;
    let out_of_range = error::<Group>(&bytes).to_string();
    assert_eq!(
        out_of_range,
        "extent.second: 65282 does not fit i16 (at byte 32)"
    );
}

#[test]
fn an_element_of_constant_size_is_named_by_its_number() {
    let pairs = [0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0, 0];
    let error = error::<Vec<Pair>>(&pairs);
    assert_eq!(error.path(), "[1].second");
    assert_eq!(error.offset(), 16);
    let arrays = from_slice::<[Pair; 2]>(&pairs[4..]).unwrap_err();
    assert_eq!(
        (arrays.path(), arrays.offset()),
        ("[1].second".to_owned(), 12)
    );
    let boxed = from_slice::<Box<[Pair; 2]>>(&pairs[4..]).unwrap_err();
    assert_eq!(boxed, arrays);
}

#[test]
fn unknown_values_name_their_type() {
    let bytes = [0, 0, 0, 9];
    let mut input = idlc_xdr::Reader::new(&bytes);
    let value = input.i32().unwrap();
    let error = DecodeError::unknown_enum("color", value, &input).in_field("paint");
    assert_eq!(
        error.to_string(),
        "paint: 9 is no value of enum color (at byte 0)"
    );
    let error = DecodeError::unknown_discriminant("shape", value, &input);
    assert_eq!(
        error.to_string(),
        "union shape has no arm for 9 (at byte 0)"
    );
    let error = DecodeError::unknown_discriminant("shape", u32::MAX, &input);
    assert_eq!(
        error.kind(),
        &Kind::UnknownDiscriminant {
            type_name: "shape",
            value: 0xffff_ffff
        }
    );
}

#[test]
fn an_arm_of_a_union_is_in_the_path() {
    let error = error::<Shape>(&[0, 0, 0, 1, 0, 0, 0, 4]);
    assert_eq!(error.path(), "corners");
    assert_eq!(error.kind(), &Kind::TooLong { len: 4, max: 3 });
}

#[test]
fn a_list_that_is_cut_off_says_where() {
    let error = error::<Vec<Node>>(&[0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        error.kind(),
        &Kind::Truncated {
            needed: 4,
            remaining: 2
        }
    );
    assert_eq!(error.offset(), 8);
}

#[test]
fn results_of_numbers_stay_small() {
    assert!(size_of::<Result<u32, DecodeError>>() <= 2 * size_of::<usize>());
    assert_eq!(size_of::<DecodeError>(), size_of::<usize>());
}
