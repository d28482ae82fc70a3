use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use idlc_xdr::Writer;

use super::{Answered, DropReason, Received, Responder};
use crate::auth_policy::AuthPolicy;
use crate::config::ServerConfig;
use crate::id::{Procedure, Program, Version, Xid};
use crate::interface::{Interface, ProcedureInfo};
use crate::proto::directory::Directory;
use crate::rpc::{AcceptStat, CallHeader, OpaqueAuth, ReplyHeader};

static TWO: Interface = Interface {
    name: "Two",
    program: Program(9),
    version: Version(2),
    procedures: &[ProcedureInfo {
        name: "go",
        number: Procedure(1),
    }],
};
static FIVE: Interface = Interface {
    name: "Five",
    version: Version(5),
    ..TWO
};

/// A responder and one client's calls to it.
struct Pair {
    responder: Responder,
    now: Instant,
    answer: Writer,
}

impl Pair {
    fn new() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "any instant serves as the origin"
        )]
        let now = Instant::now();
        let directory = Directory::new([&TWO, &FIVE].map(|i| (i, AuthPolicy::default()))).unwrap();
        let responder = Responder::new(Arc::new(directory), &ServerConfig::default());
        Self {
            responder,
            now,
            answer: Writer::new(),
        }
    }

    /// What becomes of a call: a word, and the answer if there is one.
    fn call(&mut self, xid: u32, program: u32, version: u32, procedure: u32) -> (&str, &[u8]) {
        let header = CallHeader {
            xid: Xid(xid),
            program: Program(program),
            version: Version(version),
            procedure: Procedure(procedure),
            credentials: OpaqueAuth::none(),
            verifier: OpaqueAuth::none(),
        };
        let from = SocketAddr::from(([127, 0, 0, 1], 1000));
        let bytes = idlc_xdr::to_vec(&header);
        let word = match self
            .responder
            .handle_datagram(self.now, from, &bytes, &mut self.answer)
        {
            Received::Drop(DropReason::InProgress) => "in progress",
            Received::Drop(DropReason::Draining) => "draining",
            Received::Drop(_) => "dropped",
            Received::Answer(Answered::Replayed) => "replayed",
            Received::Answer(_) => "answered",
            Received::Execute(request) => {
                let key = request.key;
                self.responder.complete(self.now, key, b"the reply");
                "executed"
            }
        };
        (word, self.answer.as_slice())
    }
}

fn accepted(xid: u32, stat: AcceptStat) -> Vec<u8> {
    idlc_xdr::to_vec(&ReplyHeader::accepted(Xid(xid), stat))
}

#[test]
fn what_is_not_here_is_answered_in_the_order_program_version_procedure() {
    let mut pair = Pair::new();
    let range = AcceptStat::ProgramMismatch {
        low: Version(2),
        high: Version(5),
    };
    for (program, version, procedure, stat) in [
        (8, 7, 77, AcceptStat::ProgramUnavailable),
        (9, 3, 77, range),
        (9, 3, 0, range),
        (9, 2, 77, AcceptStat::ProcedureUnavailable),
        (9, 5, 0, AcceptStat::Success),
    ] {
        let (word, answer) = pair.call(4, program, version, procedure);
        assert_eq!((word, answer), ("answered", accepted(4, stat).as_slice()));
    }
}

#[test]
fn a_copy_of_an_executed_call_is_answered_with_its_reply() {
    let mut pair = Pair::new();
    assert_eq!(pair.call(1, 9, 2, 1).0, "executed");
    assert_eq!(pair.call(1, 9, 2, 1), ("replayed", &b"the reply"[..]));
    // The same number for another version is another call.
    assert_eq!(pair.call(1, 9, 5, 1).0, "executed");
}

#[test]
fn a_server_that_drains_answers_copies_and_takes_nothing_new() {
    let mut pair = Pair::new();
    pair.call(1, 9, 2, 1);
    pair.responder.drain();
    assert_eq!(pair.call(1, 9, 2, 1).0, "replayed");
    assert_eq!(pair.call(2, 9, 2, 1).0, "draining");
    assert_eq!(pair.responder.in_progress(), 0);
}

#[test]
fn the_null_procedure_is_answered_without_being_remembered() {
    let mut pair = Pair::new();
    pair.call(1, 9, 2, 0);
    assert_eq!(pair.responder.cache().bytes(), 0);
}
