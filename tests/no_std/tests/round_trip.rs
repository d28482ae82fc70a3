//! Types of a crate without `std`, used.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use idlc_tests_no_std::types_only::{Letter, Mode};
use idlc_xdr::{from_slice, to_vec};

#[test]
fn a_value_comes_back_as_it_went() {
    let letter = |answer| Letter {
        text: "dear".to_owned(),
        seal: vec![1],
        pages: vec![1, 2],
        answer,
        scan: Box::new([7; 8192]),
    };
    let letter = letter(Some(Box::new(letter(None))));
    assert_eq!(from_slice::<Letter>(&to_vec(&letter)).unwrap(), letter);
    assert_eq!(from_slice::<Mode>(&[0, 0, 0, 9]).unwrap(), Mode(9));
}
