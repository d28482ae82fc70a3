//! The handle at which everything begins: that of the exported folder in which a
//! path is.

use idlc_runtime::{Client, Credentials};

use crate::client::error::ClientError;
use crate::client::location::Location;
use crate::mount::{Exports, MOUNT, MountClient, MountRes, MountStat};
use crate::nfs::NfsFh;

/// A mounted folder.
#[derive(Debug)]
pub(crate) struct Mounted {
    pub(crate) root: NfsFh,
    /// The path as it is called from there.
    pub(crate) path: Vec<u8>,
}

/// Mounts the exported folder in which the location is; where the server says of
/// none, the nearest folder above it that can be mounted.
pub(crate) fn mount(location: &Location, credentials: Credentials) -> Result<Mounted, ClientError> {
    let client = Client::builder(&MOUNT)
        .credentials(credentials)
        .connect(location.mount_address())?;
    let client = MountClient::new(client);
    let mut last = MountStat::Noent;
    for directory in candidates(&location.path, &exports(&client)?) {
        let answer = client.mnt(directory).map_err(|error| ClientError::Call {
            procedure: "MNT",
            error,
        })?;
        match answer {
            MountRes::Ok(mounted) => {
                let path = location.path.get(directory.len()..).unwrap_or_default();
                return Ok(Mounted {
                    root: mounted.handle,
                    path: path.to_vec(),
                });
            }
            MountRes::Default(stat) => last = stat,
        }
    }
    Err(ClientError::NotMounted {
        path: ClientError::text(&location.path),
        stat: last,
    })
}

fn exports(client: &MountClient) -> Result<Vec<Exports>, ClientError> {
    client.export().map_err(|error| ClientError::Call {
        procedure: "EXPORT",
        error,
    })
}

/// What to mount, the likeliest first: the longest export that the path is in,
/// then the path itself and the folders above it.
fn candidates<'a>(path: &'a [u8], exports: &[Exports]) -> Vec<&'a [u8]> {
    let mut above = vec![path];
    let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    above.extend(slashes.rev().filter_map(|(at, _)| path.get(..at.max(1))));
    let is_export = |folder: &[u8]| exports.iter().any(|export| *export.directory == *folder);
    let exported = above.iter().position(|folder| is_export(folder));
    if let Some(at) = exported {
        above.swap(0, at);
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(directory: &[u8]) -> Exports {
        Exports {
            directory: directory.try_into().unwrap(),
            allowed: Vec::new(),
        }
    }

    #[test]
    fn the_longest_export_is_tried_first() {
        let exports = ["/", "/a", "/a/b/c/d"].map(|name| export(name.as_bytes()));
        assert_eq!(candidates(b"/a/b/c", &exports).first(), Some(&&b"/a"[..]));
        assert_eq!(candidates(b"/ab", &exports).first(), Some(&&b"/"[..]));
    }

    #[test]
    fn without_exports_it_goes_upwards() {
        let expected: [&[u8]; 3] = [b"/a/b", b"/a", b"/"];
        assert_eq!(candidates(b"/a/b", &[]), expected);
    }
}
