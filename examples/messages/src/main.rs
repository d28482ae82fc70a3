//! Reliable messages over UDP, built up step by step. Each step runs between
//! two machines and prints what it measured:
//!
//! ```text
//! messages server 0.0.0.0:7000
//! messages client HOST:7000 datagrams
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

use std::error::Error;
use std::net::ToSocketAddrs;
use std::process::ExitCode;

mod datagrams;
mod echo;
mod figures;
mod plot;
mod protocol;
mod server;
mod site;
mod sizes;
mod stop_and_wait;
mod stream;
mod windows;

use figures::Row;
use site::{Effort, Site};

const USAGE: &str = "\
messages server ADDR                            answers the client, until it is stopped
messages client ADDR STEP [--brief] [--svg FILE]

steps, in order:
  datagrams      1. datagrams with an acknowledgement each, sent again when it is late
  echo           2. an endpoint: messages there and back
  stop-and-wait  3. a reliable send that returns when the message was taken
  sizes          4. messages of any size, sent in pieces
  windows        5. how many messages are under way: one, or many
  stream         6. queued messages, in order, and a flush
  all            7. all of them, as a table, and as a plot with --svg FILE

--brief measures for a moment only.";

/// A step: its name on the command line, and what it does.
type Step = (&'static str, fn(&Site) -> figures::Measured);

const STEPS: [Step; 6] = [
    ("datagrams", datagrams::measure),
    ("echo", echo::measure),
    ("stop-and-wait", stop_and_wait::measure),
    ("sizes", sizes::measure),
    ("windows", windows::measure),
    ("stream", stream::measure),
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    match arguments {
        ["server", address] => server::run(address),
        ["client", address, step, options @ ..] => client(address, step, options),
        _ => Err(USAGE.into()),
    }
}

fn client(address: &str, step: &str, options: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut effort = Effort::Full;
    let mut svg = None;
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--brief" => effort = Effort::Brief,
            "--svg" => svg = Some(*options.next().ok_or(USAGE)?),
            _ => return Err(USAGE.into()),
        }
    }
    let chosen: Vec<_> = STEPS
        .iter()
        .filter(|(name, _)| step == "all" || step == *name)
        .collect();
    if chosen.is_empty() {
        return Err(USAGE.into());
    }
    let server = address
        .to_socket_addrs()?
        .next()
        .ok_or("the address names no host")?;
    let site = Site::visit(server, effort)?;
    let mut rows: Vec<Row> = Vec::new();
    for (_, measure) in chosen {
        rows.extend(measure(&site)?);
    }
    print!("{}", figures::table(&rows));
    if let Some(file) = svg {
        std::fs::write(file, plot::svg(&rows))?;
    }
    Ok(())
}
