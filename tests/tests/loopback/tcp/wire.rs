//! What travels over a connection, sent and read by hand.

use std::net::Shutdown;

use idlc_runtime::proto::onc::record::RecordWriter;
use idlc_runtime::rpc::{AcceptStat, Rejection, ReplyHeader};
use idlc_runtime::{Xid, xdr};

use super::probe::{Raw, builder, start};
use crate::loopback::probe::{ADD, BLOCK, Probe, message};

/// The reply to a call of `add`.
fn sum(xid: u32, sum: i32) -> Vec<u8> {
    let header = ReplyHeader::accepted(Xid(xid), AcceptStat::Success);
    [xdr::to_vec(&header), xdr::to_vec(&sum)].concat()
}

/// All fragments of a record.
fn fragments(mut writer: RecordWriter) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !writer.is_done() {
        let next = writer.slices().concat();
        bytes.extend_from_slice(&next);
        assert_eq!(writer.advance(next.len()), 0);
    }
    bytes
}

#[test]
fn a_record_may_come_in_any_fragments_and_byte_by_byte() {
    let server = start();
    let mut raw = Raw::connect(server.addr());
    for (xid, fragment_bytes) in [(1, 1), (2, 7), (3, 1_000)] {
        let call = message(xid, ADD, &(40, 2));
        let record = fragments(RecordWriter::with_fragments(call, fragment_bytes));
        for byte in record {
            raw.send(&[byte]);
        }
        assert_eq!(raw.receive(), Some(sum(xid, 42)));
    }
}

#[test]
fn replies_come_as_their_handlers_end() {
    let (probe, gate) = Probe::new();
    let server = builder().serve(probe).unwrap();
    let mut raw = Raw::connect(server.addr());
    raw.send_record(message(1, BLOCK, &()));
    gate.wait_for_handler();
    let calls = (2..50).map(|xid| RecordWriter::new(message(xid, ADD, &(1, 1))));
    raw.send(&calls.flat_map(fragments).collect::<Vec<_>>());
    let mut replies: Vec<_> = (2..50).map(|_| raw.receive().unwrap()).collect();
    replies.sort();
    assert_eq!(replies, (2..50).map(|xid| sum(xid, 2)).collect::<Vec<_>>());
    gate.open();
    let header = ReplyHeader::accepted(Xid(1), AcceptStat::Success);
    assert_eq!(raw.receive(), Some(xdr::to_vec(&header)));
}

#[test]
fn another_version_of_rpc_is_answered() {
    let server = start();
    let mut raw = Raw::connect(server.addr());
    let mut call = message(7, ADD, &(1, 2));
    call[8..12].copy_from_slice(&3_u32.to_be_bytes());
    let rejection = Rejection::RpcMismatch { low: 2, high: 2 };
    let expected = xdr::to_vec(&ReplyHeader::denied(Xid(7), rejection));
    assert_eq!(raw.call(call), expected);
    assert_eq!(raw.call(message(8, ADD, &(1, 2))), sum(8, 3));
}

#[test]
fn what_is_no_call_ends_the_connection() {
    let server = start();
    for noise in [b"GET / HTTP/1.1\r\n\r\n".to_vec(), vec![0x80, 0, 0, 0], {
        let reply = RecordWriter::new(sum(1, 1));
        fragments(reply)
    }] {
        let mut raw = Raw::connect(server.addr());
        raw.send(&noise);
        assert_eq!(raw.receive(), None);
    }
    let counters = server.counters();
    assert_eq!((counters.badrecords, counters.badfmt), (1, 2));
    assert_eq!(counters.executed, 0);
}

#[test]
fn a_client_that_ends_its_half_is_still_answered() {
    let server = start();
    let mut raw = Raw::connect(server.addr());
    raw.send_record(message(1, ADD, &(1, 2)));
    raw.send_record(message(2, ADD, &(2, 2)));
    raw.stream.shutdown(Shutdown::Write).unwrap();
    let mut replies = [raw.receive().unwrap(), raw.receive().unwrap()];
    replies.sort();
    assert_eq!(replies, [sum(1, 3), sum(2, 4)]);
    assert_eq!(raw.receive(), None);
}
