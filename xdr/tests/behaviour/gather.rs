//! Long opaque data leaves by reference.

use idlc_xdr::{Encode as _, Gather, Sink as _, Writer, to_vec};

#[test]
fn long_data_is_kept_by_reference_and_short_data_is_copied() {
    let (short, long) = (
        vec![1_u8; Gather::THRESHOLD - 1],
        vec![2_u8; Gather::THRESHOLD + 1],
    );
    let value = (7_u32, short, long, "end");
    let mut out = Gather::new();
    value.encode(&mut out);

    let slices: Vec<&[u8]> = out.slices().collect();
    assert_eq!(slices.len(), 3);
    assert_eq!(slices[1].as_ptr(), value.2.as_ptr());
    assert_eq!(out.len(), slices.concat().len());
    assert_eq!(out.to_vec(), to_vec(&value));
}

#[test]
fn a_header_comes_first() {
    let mut head = Writer::new();
    head.put_u32(9);
    let data = vec![5_u8; 4096];
    let mut out = Gather::from_writer(head);
    data.encode(&mut out);
    assert_eq!(out.to_vec(), to_vec(&(9_u32, data.as_slice())));
    assert_eq!(out.into_writer().as_slice(), to_vec(&(9_u32, 4096_u32)));
}

#[test]
fn neighbours_by_reference_leave_no_empty_slice() {
    let data = vec![5_u8; 2048];
    let value = [[data.as_slice(); 2], [data.as_slice(); 2]];
    let mut out = Gather::new();
    value.encode(&mut out);
    assert!(out.slices().all(|slice| !slice.is_empty()));
    assert_eq!(out.to_vec(), to_vec(&value));
    assert!(Gather::new().is_empty());
    assert_eq!(Gather::new().slices().count(), 0);
}
