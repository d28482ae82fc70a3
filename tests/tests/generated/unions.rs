//! Unions: the discriminant, then what it selects.

use idlc_xdr::{Decode, DecodeErrorKind, Encode, Layout, Size, from_slice, to_vec};
use std::fmt::Debug;

use super::modules::recursive_unions::{Formula, Op, OpS};
use super::modules::unions::{
    Attributes, ByInt, ByUnsigned, ConstantSize, Covered, DefaultKind, DefaultTaken, GetattrResult,
    MaybeTime, OnlyTrue, ReadResult, Stat, WithDefault,
};

#[track_caller]
fn assert_bytes<T>(value: &T, bytes: &[u8])
where
    T: Encode + for<'a> Decode<'a> + PartialEq + Debug,
{
    assert_eq!(to_vec(value), bytes);
    assert_eq!(&from_slice::<T>(bytes).expect("a value"), value);
}

#[track_caller]
fn assert_unknown<T: for<'a> Decode<'a> + Debug>(
    bytes: &[u8],
    type_name: &'static str,
    value: i64,
) {
    let error = from_slice::<T>(bytes).expect_err("an error");
    assert_eq!(
        error.kind(),
        &DecodeErrorKind::UnknownDiscriminant { type_name, value }
    );
    assert_eq!(error.offset(), 0);
}

#[test]
fn a_case_is_selected_by_its_enumerator() {
    let found = Attributes {
        mode: 0o644,
        size: 1,
    };
    assert_bytes(
        &GetattrResult::Ok(found),
        &[0, 0, 0, 0, 0, 0, 1, 0xa4, 0, 0, 0, 0, 0, 0, 0, 1],
    );
    assert_bytes(&GetattrResult::Default(Stat::Io), &[0, 0, 0, 5]);
}

#[test]
fn a_value_that_no_case_has_is_an_error_where_there_is_no_default() {
    assert_bytes(&ReadResult::Noent, &[0, 0, 0, 2]);
    assert_unknown::<ReadResult>(&[0, 0, 0, 5], "read_result", 5);
    assert_unknown::<ByUnsigned>(&[0, 0, 0, 3], "by_unsigned", 3);
    assert_unknown::<OnlyTrue>(&[0, 0, 0, 0], "only_true", 0);
}

#[test]
fn a_number_that_is_no_enumerator_is_an_error_in_the_discriminant() {
    let error = from_slice::<GetattrResult>(&[0, 0, 0, 9]).unwrap_err();
    assert_eq!(
        error.kind(),
        &DecodeErrorKind::UnknownEnum {
            type_name: "stat",
            value: 9
        }
    );
    assert_eq!(error.path(), "status");
}

#[test]
fn labels_of_one_declaration_are_cases_of_their_own() {
    assert_bytes(&Covered::Ok(7), &[0, 0, 0, 0, 0, 0, 0, 7]);
    assert_bytes(&Covered::Noent(7), &[0, 0, 0, 2, 0, 0, 0, 7]);
    assert_bytes(&Covered::Io, &[0, 0, 0, 5]);
}

#[test]
fn a_default_keeps_the_discriminant_beside_its_value() {
    let why = "why".parse().unwrap();
    assert_bytes(
        &WithDefault::Default(Stat::Noent, why),
        &[0, 0, 0, 2, 0, 0, 0, 3, b'w', b'h', b'y', 0],
    );
    assert_bytes(&ByInt::Default(-7), &[0xff, 0xff, 0xff, 0xf9]);
    assert_bytes(&DefaultTaken::Otherwise(DefaultKind::Third), &[0, 0, 0, 2]);
    assert_bytes(&DefaultTaken::Default(1), &[0, 0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn a_discriminant_may_be_a_bool_or_a_number() {
    assert_bytes(&MaybeTime::True(5), &[0, 0, 0, 1, 0, 0, 0, 5]);
    assert_bytes(&MaybeTime::False, &[0, 0, 0, 0]);
    assert_bytes(&ByInt::CaseMinus3(1), &[0xff, 0xff, 0xff, 0xfd, 0, 0, 0, 1]);
    assert_bytes(
        &ByInt::Case100000(1),
        &[0, 1, 0x86, 0xa0, 0, 0, 0, 0, 0, 0, 0, 1],
    );
    assert_bytes(&ByUnsigned::Case2(1), &[0, 0, 0, 2, 0, 0, 0, 1]);
}

#[test]
fn a_union_has_a_constant_size_only_where_all_its_arms_have_it() {
    assert_eq!(<GetattrResult as Layout>::SIZE, Size::AtLeast(4));
    assert_eq!(<ByUnsigned as Layout>::SIZE, Size::Fixed(8));
    assert_eq!(<ConstantSize as Layout>::SIZE, Size::AtLeast(8));
}

#[test]
fn a_union_that_holds_itself_ends_with_another_arm() {
    let forward = Op::Forward(Box::new(OpS {
        destination: "a".to_owned(),
        continuation: Op::Return(7),
    }));
    let bytes = b"\0\0\0\x01\0\0\0\x01a\0\0\0\0\0\0\x02\0\0\0\x07";
    assert_bytes(&forward, bytes);
    let constant = Formula::Case0(5);
    let both = Formula::Case2(Box::new([constant.clone(), constant]));
    let bytes = [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 5];
    assert_bytes(&both, &bytes);
    assert_bytes(
        &Formula::Default(9, Box::new(Formula::Case0(5))),
        &[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5],
    );
    let text = serde_json::to_string(&both).unwrap();
    assert_eq!(text, r#"{"Case2":[{"Case0":5},{"Case0":5}]}"#);
    let some = Formula::Case3(Box::new(std::array::from_fn(|_| both.clone())));
    let text = serde_json::to_string(&some).unwrap();
    assert_eq!(serde_json::from_str::<Formula>(&text).unwrap(), some);
}

#[test]
fn a_hostile_union_is_refused_and_not_followed_down() {
    for case in [1, 2, 9] {
        let bytes = [0, 0, 0, case].repeat(100_000);
        let error = from_slice::<Formula>(&bytes).unwrap_err();
        let kind = error.kind();
        assert!(
            matches!(kind, DecodeErrorKind::DepthExceeded { .. }),
            "{kind:?}"
        );
    }
}
