//! Strings as bytes: any byte is kept, and what is text stays text.

use idlc_runtime::{Context, Fault, Server};
use idlc_xdr::{DecodeErrorKind, from_slice, to_vec};

use super::modules::string_bytes::{Entry, LinkerV1, LinkerV1Client, LinkerV1Server};

/// Not UTF-8.
const LATIN: [u8; 3] = [b'n', 0xe9, b'e'];

struct Linker;

impl LinkerV1 for Linker {
    fn link(&self, _: &Context, from: &[u8], to: &[u8], at: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok([from, to, at].concat())
    }

    fn read(&self, _: &Context, from: &str) -> Result<String, Fault> {
        Ok(from.to_owned())
    }
}

#[test]
fn bytes_that_are_no_text_come_back_as_they_came() {
    let entry = Entry {
        name: LATIN.try_into().unwrap(),
        comment: "text".parse().unwrap(),
        target: LATIN.try_into().unwrap(),
        by: "me".parse().unwrap(),
    };
    assert_eq!(from_slice::<Entry>(&to_vec(&entry)).unwrap(), entry);
}

#[test]
fn what_was_not_asked_for_is_an_error_if_it_is_no_text() {
    let bytes = [
        0, 0, 0, 0, 0, 0, 0, 1, 0xe9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    let error = from_slice::<Entry>(&bytes).unwrap_err();
    assert!(
        matches!(error.kind(), DecodeErrorKind::NotUtf8 { .. }),
        "{error}"
    );
    assert_eq!(error.path(), "comment");
}

#[test]
fn arguments_and_results_are_bytes() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(LinkerV1Server::new(Linker))
        .unwrap();
    let client = LinkerV1Client::connect(server.addr()).unwrap();
    let linked = client.link(&LATIN, &[0xff], b"/").unwrap();
    assert_eq!(linked, [b'n', 0xe9, b'e', 0xff, b'/']);
    assert_eq!(client.read("text").unwrap(), "text");
    assert!(client.link(&[0; 17], &[], &[]).is_err());
}
