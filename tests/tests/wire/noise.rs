//! What no peer should send: nothing panics, and what cannot be understood is
//! not taken for something else.

use std::sync::Arc;
use std::time::Instant;

use idlc_runtime::proto::directory::Directory;
use idlc_runtime::proto::onc::{DropReason, Received, Responder};
use idlc_runtime::rpc::{CallHeader, CallRejected, ReplyHeader};
use idlc_runtime::xdr::{self, Reader, Writer};
use idlc_runtime::{AuthPolicy, Interface, Program, ServerConfig, Version};
use proptest::prelude::*;

use super::hex;

static PORTMAP: Interface = Interface {
    name: "Portmap",
    program: Program(100_000),
    version: Version(2),
    procedures: &[],
};

fn responder(interface: &'static Interface) -> Responder {
    let directory = Directory::new([(interface, AuthPolicy::default())]).unwrap();
    Responder::new(Arc::new(directory), &ServerConfig::default())
}

#[test]
fn a_call_that_is_cut_short_is_noise_or_denied() {
    let whole = hex::read("call_auth_sys.hex");
    for len in 0..whole.len() {
        let rejected = CallHeader::read(&mut Reader::new(&whole[..len])).unwrap_err();
        match rejected {
            CallRejected::Noise => assert!(len < 24, "{len} bytes"),
            CallRejected::Auth { .. } => assert!(len >= 24, "{len} bytes"),
            CallRejected::RpcMismatch { .. } => panic!("{len} bytes: the version is right"),
        }
    }
}

#[test]
fn a_reply_sent_to_a_server_is_dropped() {
    let mut responder = responder(&PORTMAP);
    let reply = hex::read("reply_success.hex");
    let from = ([127, 0, 0, 1], 111).into();
    let received = responder.handle_datagram(Instant::now(), from, &reply, &mut Writer::new());
    assert!(
        matches!(received, Received::Drop(DropReason::NotACall)),
        "{received:?}"
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_server_panic_or_answer_at_length(bytes: Vec<u8>) {
        let mut responder = responder(&PORTMAP);
        let mut answer = Writer::new();
        let from = ([127, 0, 0, 1], 111).into();
        let _ = responder.handle_datagram(Instant::now(), from, &bytes, &mut answer);
        prop_assert!(answer.len() <= 32);
        prop_assert_eq!(responder.in_progress(), 0);
    }

    #[test]
    fn no_change_of_a_call_makes_a_server_panic(at in 0..68_usize, to: u8) {
        let mut call = hex::read("call_auth_sys.hex");
        if let Some(byte) = call.get_mut(at) {
            *byte = to;
        }
        let mut responder = responder(&PORTMAP);
        let from = ([127, 0, 0, 1], 111).into();
        let _ = responder.handle_datagram(Instant::now(), from, &call, &mut Writer::new());
    }

    #[test]
    fn no_bytes_make_a_client_panic(bytes: Vec<u8>) {
        let _ = xdr::from_slice::<ReplyHeader<'_>>(&bytes);
        let _ = ReplyHeader::peek_xid(&bytes);
    }
}
