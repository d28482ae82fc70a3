//! The buffer is reused, patched, and refuses a size that is not kept.

use idlc_xdr::{Encode as _, Sink as _, Writer};

#[test]
fn the_allocation_of_a_vector_is_reused() {
    let bytes = Vec::with_capacity(64);
    let allocation = bytes.as_ptr();
    let mut out = Writer::from_vec(bytes);
    1_u64.encode(&mut out);
    out.clear();
    2_u32.encode(&mut out);
    let bytes = out.into_vec();
    assert_eq!(bytes, [0, 0, 0, 2]);
    assert_eq!(bytes.as_ptr(), allocation);
}

#[test]
fn a_word_is_patched_in_place() {
    let mut out = Writer::new();
    0_u32.encode(&mut out);
    "ab".encode(&mut out);
    let len = u32::try_from(out.len()).unwrap();
    out.patch_u32(0, len);
    assert_eq!(out.as_slice(), b"\0\0\0\x0c\0\0\0\x02ab\0\0");
    out.truncate(4);
    assert_eq!(out.len(), 4);
}

#[test]
#[should_panic(expected = "no word was written at byte 2 yet")]
fn a_word_that_is_not_there_cannot_be_patched() {
    let mut out = Writer::new();
    0_u32.encode(&mut out);
    out.patch_u32(2, 1);
}

#[test]
#[should_panic(expected = "another number of bytes")]
fn a_block_that_is_not_filled_is_a_bug_of_the_encoder() {
    Writer::new().fixed::<8>(|out| 1_u32.encode(out));
}

#[test]
#[should_panic(expected = "another number of bytes")]
fn a_block_that_overflows_is_a_bug_of_the_encoder() {
    Writer::new().fixed::<4>(|out| 1_u64.encode(out));
}

#[test]
fn blocks_nest() {
    let mut out = Writer::new();
    out.fixed::<16>(|out| {
        out.fixed::<8>(|out| 1_u64.encode(out));
        [1_u8, 2, 3].encode(out);
        out.put_borrowed(&[4; 4]);
    });
    assert_eq!(
        out.as_slice(),
        [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 0, 4, 4, 4, 4]
    );
}
