//! An instrument, and a client of instruments: `vxi11 serve`, and
//! `vxi11 ask HOST '*IDN?'`.
#![allow(clippy::print_stdout, reason = "a command says what it did")]

use std::error::Error;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use idlc_runtime::rpcbind::{Portmapper, Rpcbind};
use idlc_runtime::{Server, ServerAddress};
use vxi11::vxi11::{DeviceAsyncV1Server, DeviceCoreV1Server};
use vxi11::{InstrumentServer, Link, Multimeter};

/// The port of registries.
const REGISTRY_PORT: u16 = 111;

/// Instruments on a network, by VXI-11.
#[derive(Debug, Parser)]
#[command(name = "vxi11")]
enum Command {
    /// Is an instrument, a multimeter that always measures the same.
    Serve {
        /// The address to listen at.
        #[arg(default_value = "127.0.0.1")]
        address: IpAddr,
        /// What it measures.
        #[arg(long, default_value_t = 1.5)]
        volts: f64,
        /// Use the rpcbind of this host; unless said, the instrument is the
        /// registry of its host itself, as instruments are, at port 111.
        #[arg(long)]
        register: bool,
    },
    /// Sends a command to an instrument, and prints the answer to a question.
    Ask {
        /// The instrument's host.
        host: String,
        /// What to say.
        command: String,
        /// Which instrument of the host.
        #[arg(long, default_value = "inst0")]
        device: String,
    },
}

#[expect(clippy::print_stderr, reason = "where a command says what went wrong")]
fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Serve {
            address,
            volts,
            register,
        } => serve(address, volts, register),
        Command::Ask {
            host,
            command,
            device,
        } => ask(&host, &device, &command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(address: IpAddr, volts: f64, register: bool) -> Result<(), Box<dyn Error>> {
    let registry = if register {
        None
    } else {
        let at = SocketAddr::from((address, REGISTRY_PORT));
        let portmapper = Portmapper::new();
        Some(
            Server::builder()
                .udp(at)
                .tcp(at)
                .portmapper(&portmapper)
                .start()?,
        )
    };
    let local = match &registry {
        Some(_) => Rpcbind::connect(&SocketAddr::from((address, REGISTRY_PORT)).to_string())?,
        None => Rpcbind::local()?,
    };
    let instrument = InstrumentServer::new(Multimeter::new(volts));
    let server = Server::builder()
        .tcp(SocketAddr::from((address, 0)))
        .register_with(local)
        .on_incident(|incident| println!("{incident}"))
        .service(DeviceAsyncV1Server::new(instrument.clone()))
        .serve(DeviceCoreV1Server::new(instrument.clone()))?;
    let port = server.addrs().first().and_then(ServerAddress::socket_addr);
    instrument.set_abort_port(port.map_or(0, |address| address.port()));
    println!("an instrument listens at {address}");
    server.wait();
    drop(registry);
    Ok(())
}

fn ask(host: &str, device: &str, command: &str) -> Result<(), Box<dyn Error>> {
    let link = Link::open(host, device)?;
    link.write(command.as_bytes())?;
    if command.contains('?') {
        std::io::stdout().write_all(&link.read()?)?;
    }
    Ok(link.close()?)
}
