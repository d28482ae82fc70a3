//! What C says of itself and what we say of ourselves, in one process's place.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};

use idlc_runtime::xdr::{Reader, Writer};
use idlc_runtime::{
    AuthPolicy, AuthSys, Context, Credentials, Interface, Procedure, Refusal, Server, Service,
};

use super::c::{C_TOOLS, build_client};
use super::foreign::{all_installed, run};
use crate::types::TYPES_PROG_V1;

/// Calls without credentials, then with those that libtirpc makes up.
const MAIN: &str = r#"
#include "caller.h"
#include "types.h"

int main(int count, char **words) {
    CLIENT *client = connect_to(atoi(words[1]), TYPES_PROG, TYPES_VERS);
    int *sum = add_1(1, 2, client);
    print_answer("nobody", client, (xdrproc_t)xdr_int, sum);
    client->cl_auth = authunix_create_default();
    sum = add_1(1, 2, client);
    print_answer("somebody", client, (xdrproc_t)xdr_int, sum);
    return 0;
}
"#;

/// Tells who calls.
struct Who(Sender<Credentials>);

impl Service for Who {
    fn interface(&self) -> &'static Interface {
        &TYPES_PROG_V1
    }

    fn dispatch(
        &self,
        cx: &Context,
        _: Procedure,
        _: &mut Reader<'_>,
        out: &mut Writer,
    ) -> Result<(), Refusal> {
        self.0.send(cx.credentials().clone()).unwrap();
        idlc_runtime::xdr::Encode::encode(&42, out);
        Ok(())
    }
}

#[test]
fn c_says_of_a_process_what_we_say_and_reads_our_refusal() {
    if !all_installed(&C_TOOLS) {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("credentials");
    let interface = std::fs::read_to_string(idlc_tests::fixture("interop/types.x")).unwrap();
    let client = build_client(&folder, "types", &interface, MAIN);
    let (tell, told) = channel();
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .service_for(AuthPolicy::sys(), Who(tell))
        .start()
        .unwrap();
    let said = run(Command::new(client).arg(server.addr().port().to_string()));
    assert!(said.contains("Client credential too weak"), "{said}");
    assert!(said.ends_with("somebody: 0000002a\n"), "{said}");
    let Credentials::Sys(c) = told.recv().unwrap() else {
        panic!("no AUTH_SYS");
    };
    let ours = AuthSys::from_process().unwrap();
    assert_eq!(
        AuthSys {
            stamp: c.stamp,
            ..ours
        },
        c
    );
    assert!(told.try_recv().is_err(), "a refused call was executed");
}
