//! Who calls: what handlers see and what is turned away.

use idlc_runtime::rpc::{AuthFlavor, CallHeader, OpaqueAuth};
use idlc_runtime::xdr::{self, OpaqueRef};
use idlc_runtime::{
    AuthStat, AuthSys, CallError, Client, Credentials, NotExecuted, Procedure, ServerConfig, Xid,
};

use super::probe::{ADD, PROBE, Probe, Raw, WHO, builder, client, onc, start};

fn sys(uid: u32) -> Credentials {
    Credentials::Sys(AuthSys {
        uid,
        ..AuthSys::default()
    })
}

#[test]
fn a_handler_sees_who_calls() {
    let server = start();
    let nobody = client(&server);
    let user = Client::builder(&PROBE)
        .credentials(sys(1000))
        .connect(onc(server.addr()))
        .unwrap();
    assert_eq!(nobody.call::<u32>(WHO, &()).unwrap(), u32::MAX);
    assert_eq!(user.call::<u32>(WHO, &()).unwrap(), 1000);
}

#[test]
fn a_server_that_demands_auth_sys_takes_nobody_else_but_answers_the_null_call() {
    let config = ServerConfig {
        require_auth_sys: true,
        ..ServerConfig::default()
    };
    let server = builder().config(config).serve(Probe::new().0).unwrap();
    let nobody = client(&server);
    let error = nobody.call::<u32>(WHO, &()).unwrap_err();
    assert!(
        matches!(
            error,
            CallError::NotExecuted {
                why: NotExecuted::Denied(_)
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("AUTH_TOOWEAK"), "{error}");
    nobody.call::<()>(Procedure::NULL, &()).unwrap();
    let user = Client::builder(&PROBE)
        .credentials(sys(7))
        .connect(onc(server.addr()))
        .unwrap();
    assert_eq!(user.call::<u32>(WHO, &()).unwrap(), 7);
}

#[test]
fn malformed_and_unknown_credentials_are_denied_with_the_reason() {
    let server = start();
    let raw = Raw::connect(server.addr());
    let denied = |xid, stat: AuthStat| [xid, 1, 1, 1, stat.0].map(u32::to_be_bytes).concat();
    let call = |xid, flavor, body: &[u8]| {
        let header = CallHeader {
            xid: Xid(xid),
            program: PROBE.program,
            version: PROBE.version,
            procedure: ADD,
            credentials: OpaqueAuth {
                flavor,
                body: OpaqueRef::new(body).unwrap(),
            },
            verifier: OpaqueAuth::none(),
        };
        raw.call(&xdr::to_vec(&(header, 1_i32, 2_i32)))
    };
    assert_eq!(
        call(1, AuthFlavor::SYS, &[0; 8]),
        denied(1, AuthStat::BADCRED)
    );
    // Seventeen groups are one too many.
    let groups = [vec![0; 16], vec![0, 0, 0, 17], vec![0; 68]].concat();
    assert_eq!(
        call(2, AuthFlavor::SYS, &groups),
        denied(2, AuthStat::BADCRED)
    );
    assert_eq!(
        call(3, AuthFlavor(390_000), &[1, 2, 3]),
        denied(3, AuthStat::REJECTEDCRED)
    );
    assert_eq!(server.counters().badauth, 3);
}
