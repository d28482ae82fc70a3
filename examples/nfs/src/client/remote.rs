//! A mounted folder at a server, and what can be done with one call there.

use std::thread;
use std::time::{Duration, Instant};

use idlc_runtime::{CallError, Client};

use crate::answer::Answer;
use crate::client::credentials;
use crate::client::error::ClientError;
use crate::client::location::Location;
use crate::client::mounting::{self, Mounted};
use crate::client::sizes::Sizes;
use crate::nfs::{CreateHow, CreateOk, DirOpArgs, Fattr, NFS, NfsClient, NfsFh, Sattr, Stat};
use crate::sattr::nothing_new;

/// How long to ask a server again that says to ask later (`NFS3ERR_JUKEBOX`).
const PATIENCE: Duration = Duration::from_secs(60);

/// How long not to ask it meanwhile.
const LATER: Duration = Duration::from_millis(200);

/// A mounted folder. Cheap to clone; may be used by many threads at once.
#[derive(Debug, Clone)]
pub struct Remote {
    pub(crate) nfs: NfsClient,
    pub(crate) root: NfsFh,
    pub(crate) sizes: Sizes,
}

impl Remote {
    /// Mounts the folder in which the location is. Returned with the path as it
    /// is called from there.
    ///
    /// # Errors
    ///
    /// [`ClientError`] where nobody answers, or nothing there can be mounted.
    pub fn connect(location: &Location) -> Result<(Self, Vec<u8>), ClientError> {
        let credentials = credentials::of(location)?;
        let Mounted { root, path } = mounting::mount(location, credentials.clone())?;
        let client = Client::builder(&NFS)
            .credentials(credentials)
            .connect(location.nfs_address())?;
        let nfs = NfsClient::new(client);
        let info = asked("FSINFO", b"/", || nfs.fsinfo(&root))?;
        let sizes = Sizes::new(location.transport, &info);
        Ok((Self { nfs, root, sizes }, path))
    }

    /// What is known of a file.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn attributes(&self, file: &NfsFh, name: &[u8]) -> Result<Fattr, ClientError> {
        asked("GETATTR", name, || self.nfs.getattr(file))
    }

    /// Makes a folder.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn make_folder(&self, place: &DirOpArgs, mode: u32) -> Result<(), ClientError> {
        let attributes = with_mode(mode);
        asked("MKDIR", &place.name, || self.nfs.mkdir(place, &attributes)).map(drop)
    }

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn remove(&self, place: &DirOpArgs) -> Result<(), ClientError> {
        asked("REMOVE", &place.name, || self.nfs.remove(place)).map(drop)
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn remove_folder(&self, place: &DirOpArgs) -> Result<(), ClientError> {
        asked("RMDIR", &place.name, || self.nfs.rmdir(place)).map(drop)
    }

    /// Makes a file with nothing in it; one that is there is emptied.
    pub(crate) fn make_file(&self, place: &DirOpArgs, mode: u32) -> Result<NfsFh, ClientError> {
        let how = CreateHow::Unchecked(Sattr {
            size: Some(0),
            ..with_mode(mode)
        });
        let CreateOk { object, .. } =
            asked("CREATE", &place.name, || self.nfs.create(place, &how))?;
        match object {
            Some(file) => Ok(file),
            // A server need not say which file it made.
            None => Ok(asked("LOOKUP", &place.name, || self.nfs.lookup(place))?.object),
        }
    }
}

fn with_mode(mode: u32) -> Sattr {
    Sattr {
        mode: Some(mode),
        ..nothing_new()
    }
}

/// Calls, for as long as the server says that it should be asked later.
pub(crate) fn asked<A: Answer>(
    procedure: &'static str,
    name: &[u8],
    mut call: impl FnMut() -> Result<A, CallError>,
) -> Result<A::Asked, ClientError> {
    let until = Instant::now() + PATIENCE;
    loop {
        match result(procedure, name, call()) {
            Err(ClientError::Refused { stat, .. })
                if stat == Stat::Jukebox && Instant::now() < until =>
            {
                thread::sleep(LATER);
            }
            result => return result,
        }
    }
}

/// What a call brought.
pub(crate) fn result<A: Answer>(
    procedure: &'static str,
    name: &[u8],
    answer: Result<A, CallError>,
) -> Result<A::Asked, ClientError> {
    let answer = answer.map_err(|error| ClientError::Call { procedure, error })?;
    answer.asked().map_err(|stat| ClientError::Refused {
        procedure,
        name: ClientError::text(name),
        stat,
    })
}
