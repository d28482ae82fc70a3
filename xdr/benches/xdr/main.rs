//! Encoding and decoding against floors written by hand, in one run:
//! `cargo bench -p idlc-xdr`.
//!
//! A harness of its own, and not divan or criterion, because what is claimed
//! is a ratio: floor and ours take turns within each round, so that a machine
//! that is busy or changes its clock disturbs both alike, and the median is
//! taken of the rounds' ratios. Those two measure one thing after the other.

mod fixture;
mod floor;
#[allow(
    unreachable_pub,
    reason = "as idlc generates them: for use from outside"
)]
mod generated;
mod measure;

use std::hint::black_box;

use idlc_xdr::{Encode as _, Writer, from_slice};

use generated::{Eight, Entry, EntryPlus3};
use measure::row;

fn main() {
    measure::heading();
    numbers();
    opaque();
    eight();
    entries();
    list();
}

fn numbers() {
    let values = fixture::numbers();
    let bytes = floor::encode_numbers(&values);

    let mut buffer = vec![0; bytes.len()];
    let mut out = Writer::with_capacity(bytes.len());
    row(
        "10^6 u32 encode",
        "byte-swap loop",
        || floor::swap_into(black_box(&values), black_box(&mut buffer)),
        || {
            out.clear();
            black_box(&values).encode(&mut out);
            black_box(out.as_slice());
        },
    );
    row(
        "10^6 u32 decode",
        "byte-swap loop",
        || _ = black_box(&floor::decode_numbers(black_box(&bytes))),
        || _ = black_box(&from_slice::<Vec<u32>>(black_box(&bytes))),
    );
}

fn opaque() {
    let data = fixture::data();
    let bytes = floor::encode_opaque(&data);

    let mut buffer = vec![0; data.len()];
    let mut out = Writer::with_capacity(bytes.len());
    row(
        "1 MiB opaque encode",
        "memcpy",
        || black_box(&mut buffer).copy_from_slice(black_box(&data)),
        || {
            out.clear();
            black_box(&data).encode(&mut out);
            black_box(out.as_slice());
        },
    );
    row(
        "1 MiB opaque decode, owned",
        "malloc + memcpy",
        || _ = black_box(&black_box(data.as_slice()).to_vec()),
        || _ = black_box(&from_slice::<Vec<u8>>(black_box(&bytes))),
    );
    row(
        "1 MiB opaque decode, borrowed",
        "slice by hand",
        || _ = black_box(&floor::borrow_opaque(black_box(&bytes))),
        || _ = black_box(&from_slice::<&[u8]>(black_box(&bytes))),
    );
}

fn eight() {
    let value = fixture::eight();
    let bytes = idlc_xdr::to_vec(&value);
    assert_eq!(floor::decode_eight(&bytes), Ok(value));

    let mut buffer = Vec::with_capacity(bytes.len());
    let mut out = Writer::with_capacity(bytes.len());
    row(
        "struct of 8 encode",
        "by hand",
        || {
            buffer.clear();
            floor::encode_eight(black_box(&value), black_box(&mut buffer));
        },
        || {
            out.clear();
            black_box(&value).encode(black_box(&mut out));
        },
    );
    row(
        "struct of 8 decode",
        "by hand",
        || _ = black_box(&floor::decode_eight(black_box(&bytes))),
        || _ = black_box(&from_slice::<Eight>(black_box(&bytes))),
    );

    let values = vec![value; 1000];
    let bytes = idlc_xdr::to_vec(&values);
    row(
        "1,000 structs of 8 encode",
        "by hand",
        || {
            buffer.clear();
            floor::encode_eights(black_box(&values), &mut buffer);
            black_box(buffer.as_slice());
        },
        || {
            out.clear();
            black_box(&values).encode(&mut out);
            black_box(out.as_slice());
        },
    );
    row(
        "1,000 structs of 8 decode",
        "by hand",
        || _ = black_box(&floor::decode_eights(black_box(&bytes))),
        || _ = black_box(&from_slice::<Vec<Eight>>(black_box(&bytes))),
    );
}

fn entries() {
    let entries = fixture::entries();
    let bytes = idlc_xdr::to_vec(&entries);
    assert_eq!(floor::decode_entries(&bytes).as_ref(), Ok(&entries));
    assert_eq!(from_slice::<Vec<Entry>>(&bytes).as_ref(), Ok(&entries));

    let mut buffer = Vec::with_capacity(bytes.len());
    let mut out = Writer::with_capacity(bytes.len());
    row(
        "1,000 entries encode, array",
        "by hand",
        || {
            buffer.clear();
            floor::encode_entries(black_box(&entries), &mut buffer);
            black_box(buffer.as_slice());
        },
        || {
            out.clear();
            black_box(&entries).encode(&mut out);
            black_box(out.as_slice());
        },
    );
    assert_eq!(buffer, bytes);
    row(
        "1,000 entries decode, array",
        "by hand",
        || _ = black_box(&floor::decode_entries(black_box(&bytes))),
        || _ = black_box(&from_slice::<Vec<Entry>>(black_box(&bytes))),
    );
}

fn list() {
    let entries = fixture::entries();
    let nodes = fixture::nodes();
    let bytes = idlc_xdr::to_vec(&nodes);
    assert_eq!(floor::decode_list(&bytes).as_ref(), Ok(&entries));
    assert_eq!(from_slice::<Vec<EntryPlus3>>(&bytes).as_ref(), Ok(&nodes));

    let mut buffer = Vec::with_capacity(bytes.len());
    let mut out = Writer::with_capacity(bytes.len());
    row(
        "1,000 entries encode, list",
        "by hand",
        || {
            buffer.clear();
            floor::encode_list(black_box(&entries), &mut buffer);
            black_box(buffer.as_slice());
        },
        || {
            out.clear();
            black_box(&nodes).encode(&mut out);
            black_box(out.as_slice());
        },
    );
    assert_eq!(buffer, bytes);
    row(
        "1,000 entries decode, list",
        "by hand",
        || _ = black_box(&floor::decode_list(black_box(&bytes))),
        || _ = black_box(&from_slice::<Vec<EntryPlus3>>(black_box(&bytes))),
    );
}
