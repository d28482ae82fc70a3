//! A service whose procedures do what the tests need, its client, and raw
//! datagrams for what no client of ours would send.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use idlc_runtime::rpc::{CallHeader, OpaqueAuth};
use idlc_runtime::xdr::{self, Encode, Reader, Writer};
use idlc_runtime::{
    Client, Context, Credentials, Fault, Interface, Procedure, ProcedureInfo, Program, Refusal,
    Server, ServerBuilder, Service, Version, Xid,
};

pub(crate) const ADD: Procedure = Procedure(1);
pub(crate) const ECHO: Procedure = Procedure(2);
pub(crate) const BLOCK: Procedure = Procedure(3);
pub(crate) const PANIC: Procedure = Procedure(4);
pub(crate) const WHO: Procedure = Procedure(5);
pub(crate) const ZEROS: Procedure = Procedure(6);
pub(crate) const REFUSE: Procedure = Procedure(7);

macro_rules! procedures {
    ($($name:literal = $number:expr),* $(,)?) => {
        &[$(ProcedureInfo { name: $name, number: $number }),*]
    };
}

pub(crate) static PROBE: Interface = Interface {
    name: "Probe",
    program: Program(0x2000_0002),
    version: Version(3),
    procedures: procedures! {
        "add" = ADD, "echo" = ECHO, "block" = BLOCK, "panic" = PANIC, "who" = WHO,
        "zeros" = ZEROS, "refuse" = REFUSE,
    },
};

/// The handlers, and what the test holds of them.
#[derive(Debug)]
pub(crate) struct Probe {
    executions: AtomicUsize,
    started: Sender<()>,
    gate: Mutex<Receiver<()>>,
}

/// The test's side of procedure `block`.
#[derive(Debug)]
pub(crate) struct Gate {
    started: Receiver<()>,
    open: Sender<()>,
}

impl Gate {
    /// Waits until a handler blocks.
    pub(crate) fn wait_for_handler(&self) {
        self.started
            .recv_timeout(Duration::from_secs(20))
            .expect("a handler starts");
    }

    /// Lets one handler go on.
    pub(crate) fn open(&self) {
        self.open.send(()).expect("the service lives");
    }
}

impl Probe {
    pub(crate) fn new() -> (Self, Gate) {
        let (started, handler_started) = channel();
        let (open, gate) = channel();
        let probe = Self {
            executions: AtomicUsize::new(0),
            started,
            gate: Mutex::new(gate),
        };
        (
            probe,
            Gate {
                started: handler_started,
                open,
            },
        )
    }

    /// How many calls of `add` and `block` ran.
    pub(crate) fn executions(&self) -> usize {
        self.executions.load(Ordering::SeqCst)
    }

    fn block(&self) {
        self.executions.fetch_add(1, Ordering::SeqCst);
        self.started.send(()).expect("the test lives");
        let gate = self.gate.lock().expect("nobody panics at the gate");
        gate.recv().expect("the test opens the gate");
    }
}

impl Service for Probe {
    fn interface(&self) -> &'static Interface {
        &PROBE
    }

    fn dispatch(
        &self,
        cx: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        match procedure {
            ADD => {
                let (a, b): (i32, i32) = (arguments.field("a")?, arguments.field("b")?);
                arguments.finish()?;
                self.executions.fetch_add(1, Ordering::SeqCst);
                a.wrapping_add(b).encode(result);
            }
            ECHO => arguments.field::<Vec<u8>>("bytes")?.encode(result),
            BLOCK => self.block(),
            PANIC => panic!("as asked"),
            WHO => match cx.credentials() {
                Credentials::Sys(sys) => sys.uid.encode(result),
                _ => u32::MAX.encode(result),
            },
            ZEROS => vec![0_u8; arguments.field::<u32>("count")? as usize].encode(result),
            REFUSE => return Err(Fault::SystemError.into()),
            _ => return Err(Refusal::procedure_unavailable()),
        }
        Ok(())
    }
}

pub(crate) fn builder() -> ServerBuilder {
    Server::builder().udp("127.0.0.1:0")
}

pub(crate) fn start() -> Server {
    builder().serve(Probe::new().0).unwrap()
}

/// A server that can be called in every way.
pub(crate) fn start_all() -> Server {
    let builder = builder().tcp("127.0.0.1:0");
    builder.serve(Probe::new().0).unwrap()
}

/// Clients that call it in every way.
pub(crate) fn clients(server: &Server) -> [Client; 3] {
    let tcp = Client::connect(&PROBE, &server.addrs()[1]).unwrap();
    [native(server), client(server), tcp]
}

/// A client of the ONC form.
pub(crate) fn client(server: &Server) -> Client {
    Client::connect(&PROBE, onc(server.addr())).unwrap()
}

/// A client of the native form.
pub(crate) fn native(server: &Server) -> Client {
    Client::connect(&PROBE, server.addr()).unwrap()
}

/// The address, to be called in the ONC form.
pub(crate) fn onc(server: SocketAddr) -> String {
    format!("udp://{server}")
}

/// Looks again and again, for at most twenty seconds: for counters, which
/// signal nobody.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "waited in vain until {what}"
        );
        std::thread::yield_now();
    }
}

/// How much of something a test does: what the environment says, or a default
/// that takes a few seconds.
pub(crate) fn number_from_env(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

/// A socket that sends what it is told.
pub(crate) struct Raw(UdpSocket);

impl Raw {
    pub(crate) fn connect(server: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(server).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        Self(socket)
    }

    pub(crate) fn send(&self, message: &[u8]) {
        self.0.send(message).unwrap();
    }

    pub(crate) fn receive(&self) -> Vec<u8> {
        let mut buffer = vec![0; 65_536];
        let len = self.0.recv(&mut buffer).unwrap();
        buffer.truncate(len);
        buffer
    }

    pub(crate) fn call(&self, message: &[u8]) -> Vec<u8> {
        self.send(message);
        self.receive()
    }
}

/// A call of the probe, as bytes.
pub(crate) fn message(xid: u32, procedure: Procedure, arguments: &impl Encode) -> Vec<u8> {
    let header = CallHeader {
        xid: Xid(xid),
        program: PROBE.program,
        version: PROBE.version,
        procedure,
        credentials: OpaqueAuth::none(),
        verifier: OpaqueAuth::none(),
    };
    let mut message = xdr::to_vec(&header);
    message.extend(xdr::to_vec(arguments));
    message
}
