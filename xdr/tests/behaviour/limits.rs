//! What a message may cost is limited before it costs.

use idlc_xdr::{
    Decode, DecodeErrorKind as Kind, Limits, Opaque, Reader, Text, from_slice, from_slice_with,
    to_vec,
};

use crate::types::{Node, Tree, node};

fn chain(depth: usize) -> Vec<u8> {
    // A tree whose right branches are all empty: value, TRUE, …, FALSE, FALSE.
    let down = to_vec(&(7_u32, true)).repeat(depth - 1);
    let up = to_vec(&false).repeat(depth - 1);
    [down, to_vec(&(7_u32, false, false)), up].concat()
}

fn kind<'a, T: Decode<'a> + std::fmt::Debug>(bytes: &'a [u8], limits: Limits) -> Kind {
    let error = from_slice_with::<T>(bytes, limits).expect_err("a limit");
    error.kind().clone()
}

#[test]
fn recursion_ends_at_the_depth() {
    assert!(from_slice::<Tree>(&chain(129)).is_ok());
    let limits = Limits::default();
    assert_eq!(
        kind::<Tree>(&chain(130), limits),
        Kind::DepthExceeded { max: 128 }
    );
    let limits = limits.depth(3);
    assert!(from_slice_with::<Tree>(&chain(4), limits).is_ok());
    assert_eq!(
        kind::<Tree>(&chain(5), limits),
        Kind::DepthExceeded { max: 3 }
    );
}

#[test]
fn a_million_levels_do_not_overflow_the_stack() {
    assert!(from_slice::<Tree>(&chain(1_000_000)).is_err());
}

#[test]
fn depth_is_given_back() {
    let trees = to_vec(&[7_u32, 0, 0].repeat(1000));
    let bytes = [&1000_u32.to_be_bytes(), &trees[4..]].concat();
    let limits = Limits::default().depth(1);
    assert_eq!(
        from_slice_with::<Vec<Tree>>(&bytes, limits).unwrap().len(),
        1000
    );
    assert_eq!(
        kind::<Vec<Tree>>(&bytes, limits.depth(0)),
        Kind::DepthExceeded { max: 0 }
    );
}

#[test]
fn large_values_count_as_several_levels() {
    let bytes = to_vec(&Some([7_u32; 1000]));
    assert!(
        from_slice_with::<Option<Box<([u32; 1000],)>>>(&bytes, Limits::default().depth(4)).is_ok()
    );
    let limits = Limits::default().depth(3);
    assert_eq!(
        kind::<Option<Box<([u32; 1000],)>>>(&bytes, limits),
        Kind::DepthExceeded { max: 3 }
    );
}

#[test]
fn elements_of_all_arrays_are_counted_together() {
    let bytes = to_vec(&vec![vec![1_u32, 2], vec![3, 4]]);
    assert!(from_slice_with::<Vec<Vec<u32>>>(&bytes, Limits::default().elements(6)).is_ok());
    let limits = Limits::default().elements(5);
    assert_eq!(
        kind::<Vec<Vec<u32>>>(&bytes, limits),
        Kind::TooManyElements { max: 5 }
    );
    let bytes = to_vec(&vec![node("a"), node("b")]);
    let limits = Limits::default().elements(1);
    assert_eq!(
        kind::<Vec<Node>>(&bytes, limits),
        Kind::TooManyElements { max: 1 }
    );
}

#[test]
fn elements_that_take_nothing_are_limited_by_the_message() {
    let lie = u32::MAX.to_be_bytes();
    assert_eq!(
        kind::<Vec<()>>(&lie, Limits::default()),
        Kind::TooManyElements { max: 1 << 26 }
    );
    let lie = (1_u32 << 20).to_be_bytes();
    assert!(matches!(
        kind::<Vec<()>>(&lie, Limits::default()),
        Kind::TooMuchMemory { .. }
    ));
    assert_eq!(from_slice::<Vec<()>>(&[0, 0, 0, 9]).unwrap().len(), 9);
}

#[test]
fn a_claimed_length_is_checked_against_the_bytes_that_are_there() {
    let lie = [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4];
    for kind in [
        kind::<Vec<u8>>(&lie, Limits::default()),
        kind::<Vec<u32>>(&lie, Limits::default()),
        kind::<Vec<Vec<u64>>>(&lie, Limits::default()),
        kind::<String>(&lie, Limits::default()),
        kind::<Opaque<0xffff_ffff>>(&lie, Limits::default()),
        kind::<Vec<Tree>>(&lie, Limits::default()),
    ] {
        assert!(
            matches!(kind, Kind::Truncated { remaining: 4, .. }),
            "{kind}"
        );
    }
}

#[test]
fn memory_is_a_multiple_of_the_message() {
    // An absent element takes 4 bytes of message and 1,000 of memory.
    type Wide = Option<[u32; 250]>;
    let bytes = to_vec(&vec![None::<[u32; 250]>; 1000]);
    assert!(matches!(
        kind::<Vec<Wide>>(&bytes, Limits::default()),
        Kind::TooMuchMemory { .. }
    ));
    let limits = Limits::default().memory_factor(300);
    assert_eq!(
        from_slice_with::<Vec<Wide>>(&bytes, limits).unwrap().len(),
        1000
    );
}

#[test]
fn everything_owned_is_charged() {
    let only_the_base = Limits::default().memory_factor(0);
    let text = to_vec(&"x".repeat(Limits::MEMORY_BASE + 1));
    let nodes = to_vec(&vec![node("x"); 10_000]);
    let numbers = to_vec(&vec![7_u64; 10_000]);
    let boxes = to_vec(&vec![Some(Box::new([7_u64; 4])); 2_000]);
    for kind in [
        kind::<String>(&text, only_the_base),
        kind::<Vec<u8>>(&text, only_the_base),
        kind::<Text<{ usize::MAX }>>(&text, only_the_base),
        kind::<Opaque<{ usize::MAX }>>(&text, only_the_base),
        kind::<Vec<Node>>(&nodes, only_the_base),
        kind::<Vec<u64>>(&numbers, only_the_base),
        kind::<Box<[u64; 10_000]>>(&numbers[4..], only_the_base),
        kind::<Vec<Option<Box<[u64; 4]>>>>(&boxes, only_the_base),
    ] {
        assert!(matches!(kind, Kind::TooMuchMemory { .. }), "{kind}");
    }
    assert!(from_slice_with::<&str>(&text, only_the_base).is_ok());
}

#[test]
fn a_long_message_is_refused_unread() {
    let limits = Limits::default().bytes(3);
    assert_eq!(
        kind::<u32>(&[0; 4], limits),
        Kind::TooManyBytes { len: 4, max: 3 }
    );
    assert!(Reader::with_limits(&[0; 3], limits).is_ok());
}
