//! Linked lists are walked, never recursed into.

use idlc_xdr::{Array, DecodeErrorKind as Kind, from_slice, to_vec};

use crate::types::{Node, node};

/// Too small for a recursion a million deep.
const STACK: usize = 128 * 1024;

#[test]
fn a_million_nodes_need_no_stack() {
    let walk = || {
        let nodes = vec![node("x"); 1_000_000];
        let bytes = to_vec(&nodes);
        assert_eq!(bytes.len(), 12_000_004);
        let decoded: Vec<Node> = from_slice(&bytes).unwrap();
        assert_eq!(decoded, nodes);
        drop(decoded);
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(walk);
    thread.unwrap().join().unwrap();
}

#[test]
fn an_empty_list_is_one_false() {
    assert_eq!(to_vec(&Vec::<Node>::new()), [0; 4]);
    assert_eq!(from_slice::<Vec<Node>>(&[0; 4]), Ok(Vec::new()));
}

#[test]
fn a_bounded_list_ends_at_its_bound() {
    let bytes = to_vec(&vec![node("a"), node("b")]);
    assert_eq!(from_slice::<Array<Node, 2>>(&bytes).unwrap().len(), 2);
    let error = from_slice::<Array<Node, 1>>(&bytes).unwrap_err();
    assert_eq!(error.kind(), &Kind::TooLong { len: 2, max: 1 });
    assert_eq!(error.offset(), 12);
    let none = from_slice::<Array<Node, 0>>(&bytes).unwrap_err();
    assert_eq!(none.kind(), &Kind::TooLong { len: 1, max: 0 });
}

#[test]
fn lists_within_lists_keep_their_order() {
    let nested = vec![vec![node("a")], vec![], vec![node("b"), node("c")]];
    assert_eq!(from_slice::<Vec<Vec<Node>>>(&to_vec(&nested)), Ok(nested));
}
