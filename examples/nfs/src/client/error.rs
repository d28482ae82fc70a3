//! What can go wrong, for people.

use std::io;

use idlc_runtime::{CallError, ConnectError};
use thiserror::Error;

use crate::mount::MountStat;
use crate::nfs::Stat;

/// Why something could not be done at a server.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The server's address cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A call was not answered, or in vain.
    #[error("{procedure}: {error}")]
    Call {
        /// The procedure called.
        procedure: &'static str,
        /// What is known of the call.
        #[source]
        error: CallError,
    },
    /// The server refused.
    #[error("{procedure} of {name}: {}", meaning(*stat))]
    Refused {
        /// The procedure called.
        procedure: &'static str,
        /// What it was about.
        name: String,
        /// The server's word.
        stat: Stat,
    },
    /// Nothing there can be mounted.
    #[error("{path} cannot be mounted: {stat:?}")]
    NotMounted {
        /// The path asked for.
        path: String,
        /// The server's word.
        stat: MountStat,
    },
    /// One symbolic link led to another, too often.
    #[error("{path}: too many symbolic links, one leading to another")]
    TooManyLinks {
        /// The path walked.
        path: String,
    },
    /// The path has no name at its end, as `/` has none.
    #[error("there is no name at the end of the path")]
    NoName,
    /// A file here cannot be read or written.
    #[error("{0}")]
    Local(#[from] io::Error),
    /// The server restarted whenever a file was nearly written.
    #[error("the server restarted {times} times while the file was written")]
    Restarted {
        /// How often.
        times: u32,
    },
    /// A server said that it did nothing, without saying why.
    #[error("{procedure}: the server wrote nothing of what it was sent")]
    NothingWritten {
        /// The procedure called.
        procedure: &'static str,
    },
}

impl ClientError {
    /// A path, for people.
    pub(crate) fn text(path: &[u8]) -> String {
        String::from_utf8_lossy(path).into_owned()
    }
}

/// A status in words, with its name.
fn meaning(stat: Stat) -> String {
    let words = match stat {
        Stat::Perm => "only the owner may do this",
        Stat::Noent => "no such file or folder",
        Stat::Io => "the server's disk failed",
        Stat::Acces => "permission denied",
        Stat::Exist => "it is there already",
        Stat::Notdir => "it is not a folder",
        Stat::Isdir => "it is a folder",
        Stat::Inval => "it makes no sense there",
        Stat::Fbig => "the file would be too large",
        Stat::Nospc => "no room is left",
        Stat::Rofs => "the file system cannot be changed",
        Stat::Nametoolong => "the name is too long",
        Stat::Notempty => "the folder is not empty",
        Stat::Dquot => "the user's share of the room is used up",
        Stat::Stale => "the file is gone",
        Stat::Badhandle => "the server does not know the handle",
        Stat::Notsupp => "the server cannot do this",
        Stat::Jukebox => "the server asks to try again later",
        _ => "the server failed",
    };
    match stat.name() {
        Some(name) => format!("{words} (NFS3ERR_{})", name.to_uppercase()),
        None => format!("{words} (nfsstat3 {})", stat.0),
    }
}
