//! A bounded value is within its bound from the moment it is made.

use std::collections::HashSet;

use idlc_xdr::{Array, ArrayRef, Opaque, OpaqueRef, Text, TextRef, TooLong, from_slice, to_vec};

const TOO_LONG: TooLong = TooLong { len: 3, max: 2 };

#[test]
fn no_constructor_exceeds_the_bound() {
    assert_eq!(Opaque::<2>::new(vec![0; 3]), Err(TOO_LONG));
    assert_eq!(Opaque::<2>::try_from(vec![0; 3]), Err(TOO_LONG));
    assert_eq!(Opaque::<2>::try_from([0; 3].as_slice()), Err(TOO_LONG));
    assert_eq!(Opaque::<2>::try_from([0; 3]), Err(TOO_LONG));
    assert_eq!(Opaque::<2>::try_from(&[0; 3]), Err(TOO_LONG));
    assert_eq!(Text::<2>::new("abc".to_owned()), Err(TOO_LONG));
    assert_eq!(Text::<2>::try_from("abc"), Err(TOO_LONG));
    assert_eq!("abc".parse::<Text<2>>(), Err(TOO_LONG));
    assert_eq!(Array::<u32, 2>::new(vec![0; 3]), Err(TOO_LONG));
    assert_eq!(Array::<u32, 2>::try_from([0; 3]), Err(TOO_LONG));
    assert_eq!(Array::<u32, 2>::try_from(&[0; 3]), Err(TOO_LONG));
    assert_eq!(OpaqueRef::<2>::new(&[0; 3]), Err(TOO_LONG));
    assert_eq!(TextRef::<2>::new("abc"), Err(TOO_LONG));
    assert_eq!(ArrayRef::<u32, 2>::new(&[0; 3]), Err(TOO_LONG));
}

#[test]
fn a_text_is_measured_in_bytes() {
    assert_eq!(Text::<2>::try_from("€"), Err(TOO_LONG));
}

#[test]
fn the_message_says_what_to_do() {
    let message = TOO_LONG.to_string();
    assert_eq!(
        message,
        "length 3 where the interface allows at most 2: shorten the value or split it"
    );
}

#[test]
fn a_bounded_value_is_used_as_what_it_holds() {
    let mut opaque = Opaque::<4>::try_from([3, 1, 2]).unwrap();
    opaque.sort_unstable();
    assert_eq!(opaque, [1, 2, 3]);
    assert_eq!(opaque.first(), Some(&1));
    assert_eq!((&opaque).into_iter().sum::<u8>(), 6);
    assert_eq!(opaque.into_inner(), [1, 2, 3]);

    let text = Text::<4>::try_from("a b").unwrap();
    assert_eq!(text, "a b");
    assert_eq!(text.split(' ').count(), 2);
    assert_eq!(format!("{text} {text:?}"), "a b \"a b\"");
    assert!(HashSet::from([text]).contains("a b"));

    let array = Array::<_, 4>::try_from(["a", "b"]).unwrap();
    assert_eq!(array.concat(), "ab");
    assert_eq!(array.into_iter().rev().collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn a_full_array_refuses_another_element() {
    let mut array = Array::<u8, 1>::default();
    assert_eq!(array.push(1), Ok(()));
    assert_eq!(array.push(2), Err(TooLong { len: 2, max: 1 }));
    assert_eq!(array, [1]);
    assert_eq!(Array::<u8, 1>::MAX, 1);
}

#[test]
fn borrowed_and_owned_forms_have_the_same_bytes() {
    let owned = Array::<u32, 3>::try_from([1, 2]).unwrap();
    let borrowed = ArrayRef::from(&owned);
    assert_eq!(to_vec(&owned), to_vec(&borrowed));
    let bytes = to_vec(&OpaqueRef::<3>::new(&[1, 2]).unwrap());
    assert_eq!(from_slice::<Opaque<3>>(&bytes).unwrap(), [1, 2]);
    assert_eq!(
        from_slice::<OpaqueRef<'_, 1>>(&bytes).unwrap_err().offset(),
        0
    );
    let bytes = to_vec(&TextRef::<3>::new("hi").unwrap());
    assert_eq!(from_slice::<TextRef<'_, 3>>(&bytes).unwrap().as_str(), "hi");
}
