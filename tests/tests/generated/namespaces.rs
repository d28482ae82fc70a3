//! Namespaces: names found within and from outside, without a trace in Rust.

use idlc_xdr::{from_slice, to_vec};

use super::modules::namespaces::{
    Answer, Entry, EntryExt, EntryExtV1, EntryExtV1Ext, Hash, LIMIT_SIGNATURES, Page, PublicKey,
};

#[test]
fn a_file_in_namespaces_is_a_module_without_any() {
    let hash: Hash = [7; 32];
    let entry = Entry {
        owner: PublicKey::HashX(hash),
        balance: 5,
        signatures: vec![vec![1, 2].try_into().unwrap()].try_into().unwrap(),
        ext: EntryExt::Case1(EntryExtV1 {
            flags: 3,
            ext: EntryExtV1Ext::Case0,
        }),
    };
    let page = Page {
        entries: vec![entry].try_into().unwrap(),
        older: None,
    };
    let answer = Answer::Ed25519(page);
    let bytes = to_vec(&answer);
    assert_eq!(from_slice::<Answer>(&bytes).unwrap(), answer);
    // Discriminant, entries, the discriminant of the key and its 32 bytes.
    assert_eq!(bytes[..12], [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
    assert_eq!(LIMIT_SIGNATURES, 20);
}
