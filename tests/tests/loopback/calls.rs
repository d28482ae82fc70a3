//! Calls that work.

use std::sync::Arc;

use idlc_runtime::{
    Client, Context, Interface, Procedure, ProcedureInfo, Refusal, Server, Service, Version, xdr,
};

use super::probe::{ADD, ECHO, PROBE, Probe, builder, client, start};

#[test]
fn a_call_returns_what_the_handler_returned() {
    let server = start();
    let client = client(&server);
    assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
    assert_eq!(client.call::<i32>(ADD, &(i32::MAX, 1)).unwrap(), i32::MIN);
    client.call::<()>(Procedure::NULL, &()).unwrap();
}

#[test]
fn a_message_may_fill_a_datagram() {
    let server = start();
    // 40 bytes of header and 4 of length leave this much.
    let bytes = vec![0xa5; 65_507 - 44 - 3];
    let echoed: Vec<u8> = client(&server).call(ECHO, &bytes).unwrap();
    assert_eq!(echoed, bytes);
}

#[test]
fn a_server_is_found_by_name_and_by_text() {
    let server = start();
    for address in [
        format!("udp://{}", server.addr()),
        format!("{}", server.addr()),
        format!("localhost:{}", server.addr().port()),
    ] {
        let client = Client::connect(&PROBE, address.clone()).unwrap();
        assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3, "{address}");
    }
}

#[test]
fn threads_share_a_client_and_each_gets_its_own_answers() {
    let (probe, _gate) = Probe::new();
    let probe = Arc::new(probe);
    let server = builder().serve(Arc::clone(&probe)).unwrap();
    let client = client(&server);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let client = &client;
            scope.spawn(move || {
                for n in 0..200 {
                    assert_eq!(
                        client.call::<i32>(ADD, &(thread * 1000, n)).unwrap(),
                        thread * 1000 + n
                    );
                }
            });
        }
    });
    assert_eq!(probe.executions(), 1600);
    assert_eq!(client.counters().calls, 1600);
    assert_eq!(client.counters().badcalls, 0);
}

#[test]
fn several_programs_and_versions_share_a_port_and_several_addresses_a_server() {
    struct Older;
    static OLDER: Interface = Interface {
        name: "Older",
        version: Version(2),
        procedures: &[ProcedureInfo {
            name: "add",
            number: ADD,
        }],
        ..PROBE
    };
    impl Service for Older {
        fn interface(&self) -> &'static Interface {
            &OLDER
        }
        fn dispatch(
            &self,
            _: &Context,
            _: Procedure,
            _: &mut xdr::Reader<'_>,
            result: &mut xdr::Writer,
        ) -> Result<(), Refusal> {
            xdr::Encode::encode(&-1_i32, result);
            Ok(())
        }
    }
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .udp("127.0.0.1:0")
        .service(Probe::new().0)
        .service(Older)
        .start()
        .unwrap();
    for address in server.addrs() {
        let newer = Client::connect(&PROBE, address).unwrap();
        let older = Client::connect(&OLDER, address).unwrap();
        assert_eq!(newer.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
        assert_eq!(older.call::<i32>(ADD, &(1, 2)).unwrap(), -1);
    }
}
