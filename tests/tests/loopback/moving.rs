//! Several servers for one client: what moves a call from one to the next, and
//! what does not.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use idlc_runtime::xdr::{Reader, Writer};
use idlc_runtime::{
    Address, CallError, Client, Context, Interface, MaybeExecuted, NotExecuted, Procedure,
    ProcedureInfo, Program, Refusal, Server, ServerAddress, Service, Version,
};

use super::probe::{ADD, PROBE, Probe, REFUSE, onc, start};

fn client(servers: impl Into<Address>) -> Client {
    Client::connect(&PROBE, servers).unwrap()
}

/// A server at all transports, and what counts its executions.
fn counting() -> (Server, Arc<Probe>) {
    let probe = Arc::new(Probe::new().0);
    let server = Server::builder().udp("127.0.0.1:0").tcp("127.0.0.1:0");
    (server.serve(Arc::clone(&probe)).unwrap(), probe)
}

/// Its address as a client of each form writes it.
fn forms(server: &Server) -> [String; 3] {
    let mut tcp = server.addrs().iter().filter_map(|address| match address {
        ServerAddress::Tcp(address) => Some(address),
        _ => None,
    });
    [
        format!("udp://{}", server.addr()),
        format!("tcp://{}", tcp.next().unwrap()),
        format!("rpc://{}", server.addr()),
    ]
}

/// A server that is there and executes nothing: it answers procedure 0 alone,
/// until it is called something else, and tells how often it did. Its socket
/// stays open: silent, but not gone.
fn only_there() -> (SocketAddr, JoinHandle<(u32, UdpSocket)>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let answering = spawn(move || {
        let mut nulls = 0;
        loop {
            let mut call = [0; 256];
            let (_, from) = socket.recv_from(&mut call).unwrap();
            if call[20..24] != [0; 4] {
                return (nulls, socket);
            }
            nulls += 1;
            let mut reply = call[..4].to_vec();
            reply.extend([[0, 0, 0, 1], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
            socket.send_to(&reply, from).unwrap();
        }
    });
    (address, answering)
}

#[test]
fn a_call_that_is_refused_is_made_at_the_next_server_and_so_are_those_after_it() {
    let gone = forms(&counting().0);
    for (form, gone) in gone.iter().enumerate() {
        let (server, probe) = counting();
        let here = forms(&server)[form].clone();
        let client = client([gone.clone(), here]);
        for n in 1..=3 {
            let sum: i32 = client.call(ADD, &(n, 1)).unwrap();
            assert_eq!(sum, n + 1, "{gone}");
        }
        assert_eq!(probe.executions(), 3);
        assert_eq!(
            client.server().socket_addr().map(|a| a.ip()),
            Some([127, 0, 0, 1].into())
        );
        // The first was tried once: each later call would add to this.
        let counters = client.counters();
        assert_eq!((counters.calls, counters.badcalls), (3, 0));
    }
}

#[test]
fn when_the_server_that_is_called_goes_the_next_takes_over() {
    for form in 0..3 {
        let ((first, _), (second, probe)) = (counting(), counting());
        let client = client([forms(&first)[form].clone(), forms(&second)[form].clone()]);
        assert_eq!(client.call::<i32>(ADD, &(1, 1)).unwrap(), 2);
        assert_eq!(probe.executions(), 0);
        first.shutdown().unwrap();
        assert_eq!(client.call::<i32>(ADD, &(1, 2)).unwrap(), 3);
        assert_eq!(probe.executions(), 1);
    }
}

#[test]
fn a_silent_server_is_given_no_call_while_there_is_another() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let (server, probe) = counting();
    let silent_address = silent.local_addr().unwrap();
    let client = client([onc(silent_address), onc(server.addr())]);
    let hasty = client.with_deadline(Duration::from_millis(600));
    assert_eq!(hasty.call::<i32>(ADD, &(1, 1)).unwrap(), 2);
    assert_eq!(probe.executions(), 1);
    // All that it was sent is procedure 0.
    silent.set_nonblocking(true).unwrap();
    let mut call = [0; 256];
    let mut sent = 0;
    while silent.recv(&mut call).is_ok() {
        assert_eq!(call[20..24], [0; 4]);
        sent += 1;
    }
    assert!(sent > 0);
}

#[test]
fn a_call_that_may_have_been_executed_does_not_move_unless_it_may_run_twice() {
    let (server, probe) = counting();
    let (address, answering) = only_there();
    let both = client([onc(address), onc(server.addr())]);
    let hasty = both.with_deadline(Duration::from_millis(300));
    let error = hasty.call::<i32>(ADD, &(1, 1)).unwrap_err();
    let CallError::MaybeExecuted {
        why: MaybeExecuted::DeadlinePassed { deadline },
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(deadline, Duration::from_millis(300));
    let (nulls, _silent) = answering.join().unwrap();
    assert_eq!((probe.executions(), nulls), (0, 1));
    // The next call does not try it again first.
    assert_eq!(hasty.call::<i32>(ADD, &(1, 1)).unwrap(), 2);

    let (address, answering) = only_there();
    let both = client([onc(address), onc(server.addr())]);
    let patient = both.with_deadline(Duration::from_secs(2));
    assert_eq!(patient.call_idempotent::<i32>(ADD, &(1, 1)).unwrap(), 2);
    let (nulls, _silent) = answering.join().unwrap();
    assert_eq!((probe.executions(), nulls), (2, 1));
}

#[test]
fn what_is_wrong_with_the_call_is_not_asked_of_the_next_server() {
    let ((first, _), (second, probe)) = (counting(), counting());
    let client = client([onc(first.addr()), onc(second.addr())]);
    let refused = client.call::<()>(REFUSE, &()).unwrap_err();
    assert!(matches!(refused, CallError::Fault(_)), "{refused:?}");
    let unknown = client.call::<()>(Procedure(99), &()).unwrap_err();
    assert!(
        matches!(unknown, CallError::NotExecuted { .. }),
        "{unknown:?}"
    );
    let garbage = client.call::<i32>(ADD, &()).unwrap_err();
    assert!(garbage.to_string().contains("GARBAGE_ARGS"), "{garbage}");
    assert_eq!(second.counters().calls, 0);
    assert_eq!(probe.executions(), 0);
    assert_eq!(client.server(), ServerAddress::Udp(first.addr()));
}

#[test]
fn where_all_are_gone_the_call_was_not_executed() {
    let gone = [onc(start().addr()), onc(start().addr())];
    let error = client(gone).call::<i32>(ADD, &(1, 1)).unwrap_err();
    let CallError::NotExecuted {
        why: NotExecuted::Refused { .. },
    } = error
    else {
        panic!("{error:?}");
    };
}

#[test]
fn a_host_is_called_at_whichever_of_its_addresses_it_is() {
    use std::net::ToSocketAddrs;
    let all: Vec<_> = ("localhost", 0).to_socket_addrs().unwrap().collect();
    for host in all.iter().map(SocketAddr::ip) {
        let probe = Probe::new().0;
        let server = Server::builder()
            .udp(SocketAddr::new(host, 0))
            .serve(probe)
            .unwrap();
        let by_name = format!("udp://localhost:{}", server.addr().port());
        assert_eq!(
            client(by_name).call::<i32>(ADD, &(1, 1)).unwrap(),
            2,
            "{host}"
        );
    }
}

/// Counts what it is told.
#[derive(Default)]
struct Noter(AtomicUsize);

static NOTER: Interface = Interface {
    name: "Noter",
    program: Program(0x2000_0006),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "note",
        number: Procedure(1),
    }],
};

impl Service for Noter {
    fn interface(&self) -> &'static Interface {
        &NOTER
    }

    fn dispatch(
        &self,
        _: &Context,
        _: Procedure,
        _: &mut Reader<'_>,
        _: &mut Writer,
    ) -> Result<(), Refusal> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn oneway_calls_go_on_at_the_next_server_once_it_was_told_that_one_failed() {
    let start = || {
        let noter = Arc::new(Noter::default());
        let server = Server::builder().udp("127.0.0.1:0").tcp("127.0.0.1:0");
        (server.serve(Arc::clone(&noter)).unwrap(), noter)
    };
    for form in 0..3 {
        let ((first, told_first), (second, told_second)) = (start(), start());
        let both = [forms(&first)[form].clone(), forms(&second)[form].clone()];
        let client = Client::connect(&NOTER, both).unwrap();
        let hasty = client.with_deadline(Duration::from_secs(5));
        let note = || hasty.send(Procedure(1), &());
        note().unwrap();
        hasty.flush().unwrap();
        drop(first);
        // Whether it is refused at once or when its turn comes, it is told once.
        let failed = note().is_err() || hasty.flush().is_err();
        assert!(failed, "form {form}");
        note().unwrap();
        hasty.flush().unwrap();
        let counts = [told_first, told_second].map(|told| told.0.load(Ordering::SeqCst));
        assert_eq!(counts, [1, 1], "form {form}");
    }
}
