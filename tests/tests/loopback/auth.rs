//! Who calls: what handlers see and what is turned away.

use std::net::UdpSocket;

use idlc_runtime::rpc::{AuthFlavor, CallHeader, OpaqueAuth};
use idlc_runtime::xdr::{self, OpaqueRef};
use idlc_runtime::{
    AuthPolicy, AuthStat, AuthSys, CallError, Client, Credentials, NotExecuted, Procedure,
    ServerConfig, Xid,
};

use super::probe::native;
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

/// A call as somebody with these credentials sends it.
fn call(xid: u32, procedure: Procedure, flavor: AuthFlavor, body: &[u8]) -> Vec<u8> {
    let header = CallHeader {
        xid: Xid(xid),
        program: PROBE.program,
        version: PROBE.version,
        procedure,
        credentials: OpaqueAuth {
            flavor,
            body: OpaqueRef::new(body).unwrap(),
        },
        verifier: OpaqueAuth::none(),
    };
    xdr::to_vec(&header)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

#[test]
fn the_limits_of_auth_sys_are_those_of_the_rfc() {
    let server = start();
    let raw = Raw::connect(server.addr());
    let sys = |name: usize, groups: usize| {
        let mut body = words(&[0, u32::try_from(name).unwrap()]);
        body.extend(vec![b'x'; name.next_multiple_of(4)]);
        body[8 + name..].fill(0);
        body.extend(words(&[7, 7, u32::try_from(groups).unwrap()]));
        body.extend(vec![0; 4 * groups]);
        body
    };
    let bad_credential = |xid| words(&[xid, 1, 1, 1, AuthStat::BADCRED.0]);
    for (xid, name, groups, is_taken) in
        [(1, 255, 16, true), (2, 255, 17, false), (3, 256, 0, false)]
    {
        let expected = if is_taken {
            words(&[xid, 1, 0, 0, 0, 0, 7])
        } else {
            bad_credential(xid)
        };
        let answer = raw.call(&call(xid, WHO, AuthFlavor::SYS, &sys(name, groups)));
        assert_eq!(answer, expected, "{name} {groups}");
    }
    // One byte more than a body may have, whatever the flavor.
    let mut long = words(&[4, 0, 2, PROBE.program.0, PROBE.version.0, WHO.0, 0, 401]);
    long.extend([0; 404 + 8]);
    assert_eq!(raw.call(&long), bad_credential(4));
}

#[test]
fn a_client_that_asks_for_tls_is_told_that_there_is_none() {
    // RFC 9289 §4.1: a null call with AUTH_TLS and an empty body.
    let server = start();
    let raw = Raw::connect(server.addr());
    let answer = raw.call(&call(1, Procedure::NULL, AuthFlavor::TLS, &[]));
    assert_eq!(answer, words(&[1, 1, 1, 1, AuthStat::REJECTEDCRED.0]));
    // The client goes on without.
    let answer = raw.call(&call(2, Procedure::NULL, AuthFlavor::NONE, &[]));
    assert_eq!(answer, words(&[2, 1, 0, 0, 0, 0]));
}

#[test]
fn a_service_takes_whom_its_policy_takes() {
    let staff = AuthPolicy::sys().and_if(|sys| match sys.gid {
        50 => Ok(()),
        _ => Err(AuthStat::REJECTEDCRED),
    });
    let server = builder()
        .service_for(staff, Probe::new().0)
        .start()
        .unwrap();
    let who = |credentials: Credentials| {
        let client = Client::builder(&PROBE).credentials(credentials);
        client
            .connect(onc(server.addr()))
            .unwrap()
            .call::<u32>(WHO, &())
    };
    let member = |gid| AuthSys {
        uid: 1000,
        gid,
        ..AuthSys::default()
    };
    assert_eq!(who(member(50).into()).unwrap(), 1000);
    for (credentials, stat) in [
        (member(51).into(), "AUTH_REJECTEDCRED"),
        (Credentials::None, "AUTH_TOOWEAK"),
    ] {
        let error = who(credentials).unwrap_err();
        assert!(error.is_safe_to_repeat(), "{error:?}");
        assert!(error.to_string().contains(stat), "{error}");
    }
    // The same in the native form.
    let error = native(&server).call::<u32>(WHO, &()).unwrap_err();
    assert!(error.to_string().contains("AUTH_TOOWEAK"), "{error}");
    client(&server).call::<()>(Procedure::NULL, &()).unwrap();
    assert_eq!(server.counters().badauth, 3);
}

#[test]
fn a_flavor_of_the_users_own_reaches_the_handler_where_the_policy_takes_it() {
    const OURS: AuthFlavor = AuthFlavor(390_000);
    let policy = AuthPolicy::flavors([OURS]).and(|caller| match caller {
        Credentials::Other { body, .. } if body.as_slice() == b"token" => Ok(()),
        _ => Err(AuthStat::BADCRED),
    });
    let server = builder()
        .service_for(policy, Probe::new().0)
        .start()
        .unwrap();
    let raw = Raw::connect(server.addr());
    let answer = raw.call(&call(1, WHO, OURS, b"token"));
    assert_eq!(answer, words(&[1, 1, 0, 0, 0, 0, u32::MAX]));
    let denied = |xid, stat: AuthStat| words(&[xid, 1, 1, 1, stat.0]);
    let answer = raw.call(&call(2, WHO, OURS, b"guess"));
    assert_eq!(answer, denied(2, AuthStat::BADCRED));
    let answer = raw.call(&call(3, WHO, AuthFlavor::NONE, &[]));
    assert_eq!(answer, denied(3, AuthStat::TOOWEAK));
    let answer = raw.call(&call(4, WHO, AuthFlavor::SHORT, &[]));
    assert_eq!(answer, denied(4, AuthStat::REJECTEDCRED));
}

#[test]
fn a_server_that_answers_with_shorthand_is_understood_and_the_shorthand_not_used() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let client = Client::builder(&PROBE)
        .credentials(sys(1000))
        .connect(onc(socket.local_addr().unwrap()))
        .unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2 {
                let mut call = [0; 1024];
                let (_, from) = socket.recv_from(&mut call).unwrap();
                // The flavor of the credentials, at its place behind six words.
                assert_eq!(call[24..28], AuthFlavor::SYS.0.to_be_bytes());
                let mut reply = call[..4].to_vec();
                let short = [1, 0, AuthFlavor::SHORT.0, 8, 0x1234_5678, 0x9abc_def0];
                reply.extend(words(&short));
                reply.extend(words(&[0, 42]));
                socket.send_to(&reply, from).unwrap();
            }
        });
        for _ in 0..2 {
            assert_eq!(client.call::<u32>(WHO, &()).unwrap(), 42);
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_process_says_who_it_is() {
    let me = AuthSys::from_process().unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let numbers = |name: &str| -> Vec<u32> {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace()
            .skip(1)
            .map(|n| n.parse().unwrap())
            .collect()
    };
    // Real, effective, saved, file system.
    assert_eq!((me.uid, me.gid), (numbers("Uid:")[1], numbers("Gid:")[1]));
    let groups = numbers("Groups:");
    assert_eq!(me.gids.as_slice(), &groups[..groups.len().min(16)]);
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(me.machine_name.as_str(), name.trim());
}
