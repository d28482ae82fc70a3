//! `decode(encode(x)) == x`, for every type and compositions of them.

use std::fmt::Debug;

use idlc_xdr::{
    Array, Decode, Encode, Gather, Opaque, Quad, Size, Text, UChar, from_slice, to_vec,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::types::{Group, Node, Pair, Shape, Tree};

/// Checks a value: it comes back, its size is as announced, both sinks agree,
/// and neither a part of it nor more than it is taken for it.
fn check<T: Encode + for<'a> Decode<'a> + PartialEq + Debug>(
    value: &T,
) -> Result<(), TestCaseError> {
    let bytes = to_vec(value);
    let decoded = from_slice::<T>(&bytes);
    prop_assert_eq!(decoded.as_ref(), Ok(value));

    prop_assert_eq!(bytes.len() % 4, 0);
    match T::SIZE {
        Size::Fixed(size) => prop_assert_eq!(bytes.len(), size),
        Size::AtLeast(size) => prop_assert!(bytes.len() >= size),
    }

    let mut gather = Gather::new();
    value.encode(&mut gather);
    prop_assert_eq!(&gather.to_vec(), &bytes);

    let longer = [bytes.as_slice(), &[0; 4]].concat();
    prop_assert!(from_slice::<T>(&longer).is_err());
    let mut shorter = bytes.as_slice();
    while let Some((_, front)) = shorter.split_last() {
        prop_assert!(from_slice::<T>(front).is_err());
        shorter = front;
    }
    Ok(())
}

macro_rules! round_trips {
    ($($name:ident: $strategy:expr;)+) => {
        proptest! { $(
            #[test]
            fn $name(value in $strategy) {
                check(&value)?;
            }
        )+ }
    };
}

round_trips! {
    i8_round_trips: any::<i8>();
    u8_round_trips: any::<u8>();
    i16_round_trips: any::<i16>();
    u16_round_trips: any::<u16>();
    i32_round_trips: any::<i32>();
    u32_round_trips: any::<u32>();
    i64_round_trips: any::<i64>();
    u64_round_trips: any::<u64>();
    f32_round_trips: any::<f32>();
    f64_round_trips: any::<f64>();
    bool_round_trips: any::<bool>();
    void_round_trips: Just(());
    quad_round_trips: any::<u128>().prop_map(Quad::from_bits);
    uchar_round_trips: any::<u8>().prop_map(UChar);
    string_round_trips: ".{0,40}";
    opaque_round_trips: vec(any::<u8>(), 0..40);
    fixed_opaque_round_trips: any::<([u8; 0], [u8; 1], [u8; 6], [u8; 7], [u8; 8])>();
    boxed_opaque_round_trips: any::<[u8; 9]>().prop_map(Box::new);
    bounded_opaque_round_trips: opaque();
    bounded_string_round_trips: text();
    numbers_round_trip: (vec(any::<u32>(), 0..40), vec(any::<i64>(), 0..20), vec(any::<f32>(), 0..40));
    hypers_round_trip: (vec(any::<u64>(), 0..20), vec(any::<i32>(), 0..40), vec(any::<f64>(), 0..20));
    narrow_numbers_round_trip: (vec(any::<i8>(), 0..9), vec(any::<u16>(), 0..9), vec(any::<u8>().prop_map(UChar), 0..9));
    fixed_arrays_round_trip: any::<([u32; 17], [u64; 3], [bool; 2], [i16; 5], [f64; 1])>();
    boxed_arrays_round_trip: any::<([u32; 17], [bool; 3])>().prop_map(|(a, b)| (Box::new(a), Box::new(b)));
    arrays_of_arrays_round_trip: vec(any::<[[u8; 3]; 2]>(), 0..9);
    options_round_trip: (option::of(any::<u32>()), option::of(option::of(".{0,9}")));
    boxes_round_trip: any::<u64>().prop_map(Box::new);
    bounded_arrays_round_trip: vec(".{0,9}", 0..=4).prop_map(|names| Array::<String, 4>::new(names).unwrap());
    arrays_of_void_round_trip: (0..9_usize).prop_map(|len| vec![(); len]);
    structures_round_trip: vec(pair(), 0..9);
    arrays_of_structures_round_trip: (pair(), pair()).prop_map(|(a, b)| [a, b]);
    unions_round_trip: vec(shape(), 0..5);
    trees_round_trip: tree();
    lists_round_trip: vec(node(), 0..9);
    bounded_lists_round_trip: vec(node(), 0..=4).prop_map(|nodes| Array::<Node, 4>::new(nodes).unwrap());
    lists_in_structures_round_trip: vec(group(), 0..4);
    tuples_round_trip: (any::<u32>(), ".{0,9}", opaque(), group(), option::of(shape()), any::<bool>());
}

fn opaque() -> impl Strategy<Value = Opaque<9>> {
    vec(any::<u8>(), 0..=9).prop_map(|bytes| Opaque::new(bytes).expect("within the bound"))
}

fn text() -> impl Strategy<Value = Text<8>> {
    "[a-z]{0,8}|é{0,4}".prop_map(|text| Text::new(text).expect("within the bound"))
}

fn pair() -> impl Strategy<Value = Pair> {
    any::<(i32, i16)>().prop_map(|(first, second)| Pair { first, second })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Nothing),
        vec(pair(), 0..=3)
            .prop_map(|corners| Shape::Corners(Array::new(corners).expect("within the bound"))),
        (2.., ".{0,9}").prop_map(|(kind, name)| Shape::Default(kind, name)),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    text().prop_map(|name| Node { name })
}

fn group() -> impl Strategy<Value = Group> {
    (vec(node(), 0..5), pair()).prop_map(|(members, extent)| Group { members, extent })
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = any::<i32>().prop_map(|value| Tree {
        value,
        left: None,
        right: None,
    });
    leaf.prop_recursive(4, 16, 2, |inner| {
        let branch = || option::of(inner.clone().prop_map(Box::new));
        (any::<i32>(), branch(), branch()).prop_map(|(value, left, right)| Tree {
            value,
            left,
            right,
        })
    })
}
