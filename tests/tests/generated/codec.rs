//! Types, as bytes and back.

use idlc_xdr::{Decode, DecodeErrorKind, Encode, Quad, UChar, from_slice, to_vec};
use std::fmt::Debug;

use super::modules::{
    arrays, constants, enums, external, large_arrays, optionals, strings, structs, trees, typedefs,
    types_only,
};

/// That a value is these bytes, and these bytes are the value.
#[track_caller]
fn assert_bytes<T>(value: &T, bytes: &[u8])
where
    T: Encode + for<'a> Decode<'a> + PartialEq + Debug,
{
    assert_eq!(to_vec(value), bytes);
    assert_eq!(&from_slice::<T>(bytes).expect("a value"), value);
}

/// That a value survives the journey.
#[track_caller]
fn assert_round_trip<T>(value: &T)
where
    T: Encode + for<'a> Decode<'a> + PartialEq + Debug,
{
    assert_eq!(&from_slice::<T>(&to_vec(value)).expect("a value"), value);
}

#[test]
fn a_constant_has_the_narrowest_type() {
    let _: (u32, i32, u64, i64, &str) = (
        constants::LARGEST_UNSIGNED,
        constants::MINUS_ONE,
        constants::COOKIE_NONE,
        constants::SMALLEST_HYPER,
        constants::GREETING,
    );
    assert_eq!((constants::OCTAL, constants::HEXADECIMAL), (493, 32767));
    assert_eq!(constants::MIXED_CASE_NAME, 3);
}

#[test]
fn an_enum_is_its_number() {
    assert_bytes(&enums::Color::Blue, &[0, 0, 0x4e, 0x20]);
    assert_bytes(&enums::Level::Low, &[0xff, 0xff, 0xff, 0xfb]);
    assert_eq!(i32::from(enums::Level::Middle), -4);
    assert_eq!(enums::Color::try_from(1), Ok(enums::Color::Green));
    assert_eq!(enums::Color::default(), enums::Color::Red);
    assert_eq!(enums::ErrnoT::E_WOULDBLOCK, enums::ErrnoT::EAgain);
}

#[test]
fn a_number_that_no_enumerator_has_is_an_error() {
    let unknown = enums::Color::try_from(7).unwrap_err();
    assert_eq!((unknown.type_name, unknown.value), ("color", 7));
    let error = from_slice::<enums::Color>(&[0, 0, 0, 7]).unwrap_err();
    assert_eq!(
        error.kind(),
        &DecodeErrorKind::UnknownEnum {
            type_name: "color",
            value: 7
        }
    );
    assert_eq!(error.offset(), 0);
}

#[test]
fn the_fields_of_a_struct_follow_each_other() {
    let from = structs::Point { x: 1, y: -1 };
    let to = structs::Point { x: 0, y: 2 };
    assert_bytes(
        &structs::Rectangle { from, to },
        &[0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 2],
    );
    assert_bytes(
        &structs::OneField { inode: 1 << 32 },
        &[0, 0, 0, 1, 0, 0, 0, 0],
    );
}

#[test]
fn every_scalar_has_its_width() {
    let scalars = structs::Scalars {
        small: -1,
        byte: 255,
        medium: -2,
        word: 65535,
        signed_number: -3,
        unsigned_number: 4,
        long_number: -5,
        cookie: 6,
        ratio: 1.0,
        precise: -2.0,
        exact: Quad::from_bits(7),
        flag: true,
    };
    let mut bytes = vec![
        255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 254, 0, 0, 255, 255,
    ];
    bytes.extend([255, 255, 255, 253, 0, 0, 0, 4]);
    bytes.extend([
        255, 255, 255, 255, 255, 255, 255, 251, 0, 0, 0, 0, 0, 0, 0, 6,
    ]);
    bytes.extend([0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1]);
    assert_bytes(&scalars, &bytes);
}

#[test]
fn an_error_says_in_which_field_it_is() {
    let person = structs::Person {
        name: "a".to_owned(),
        is_remote: true,
        ..Default::default()
    };
    let mut bytes = to_vec(&person);
    assert_bytes(&person, &bytes);
    *bytes.last_mut().unwrap() = 2;
    let error = from_slice::<structs::Person>(&bytes).unwrap_err();
    assert_eq!(error.path(), "is_remote");
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidBool { value: 2 });
    let error = from_slice::<structs::Rectangle>(&[0; 9]).unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::Truncated { .. }));
}

#[test]
fn opaque_data_and_strings_are_padded_to_four() {
    let forms = strings::Forms {
        verifier: *b"verifier",
        odd: *b"odd..",
        key: b"key".try_into().unwrap(),
        data: Vec::new(),
        title: "title".parse().unwrap(),
        text: "text".to_owned(),
    };
    let mut bytes = b"verifierodd..\0\0\0\0\0\0\x03key\0".to_vec();
    bytes.extend(b"\0\0\0\0\0\0\0\x05title\0\0\0\0\0\0\x04text");
    assert_bytes(&forms, &bytes);
}

#[test]
fn a_bound_holds_when_a_value_is_made_and_when_it_is_decoded() {
    assert!(idlc_xdr::Opaque::<32>::new(vec![0; 33]).is_err());
    let mut bytes = vec![0; 16];
    bytes.extend(33_u32.to_be_bytes());
    bytes.extend([0; 100]);
    let error = from_slice::<strings::Forms>(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 33, max: 32 });
    assert_eq!(error.path(), "key");
}

#[test]
fn a_run_of_unsigned_chars_is_no_opaque_data() {
    let item = arrays::Item {
        id: 1,
        label: "x".parse().unwrap(),
    };
    let arrays = arrays::Arrays {
        numbers: [1, 2, 3],
        some_numbers: [4, 5].try_into().unwrap(),
        any_numbers: vec![6],
        longs: [7, 8],
        doubles: vec![9.0],
        flags: [true, false].try_into().unwrap(),
        chars: [-1, 1],
        bytes: [1, 2, 3, 4, 5].map(UChar),
        any_bytes: vec![UChar(6)],
        items: [item.clone(), item.clone()],
        some_items: [item.clone()].try_into().unwrap(),
        any_items: vec![item],
        words: vec!["a".to_owned(), String::new()],
    };
    assert_round_trip(&arrays);
    let encoded = to_vec(&arrays);
    // Behind 12 + 12 + 8 + 16 + 12 + 12 + 8 bytes.
    assert_eq!(
        encoded[80..100],
        [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5]
    );
}

#[test]
fn a_typedef_is_what_it_stands_for() {
    let octets: typedefs::Octets = [UChar(1), UChar(2)].try_into().unwrap();
    assert_bytes(&octets, &[0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
    let holder: typedefs::HolderAlias = typedefs::Holder {
        count: 1,
        title: "t".parse().unwrap(),
        file: [9].try_into().unwrap(),
        verifier: [0; 8],
        all: vec![1, 2],
        three: [1, 2, 3],
        single: 7,
        many: octets,
    };
    assert_round_trip(&holder);
    let maybe: typedefs::MaybeHolder = Some(holder);
    assert_round_trip(&maybe);
}

#[test]
fn what_is_optional_is_there_or_not() {
    let none = optionals::Optionals::default();
    assert_bytes(&none, &[0; 16]);
    let all = optionals::Optionals {
        number: Some(5),
        place: Some(optionals::Point { x: 1, y: 2 }),
        data: Some(vec![1]),
        name: Some("n".parse().unwrap()),
    };
    assert_bytes(
        &all,
        b"\0\0\0\x01\0\0\0\x05\0\0\0\x01\0\0\0\x01\0\0\0\x02\0\0\0\x01\0\0\0\x01\x01\0\0\0\0\0\0\x01\0\0\0\x01n\0\0\0",
    );
}

#[test]
fn a_tree_of_any_shape_is_a_value() {
    let leaf = |key| {
        Some(Box::new(trees::Node {
            key,
            left: None,
            right: None,
        }))
    };
    let node = trees::Node {
        key: 2,
        left: leaf(1),
        right: leaf(3),
    };
    assert_bytes(
        &node,
        &[
            0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 3, 0,
            0, 0, 0, 0, 0, 0, 0,
        ],
    );
    let child = trees::Folder {
        name: "b".to_owned(),
        children: Vec::new(),
    };
    assert_round_trip(&trees::Folder {
        name: "a".to_owned(),
        children: vec![child.clone(), child],
    });
    let inner = trees::Expression {
        first: None,
        constant: 1.5,
    };
    let term = trees::Term {
        inner: vec![inner],
        negative: true,
    };
    assert_round_trip(&trees::Expression {
        first: Some(term),
        constant: 2.5,
    });
}

#[test]
fn a_hostile_tree_is_refused_and_not_followed_down() {
    // Each node claims a left child.
    let bytes = [0, 0, 0, 0, 0, 0, 0, 1].repeat(100_000);
    let error = from_slice::<trees::Node>(&bytes).unwrap_err();
    assert!(matches!(
        error.kind(),
        DecodeErrorKind::DepthExceeded { .. }
    ));
}

#[test]
fn a_large_array_lives_in_a_box() {
    let sector = large_arrays::Sector {
        bytes: [1; 4096],
        more_bytes: Box::new([2; 4097]),
        numbers: [3; 1024],
        more_numbers: Box::new([4; 1025]),
        table: [5; 64],
    };
    assert_round_trip(&sector);
    let disk: large_arrays::Disk = vec![sector.clone(), sector].try_into().unwrap();
    assert_round_trip(&disk);
    assert!(size_of::<large_arrays::Disk>() == size_of::<usize>());
}

#[test]
fn a_type_from_elsewhere_is_encoded_where_it_stands() {
    let point = structs::Point { x: 1, y: 2 };
    let marker = external::Marker {
        id: 3,
        place: point,
        others: vec![point],
    };
    assert_bytes(
        &marker,
        &[
            0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2,
        ],
    );
    assert_round_trip(&external::MaybePoint::True(point));
}

#[test]
fn types_alone_need_the_encoding_alone() {
    let request = types_only::Request {
        how: types_only::Mode::Write,
        data: [1].try_into().unwrap(),
    };
    assert_bytes(&request, &[0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0]);
}
