//! The command line.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Parser};
use nfs::client::{ClientError, Found, Location, Remote};
use nfs::nfs::FileType;

use crate::copy::{Copy, download, upload};
use crate::text;

/// Lists, reads, writes and removes files at a server of NFS 3.
///
/// A place at a server is `nfs://host[:port]/path`, and may end in
/// `?mountport=N&transport=udp|tcp&uid=N&gid=N`.
#[derive(Debug, Parser)]
#[command(name = "nfs")]
pub(crate) enum Command {
    /// Lists a folder.
    Ls(Ls),
    /// Prints a file.
    Cat(Cat),
    /// Copies a file to a server, or from there.
    Cp(Cp),
    /// Makes a folder.
    Mkdir(Mkdir),
    /// Removes a file.
    Rm(Rm),
    /// Says what is known of a file.
    Stat(StatOf),
}

#[derive(Debug, Args)]
pub(crate) struct Ls {
    place: Location,
    /// With type, permissions, owner, size and time.
    #[arg(short, long)]
    long: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Cat {
    place: Location,
}

#[derive(Debug, Args)]
pub(crate) struct Cp {
    /// A file here, or a place at a server.
    from: String,
    /// The other of the two; a folder gets a file of the same name.
    to: String,
    /// Read the copy back, compare, and print the digest of both.
    #[arg(long)]
    digest: bool,
    /// How many calls are under way at a time.
    #[arg(long, value_name = "COUNT", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    at_once: u16,
}

#[derive(Debug, Args)]
pub(crate) struct Mkdir {
    place: Location,
}

#[derive(Debug, Args)]
pub(crate) struct Rm {
    place: Location,
    /// Remove a folder, which must be empty.
    #[arg(short, long)]
    dir: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StatOf {
    place: Location,
}

impl Command {
    /// Does what is asked.
    ///
    /// # Errors
    ///
    /// What went wrong, for people.
    pub(crate) fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Ls(ls) => Ok(ls.run()?),
            Self::Cat(cat) => Ok(cat.run()?),
            Self::Cp(cp) => cp.run(),
            Self::Mkdir(Mkdir { place }) => {
                let (remote, path) = Remote::connect(&place)?;
                Ok(remote.make_folder(&remote.place(&path)?, 0o755)?)
            }
            Self::Rm(rm) => Ok(rm.run()?),
            Self::Stat(StatOf { place }) => {
                let (remote, path) = Remote::connect(&place)?;
                let found = remote.find_itself(&path)?;
                print!("{}", text::details(&found.attributes));
                Ok(())
            }
        }
    }
}

impl Ls {
    fn run(&self) -> Result<(), ClientError> {
        let (remote, path) = Remote::connect(&self.place)?;
        let Found { handle, attributes } = remote.find(&path)?;
        let mut out = io::stdout().lock();
        if attributes.kind != FileType::Dir {
            let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
            let line = if self.long {
                text::line(&attributes, name)
            } else {
                text::printable(name)
            };
            writeln!(out, "{line}")?;
            return Ok(());
        }
        let mut names = remote.list(&handle)?;
        names.sort_by(|one, other| one.name.cmp(&other.name));
        for listed in names {
            if !self.long {
                writeln!(out, "{}", text::printable(&listed.name))?;
                continue;
            }
            let attributes = match listed.attributes {
                Some(attributes) => attributes,
                None => remote.look_up(&handle, &listed.name)?,
            };
            writeln!(out, "{}", text::line(&attributes, &listed.name))?;
        }
        Ok(())
    }
}

impl Cat {
    fn run(&self) -> Result<(), ClientError> {
        let (remote, path) = Remote::connect(&self.place)?;
        let file = remote.find(&path)?;
        let mut out = io::stdout().lock();
        remote.read_file(&file, &path, 16, |data| Ok(out.write_all(data)?))?;
        Ok(out.flush()?)
    }
}

impl Cp {
    fn run(&self) -> Result<(), Box<dyn Error>> {
        let copy = Copy {
            at_once: self.at_once.into(),
            verifies: self.digest,
        };
        let (from, to) = (self.from.as_str(), self.to.as_str());
        let digest = match (Location::is_meant_by(from), Location::is_meant_by(to)) {
            (true, false) => download(copy, &from.parse()?, &PathBuf::from(to))?,
            (false, true) => upload(copy, &PathBuf::from(from), &to.parse()?)?,
            (true, true) => return Err("one of the two must be a file here".into()),
            (false, false) => return Err("one of the two must be a place at a server".into()),
        };
        if let Some(digest) = digest {
            println!("sha256 here and there  {digest}");
        }
        Ok(())
    }
}

impl Rm {
    fn run(&self) -> Result<(), ClientError> {
        let (remote, path) = Remote::connect(&self.place)?;
        let place = remote.place(&path)?;
        if self.dir {
            remote.remove_folder(&place)
        } else {
            remote.remove(&place)
        }
    }
}
