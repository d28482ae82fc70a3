//! Opaque data and strings are borrowed from the message.

use idlc_xdr::{OpaqueRef, TextRef, from_slice, to_vec};

#[test]
fn borrowed_values_point_into_the_message() {
    let bytes = to_vec(&("text", [1_u8, 2, 3].as_slice(), [4_u8; 4]));
    let (text, data, fixed) = from_slice::<(&str, &[u8], &[u8; 4])>(&bytes).unwrap();
    assert_eq!((text, data, fixed), ("text", &[1_u8, 2, 3][..], &[4; 4]));
    assert_eq!(text.as_ptr(), bytes[4..].as_ptr());
    assert_eq!(data.as_ptr(), bytes[12..].as_ptr());
    assert_eq!(fixed.as_ptr(), bytes[16..].as_ptr());
}

#[test]
fn a_bounded_borrow_outlives_its_reader() {
    let bytes = to_vec(&("text", [1_u8].as_slice()));
    let (text, data) = from_slice::<(TextRef<'_, 9>, OpaqueRef<'_, 9>)>(&bytes).unwrap();
    let (text, data): (&str, &[u8]) = (text.as_str(), data.as_slice());
    assert_eq!((text, data), ("text", &[1_u8][..]));
}
