//! A server of files in memory: `nfs-serve 127.0.0.1:2049`.
#![allow(clippy::print_stdout, reason = "a command says what it did")]

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use idlc_runtime::Server;
use nfs::fs::{FileSystem, Room};
use nfs::mount::{Mount1Server, MountServer};
use nfs::nfs::NfsServer;
use nfs::server::{FileServer, Rules};

/// Serves files over NFS 3, and keeps them in memory: when it ends, they are gone.
#[derive(Debug, Parser)]
#[command(name = "nfs-serve")]
struct Arguments {
    /// The address to listen at, for NFS and MOUNT, over UDP and TCP.
    #[arg(default_value = "127.0.0.1:2049")]
    address: SocketAddr,
    /// How much memory all files may take, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u64,
    /// Tell the rpcbind of this host where we are, so that clients find us there.
    #[arg(long)]
    register: bool,
    /// Treat the superuser of a client as nobody.
    #[arg(long)]
    root_squash: bool,
}

#[expect(clippy::print_stderr, reason = "where a command says what went wrong")]
fn main() -> ExitCode {
    match serve(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let room = Room::new(arguments.memory.saturating_mul(1 << 20));
    let rules = Rules {
        root_squash: arguments.root_squash,
        ..Rules::default()
    };
    let files = FileServer::new(FileSystem::new(room), rules);
    let mut server = Server::builder()
        .udp(arguments.address)
        .tcp(arguments.address)
        .on_incident(|incident| println!("{incident}"))
        .service(MountServer::new(files.clone()))
        .service(Mount1Server::new(files.clone()))
        .service(NfsServer::new(files));
    if arguments.register {
        server = server.register();
    }
    let server = server.start()?;
    for address in server.addrs() {
        println!("listening at {address}");
    }
    server.wait();
    Ok(())
}
