//! Under the feature `serde`, plain forms out and checked bounds in.

use idlc_xdr::{Array, Opaque, OpaqueRef, Quad, Text, TextRef, UChar};
use serde_json::{from_str, to_string};

#[test]
fn values_take_their_plain_form() {
    assert_eq!(
        to_string(&Text::<4>::try_from("ab").unwrap()).unwrap(),
        "\"ab\""
    );
    assert_eq!(
        to_string(&Opaque::<4>::try_from([1, 2]).unwrap()).unwrap(),
        "[1,2]"
    );
    assert_eq!(
        to_string(&Array::<bool, 4>::try_from([true]).unwrap()).unwrap(),
        "[true]"
    );
    assert_eq!(to_string(&(UChar(7), Quad::from_bits(8))).unwrap(), "[7,8]");
    let borrowed = (
        OpaqueRef::<2>::new(&[1]).unwrap(),
        TextRef::<2>::new("a").unwrap(),
    );
    assert_eq!(to_string(&borrowed).unwrap(), "[[1],\"a\"]");
}

#[test]
fn values_come_back() {
    assert_eq!(from_str::<Text<4>>("\"ab\"").unwrap(), "ab");
    assert_eq!(from_str::<Opaque<4>>("[1,2]").unwrap(), [1, 2]);
    assert_eq!(from_str::<Array<u32, 4>>("[1,2]").unwrap(), [1, 2]);
    assert_eq!(
        from_str::<(UChar, Quad)>("[7,8]").unwrap(),
        (UChar(7), Quad::from_bits(8))
    );
}

#[test]
fn bounds_are_checked_on_the_way_in() {
    let errors = [
        from_str::<Text<1>>("\"ab\"").unwrap_err(),
        from_str::<Opaque<1>>("[1,2]").unwrap_err(),
        from_str::<Array<u32, 1>>("[1,2]").unwrap_err(),
    ];
    for error in errors {
        assert!(error.to_string().contains("allows at most 1"), "{error}");
    }
}
