//! The product's rows beside the floors: a server and a client as users set
//! them up, with their defaults.

use idlc_runtime::xdr::{Encode, Reader, Writer};
use idlc_runtime::{
    Client, Context, Interface, Pending, Procedure, ProcedureInfo, Program, Refusal, Server,
    Service, Version,
};

use crate::cores::pin;

const ADD: Procedure = Procedure(1);
const TAKE: Procedure = Procedure(2);

static MEASURED: Interface = Interface {
    name: "Measured",
    program: Program(0x2000_0001),
    version: Version(1),
    procedures: &[
        ProcedureInfo {
            name: "add",
            number: ADD,
        },
        ProcedureInfo {
            name: "take",
            number: TAKE,
        },
    ],
};

struct Measured;

impl Service for Measured {
    fn interface(&self) -> &'static Interface {
        &MEASURED
    }

    fn dispatch(
        &self,
        _: &Context,
        procedure: Procedure,
        arguments: &mut Reader<'_>,
        result: &mut Writer,
    ) -> Result<(), Refusal> {
        if procedure == ADD {
            let (a, b): (i32, i32) = (arguments.field("a")?, arguments.field("b")?);
            a.wrapping_add(b).encode(result);
        } else {
            let bytes: &[u8] = arguments.field("bytes")?;
            u32::try_from(bytes.len()).unwrap().encode(result);
        }
        Ok(())
    }
}

/// A server and a client of it.
pub(crate) struct Product {
    /// It serves as long as it is here.
    _server: Server,
    client: Client,
}

impl Product {
    /// The server's threads run on `server_core`. The calling thread is left
    /// on core 0.
    pub(crate) fn start(server_core: usize) -> Self {
        pin(server_core);
        let product = Self::start_anywhere();
        pin(0);
        product
    }

    /// The server's threads run where the system lets them.
    pub(crate) fn start_anywhere() -> Self {
        let server = Server::builder().udp("127.0.0.1:0").serve(Measured);
        let server = server.unwrap();
        Self {
            client: Client::connect(&MEASURED, server.addr()).unwrap(),
            _server: server,
        }
    }

    pub(crate) fn null(&self) {
        self.client.call::<()>(Procedure::NULL, &()).unwrap();
    }

    pub(crate) fn begin_null(&self) -> Pending<()> {
        self.client.begin(Procedure::NULL, &())
    }

    pub(crate) fn wait_all(&self) {
        self.client.wait_all();
    }

    pub(crate) fn add(&self) {
        let sum: i32 = self.client.call(ADD, &(20, 22)).unwrap();
        assert_eq!(sum, 42);
    }

    pub(crate) fn take(&self, bytes: &[u8]) {
        let taken: u32 = self.client.call(TAKE, &bytes).unwrap();
        assert_eq!(taken as usize, bytes.len());
    }
}
