//! Every kind of message, as bytes and as a value.

use idlc_runtime::rpc::{
    AcceptStat, AuthFlavor, AuthStat, AuthSys, CallHeader, Credentials, OpaqueAuth, Rejection,
    ReplyHeader,
};
use idlc_runtime::xdr::{self, Array, OpaqueRef, Reader, Text};
use idlc_runtime::{Procedure, Program, Version, Xid};

use super::hex;

fn check_call(name: &str, header: &CallHeader<'_>) {
    let bytes = hex::read(name);
    assert_eq!(xdr::to_vec(header), bytes, "{name}");
    let mut input = Reader::new(&bytes);
    assert_eq!(CallHeader::read(&mut input).as_ref(), Ok(header), "{name}");
    assert_eq!(input.remaining(), 0, "{name}");
}

fn check_reply(name: &str, header: &ReplyHeader<'_>) {
    let bytes = hex::read(name);
    assert_eq!(xdr::to_vec(header), bytes, "{name}");
    assert_eq!(
        &xdr::from_slice::<ReplyHeader<'_>>(&bytes).unwrap(),
        header,
        "{name}"
    );
    assert_eq!(ReplyHeader::peek_xid(&bytes), Some(header.xid), "{name}");
}

#[test]
fn a_null_call_is_ten_words() {
    let header = CallHeader {
        xid: Xid(42),
        program: Program(100_000),
        version: Version(2),
        procedure: Procedure::NULL,
        credentials: OpaqueAuth::none(),
        verifier: OpaqueAuth::none(),
    };
    check_call("call_null.hex", &header);
}

#[test]
fn a_call_carries_who_calls() {
    let sys = AuthSys {
        stamp: 1234,
        machine_name: "host".parse::<Text<255>>().unwrap(),
        uid: 1000,
        gid: 100,
        gids: Array::try_from(vec![27, 30]).unwrap(),
    };
    let body = xdr::to_vec(&sys);
    let credentials = OpaqueAuth {
        flavor: AuthFlavor::SYS,
        body: OpaqueRef::new(&body).unwrap(),
    };
    let header = CallHeader {
        xid: Xid(0x1234_5678),
        program: Program(100_003),
        version: Version(3),
        procedure: Procedure(1),
        credentials,
        verifier: OpaqueAuth::none(),
    };
    check_call("call_auth_sys.hex", &header);
    assert_eq!(
        Credentials::from_wire(credentials),
        Ok(Credentials::Sys(sys.clone()))
    );
    assert_eq!(Credentials::Sys(sys).to_wire(), xdr::to_vec(&credentials));
}

#[test]
fn every_accept_stat_has_its_bytes() {
    for (name, stat) in [
        ("reply_success.hex", AcceptStat::Success),
        ("reply_prog_unavail.hex", AcceptStat::ProgramUnavailable),
        (
            "reply_prog_mismatch.hex",
            AcceptStat::ProgramMismatch {
                low: Version(2),
                high: Version(4),
            },
        ),
        ("reply_proc_unavail.hex", AcceptStat::ProcedureUnavailable),
        ("reply_garbage_args.hex", AcceptStat::GarbageArguments),
        ("reply_system_err.hex", AcceptStat::SystemError),
    ] {
        check_reply(name, &ReplyHeader::accepted(Xid(42), stat));
    }
}

#[test]
fn every_reject_stat_has_its_bytes() {
    for (name, rejection) in [
        (
            "reply_rpc_mismatch.hex",
            Rejection::RpcMismatch { low: 2, high: 2 },
        ),
        ("reply_auth_error.hex", Rejection::Auth(AuthStat::TOOWEAK)),
    ] {
        check_reply(name, &ReplyHeader::denied(Xid(42), rejection));
    }
}
