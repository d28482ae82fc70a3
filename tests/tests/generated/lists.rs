//! Linked lists: a vector in Rust, a chain on the wire.

use idlc_xdr::{from_slice, to_vec};

use super::modules::lists::{Entry, Listing, Page, Word};

fn entry(fileid: u64, name: &str) -> Entry {
    Entry {
        fileid,
        name: name.parse().unwrap(),
    }
}

#[test]
fn a_list_is_a_chain_of_optional_nodes() {
    let listing = Listing {
        entries: vec![entry(1, "a"), entry(2, "b")],
        eof: true,
    };
    let bytes = [
        &[
            0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, b'a', 0, 0, 0,
        ][..],
        &[
            0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, b'b', 0, 0, 0,
        ],
        &[0, 0, 0, 0, 0, 0, 0, 1],
    ]
    .concat();
    assert_eq!(to_vec(&listing), bytes);
    assert_eq!(from_slice::<Listing>(&bytes).unwrap(), listing);
}

#[test]
fn a_list_behind_a_typedef_is_one_too() {
    let page = Page {
        words: vec![Word {
            text: "x".to_owned(),
        }],
    };
    let bytes = [0, 0, 0, 1, 0, 0, 0, 1, b'x', 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(to_vec(&page), bytes);
    assert_eq!(from_slice::<Page>(&bytes).unwrap(), page);
}

#[test]
fn an_error_in_a_list_says_in_which_node() {
    let mut bytes = to_vec(&vec![entry(1, "a"), entry(2, "b")]);
    bytes.truncate(30);
    assert_eq!(
        from_slice::<Vec<Entry>>(&bytes).unwrap_err().path(),
        "[1].fileid"
    );
}

#[test]
fn a_hundred_thousand_nodes_are_read_in_a_loop() {
    let entries: Vec<Entry> = (0..100_000).map(|id| entry(id, "n")).collect();
    let listing = Listing {
        entries,
        eof: false,
    };
    assert_eq!(from_slice::<Listing>(&to_vec(&listing)).unwrap(), listing);
}
