//! Names that Rust, or generated code itself, has a use for.

use idlc_xdr::{from_slice, to_vec};

use super::modules::{keywords, prelude};

#[test]
fn a_keyword_is_a_name_like_any_other() {
    let value = keywords::Type {
        r#fn: 1,
        r#match: 2,
        self_: 3,
        crate_: 4,
        r#async: 5,
        r#gen: 6,
        r#box: 7,
    };
    let value = keywords::Move::Impl(value);
    assert_eq!(
        from_slice::<keywords::Move>(&to_vec(&value)).unwrap(),
        value
    );
    assert_eq!(i32::from(keywords::Loop::Self_), 2);
}

#[test]
fn a_type_may_be_called_as_one_of_the_prelude() {
    let option = prelude::Option { x: 1 };
    let vec = prelude::Vec { y: option };
    let string = prelude::String { z: vec![vec] };
    assert_eq!(to_vec(&string), [0, 0, 0, 1, 0, 0, 0, 1]);
    let boxed = prelude::Box {
        o: Some(option),
        inner: Some(Box::new(prelude::Box {
            o: None,
            inner: None,
            after: 2,
        })),
        after: 3,
    };
    assert_eq!(from_slice::<prelude::Box>(&to_vec(&boxed)).unwrap(), boxed);
    let sized = prelude::Sized::Default(prelude::Ok::Err);
    assert_eq!(
        from_slice::<prelude::Sized>(&to_vec(&sized)).unwrap(),
        sized
    );
}
