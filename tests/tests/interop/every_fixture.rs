//! The classic form of every fixture, as a C client of our server: rpcgen reads
//! it, and each of its procedures is called through the stub that rpcgen makes
//! of it, several times, with other values each time.
//!
//! What travels is what the model says: the bytes of arguments and answers are
//! worked out from it, by other code than that of idlc. C reads the arguments
//! from their bytes and sends them; our server must get the same bytes, and
//! reads them with the golden file; C reads the answer, and prints what it has
//! read as bytes again.

mod bytes;
mod c_main;
mod served;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use idlc::Config;
use idlc::model::{Interface, Item, Model};
use idlc_runtime::Server;
use idlc_tests::fixture;

use self::bytes::{Call, calls};
use self::c_main::c_main;
use self::served::{SERVED, Sampled};
use super::c::{C_TOOLS, build_client, exists_in_c};
use super::foreign::{all_installed, run};

/// What `external.x` leaves to others, for C as for Rust.
const POINT: &str = "struct point { int x; int y; };\n";

#[test]
fn a_c_client_calls_every_procedure_of_every_fixture() {
    if !all_installed(&C_TOOLS) {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("every_fixture");
    for (name, services) in SERVED.iter().filter(|(name, _)| exists_in_c(name)) {
        let fixture = Fixture::read(name);
        let calls: Vec<Vec<Call>> = fixture
            .interfaces()
            .map(|it| calls(it, &fixture.model))
            .collect();
        let client = fixture.client(&folder.join(name), &calls);
        let mut builder = Server::builder().udp("127.0.0.1:0");
        let sampled: Vec<Sampled> = services()
            .into_iter()
            .zip(&calls)
            .map(|(service, calls)| Sampled::new(service, calls))
            .collect();
        for service in &sampled {
            builder = builder.service(service.clone());
        }
        let server = builder.start().unwrap();
        let printed = run(Command::new(client).arg(server.addr().port().to_string()));
        let unexpected: Vec<String> = sampled.iter().flat_map(Sampled::unexpected).collect();
        assert!(unexpected.is_empty(), "{name}: {unexpected:#?}");
        let expected = fixture.expected(&calls);
        for (printed, expected) in printed.lines().zip(expected.lines()) {
            assert_eq!(printed, expected, "{name}");
        }
        assert_eq!(printed, expected, "{name}");
    }
}

/// An interface file, what it means, and its classic form.
struct Fixture {
    name: &'static str,
    model: Model,
    classic: String,
}

impl Fixture {
    fn read(name: &'static str) -> Self {
        let file = format!("{name}.x");
        let text = fs::read_to_string(fixture("ok").join(&file)).unwrap();
        let mut config = Config::new();
        if name != "external" {
            let model = config.check(&file, &text).unwrap().model;
            let classic = model.to_classic();
            return Self {
                name,
                model,
                classic,
            };
        }
        let whole = config.check(&file, format!("{POINT}{text}")).unwrap().model;
        config.extern_type("point", "super::structs::Point");
        let classic = config.check(&file, &text).unwrap().model.to_classic();
        Self {
            name,
            model: whole,
            classic: format!("{POINT}{classic}"),
        }
    }

    fn interfaces(&self) -> impl Iterator<Item = &Interface> {
        interfaces(&self.model)
    }

    /// Builds the client in a folder.
    fn client(&self, folder: &Path, calls: &[Vec<Call>]) -> PathBuf {
        let file = format!("{}.x", self.name);
        let classic = Config::new().check(&file, &self.classic);
        let classic = classic
            .unwrap_or_else(|error| panic!("{error}\n{}", self.classic))
            .model;
        build_client(
            folder,
            self.name,
            &self.classic,
            &c_main(self.name, &classic, calls),
        )
    }

    /// What the client is to print.
    fn expected(&self, calls: &[Vec<Call>]) -> String {
        let mut lines = Vec::new();
        for (interface, calls) in self.interfaces().zip(calls) {
            lines.push(format!(
                "{:#x} {}: is there\n",
                interface.program, interface.version
            ));
            for call in calls {
                lines.push(format!("{}: {}\n", call.name(), call.answer_hex()));
            }
        }
        lines.concat()
    }
}

fn interfaces(model: &Model) -> impl Iterator<Item = &Interface> {
    model.items.iter().filter_map(|item| match item {
        Item::Interface(interface) => Some(interface),
        _ => None,
    })
}
