//! rpcinfo sees our server as it sees one that C's rpcgen wrote, `main` and all.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use idlc_runtime::rpcbind::Rpcbind;
use idlc_runtime::xdr::{Encode, Reader, Writer};
use idlc_runtime::{
    Context, Interface, Procedure, ProcedureInfo, Program, Refusal, Server, Service, Version,
};

use super::c::{C_TOOLS, compile, empty_folder, rpcgen};
use super::foreign::{all_installed, command, output, printed, run};
use super::world::{RealRpcbind, in_private_world};

const INTERFACE: &str = "
program SEEN_PROG {
    version SEEN_V1 { int SEEN_ADD(int, int) = 1; } = 1;
    version SEEN_V2 { int SEEN_ADD(int, int) = 1; } = 2;
} = 0x20001834;
";

const PROCEDURES: &str = r#"
#include "seen.h"
int *seen_add_1_svc(int a, int b, struct svc_req *request) {
    static int sum;
    sum = a + b;
    return &sum;
}
int *seen_add_2_svc(int a, int b, struct svc_req *request) {
    return seen_add_1_svc(a, b, request);
}
"#;

static V1: Interface = Interface {
    name: "SEEN_PROG",
    program: Program(0x2000_1834),
    version: Version(1),
    procedures: &[ProcedureInfo {
        name: "SEEN_ADD",
        number: Procedure(1),
    }],
};
static V2: Interface = Interface {
    version: Version(2),
    ..V1
};

/// The same in Rust.
struct Seen(&'static Interface);

impl Service for Seen {
    fn interface(&self) -> &'static Interface {
        self.0
    }

    fn dispatch(
        &self,
        _: &Context,
        _: Procedure,
        input: &mut Reader<'_>,
        out: &mut Writer,
    ) -> Result<(), Refusal> {
        let (a, b): (i32, i32) = (input.field("a")?, input.field("b")?);
        a.wrapping_add(b).encode(out);
        Ok(())
    }
}

fn build() -> PathBuf {
    let folder = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("seen"));
    std::fs::write(folder.join("seen.x"), INTERFACE).unwrap();
    std::fs::write(folder.join("procedures.c"), PROCEDURES).unwrap();
    rpcgen(&folder, "seen");
    let main = [
        "-C", "-N", "-s", "udp", "-s", "tcp", "-o", "main.c", "seen.x",
    ];
    run(command("rpcgen").args(main).current_dir(&folder));
    compile(&folder, "server", &["main.c", "procedures.c", "seen_xdr.c"]);
    folder.join("server")
}

/// A server of C's, killed when this is dropped: it leaves its entries behind.
struct Registered(Child);

impl Registered {
    /// Starts it and waits until it has made its last entry.
    fn start(program: &Path) -> Self {
        let started = Self(Command::new(program).spawn().unwrap());
        let (registry, began) = (Rpcbind::local().unwrap(), Instant::now());
        let count = || {
            let all = registry.dump().unwrap();
            all.iter()
                .filter(|entry| entry.program == V1.program)
                .count()
        };
        while count() < 4 {
            assert!(began.elapsed() < Duration::from_secs(20), "not registered");
            std::thread::yield_now();
        }
        started
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What rpcinfo says of the program, but for the ports and the order of things.
fn seen() -> Vec<String> {
    let program = V1.program.to_string();
    let listed = |flag| {
        let said = run(command("rpcinfo").arg(flag));
        let mut lines: Vec<_> = said
            .lines()
            .filter(|l| l.contains(&program))
            .map(tidy)
            .collect();
        lines.sort();
        lines
    };
    let asked = |transport| {
        let arguments = ["-T", transport, "127.0.0.1", &program];
        let output = output(command("rpcinfo").args(arguments));
        vec![format!("{}: {}", output.status, printed(&output))]
    };
    [listed("-p"), listed("-s"), asked("udp"), asked("tcp")].concat()
}

/// A line with its lists in order, and "port" for the fourth word of `-p`.
fn tidy(line: &str) -> String {
    let words = line.split_whitespace().map(|word| {
        let mut list: Vec<_> = word.split(',').collect();
        list.sort_unstable();
        list.join(",")
    });
    let is_port = |word: &str| word.len() > 2 && word.parse::<u16>().is_ok();
    let words = words.map(|word| {
        if is_port(&word) {
            "port".to_owned()
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn rpcinfo_sees_our_server_as_it_sees_one_in_c() {
    if !all_installed(&C_TOOLS) {
        return;
    }
    in_private_world(
        "interop::seen::rpcinfo_sees_our_server_as_it_sees_one_in_c",
        || {
            let program = build();
            let _rpcbind = RealRpcbind::start();
            let c = Registered::start(&program);
            let seen_in_c = seen();
            drop(c);
            // What the killed server left behind is still there.
            let ours = Server::builder()
                .udp("0.0.0.0:0")
                .tcp("0.0.0.0:0")
                .service(Seen(&V1))
                .service(Seen(&V2))
                .register()
                .start()
                .unwrap();
            assert_eq!(seen(), seen_in_c);
            let said = seen_in_c.join("\n");
            assert_eq!(said.matches("ready and waiting").count(), 4, "{said}");
            assert!(said.contains("536877108 1,2 tcp,udp - superuser"), "{said}");
            drop(ours);
            let left = run(command("rpcinfo").arg("-p"));
            assert!(!left.contains("536877108"), "{left}");
        },
    );
}
