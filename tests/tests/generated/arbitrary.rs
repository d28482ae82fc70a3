//! Arbitrary values: within their bounds, and the same behind a round trip.

use arbitrary::{Arbitrary, Error, Unstructured};
use idlc_xdr::{from_slice, to_vec};
use proptest::prelude::{any, proptest};

use super::modules::arbitrary::{All, ByEnum, Closed};
use super::modules::recursive_unions::Endless;

proptest! {
    #[test]
    fn an_arbitrary_value_comes_back_as_it_went(
        seed in proptest::collection::vec(any::<u8>(), 0..2000)
    ) {
        // Too few bytes make no value.
        if let Ok(value) = Vec::<All>::arbitrary(&mut Unstructured::new(&seed)) {
            for value in value {
                let bytes = to_vec(&value);
                assert_eq!(from_slice::<All>(&bytes).unwrap(), value);
            }
        }
    }

    #[test]
    fn a_default_arm_holds_no_value_that_has_an_arm(seed in any::<[u8; 32]>()) {
        let value = ByEnum::arbitrary(&mut Unstructured::new(&seed)).unwrap();
        if let ByEnum::Default(which, _) = value {
            assert_eq!(which, Closed::C);
        }
    }
}

#[test]
fn a_union_that_holds_itself_ends_where_the_bytes_do() {
    let result = Endless::arbitrary(&mut Unstructured::new(&[0; 40]));
    assert!(matches!(result, Err(Error::NotEnoughData)), "{result:?}");
    let bytes = [0, 0, 0, 0, 5, 0, 0, 0];
    let value = Endless::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
    assert_eq!(value, Endless::Case0(Box::new(Endless::Default(5))));
}
