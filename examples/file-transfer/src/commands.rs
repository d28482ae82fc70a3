//! The command line: `serve`, `send`, `link`.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use idlc_runtime::{Client, Server};
use indicatif::HumanBytes;

use crate::damage::Damage;
use crate::layout::to_hex;
use crate::link::{Faults, Link, Share};
use crate::persist::Persistent;
use crate::progress::{Progress, read};
use crate::send::Sending;
use crate::source::Source;
use crate::store::Store;
use crate::transfer::{TRANSFER, TransferClient, TransferServer};

/// Sends files of any size over UDP, whatever the network and the machines do.
#[derive(Debug, Parser)]
#[command(name = "file-transfer")]
pub(crate) enum Command {
    /// Receives files into a folder.
    Serve(Serve),
    /// Sends a file; run it again to go on where it was killed.
    Send(Send),
    /// Is a bad network between the two: loses datagrams.
    Link(LinkArguments),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Where files go.
    folder: PathBuf,
    /// The address to listen at, such as 0.0.0.0:4050.
    address: SocketAddr,
    /// Say what happens to each block.
    #[arg(long)]
    verbose: bool,
    /// Flip a bit of this block on its way to the disk, once, to see that it is
    /// found.
    #[arg(long, value_name = "BLOCK")]
    damage: Option<u32>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// What to send.
    file: PathBuf,
    /// The server, such as HOST:4050.
    server: String,
    /// The size of a block in KiB.
    #[arg(long, value_name = "KIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=16384))]
    block: u32,
    /// How many calls are under way at a time.
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    at_once: u16,
    /// How long to call a server that does not answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=604_800))]
    patience: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LinkArguments {
    /// The address to listen at.
    listen: SocketAddr,
    /// The server behind the link.
    target: SocketAddr,
    /// How many datagrams are lost, each way.
    #[arg(long, value_name = "PERCENT", default_value = "0%")]
    drop: Share,
    /// Lose what is larger than this many bytes, as a network does that carries
    /// no larger packets: 1472 is Ethernet.
    #[arg(long, value_name = "BYTES", default_value_t = 65_535)]
    largest: usize,
    /// Lose the same datagrams again: where the random numbers begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Command {
    /// Does what is asked.
    ///
    /// # Errors
    ///
    /// What went wrong, for people.
    pub(crate) fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::Send(send) => send.run(),
            Self::Link(link) => link.run(),
        }
    }
}

impl Serve {
    fn run(self) -> Result<(), Box<dyn Error>> {
        std::fs::create_dir_all(&self.folder)?;
        let verbose = self.verbose;
        let observer = move |line: &str| {
            if verbose {
                println!("{line}");
            }
        };
        let damage = Damage::new(self.damage);
        let store = Store::new(&self.folder, damage, Box::new(observer));
        let server = Server::builder()
            .udp(self.address)
            .on_incident(|incident| println!("{incident}"))
            .serve(TransferServer::new(store))?;
        println!("listening at {}", server.addr());
        server.wait();
        Ok(())
    }
}

impl Send {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let unreadable = |error| format!("{}: {error}", self.file.display());
        let source = Source::open(&self.file, self.block << 10).map_err(unreadable)?;
        let progress = Progress::new();
        let client = Client::builder(&TRANSFER).connect(self.server.as_str())?;
        let on_trouble = |error: &_| progress.repeat(error);
        let patience = Duration::from_secs(self.patience);
        let client = TransferClient::new(client);
        let server = Persistent::new(&client, patience, &on_trouble);
        let sending = Sending {
            source: &source,
            server: &server,
            progress: &progress,
            calls_at_once: self.at_once.into(),
        };
        let began = Instant::now();
        let sent = sending.run();
        progress.finish();
        let digest = sent?;
        let (took, counts) = (began.elapsed(), progress.counts());
        let size = HumanBytes(source.layout().size());
        println!("{size} in {:.1} s", took.as_secs_f64());
        println!("blocks sent               {}", read(&counts.sent));
        println!("blocks found there        {}", read(&counts.found));
        println!("damaged on the disk there {}", read(&counts.damaged));
        println!("of another file           {}", read(&counts.differing));
        println!("damaged on the way        {}", read(&counts.not_as_sent));
        println!("calls repeated            {}", read(&counts.calls_repeated));
        println!("sha256 here and there     {}", to_hex(&digest));
        Ok(())
    }
}

impl LinkArguments {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let faults = Faults {
            drop: self.drop,
            largest: self.largest,
            seed: self.seed,
        };
        let link = Link::open(self.listen, self.target, faults)?;
        println!("listening at {}", link.addr()?);
        Ok(link.run(|carried| println!("{carried}"))?)
    }
}
