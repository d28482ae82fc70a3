//! MOUNT: gives out the handle of any folder, and remembers who asked.
//!
//! Nobody is refused: who may do what with files, their permissions say. The
//! list of who mounted what is for people to read; it has an end, and clients
//! often forget to say that they have done.

use idlc_runtime::rpc::AuthFlavor;
use idlc_runtime::{Context, Fault, Peer};

use crate::fs::{Caller, FsError, Kind, NodeId};
use crate::mount::{
    Exports, FHSIZE1, Mount, Mount1, Mount1Res, MountList, MountOk, MountRes, MountStat,
};
use crate::server::shared::FileServer;

/// Of how many mounts we know; the oldest are forgotten.
const MOUNTS_MAX: usize = 1_024;

/// The errno of version 1 for what is not there.
const ENOENT: u32 = 2;

impl FileServer {
    /// The folder at a path.
    fn folder_at(&self, path: &[u8]) -> Result<NodeId, FsError> {
        let request = self.request_of(Caller::root());
        let mut folder = request.files.root();
        let names = path.split(|byte| *byte == b'/');
        for name in names.filter(|name| !name.is_empty()) {
            folder = request.files.look_up(&request.caller, folder, name)?;
        }
        match request.files.attributes(folder)?.kind {
            Kind::Folder => Ok(folder),
            Kind::File | Kind::SymbolicLink => Err(FsError::NotAFolder),
        }
    }

    fn remember(&self, client: Peer, directory: &[u8]) {
        // Both lengths were checked when the call was decoded.
        let (Ok(hostname), Ok(directory)) = (
            host(client).into_bytes().try_into(),
            directory.to_vec().try_into(),
        ) else {
            return;
        };
        let mount = MountList {
            hostname,
            directory,
        };
        let mut mounts = self.mounts();
        if mounts.contains(&mount) {
            return;
        }
        if mounts.len() >= MOUNTS_MAX {
            mounts.pop_front();
        }
        mounts.push_back(mount);
    }

    fn list(&self) -> Vec<MountList> {
        self.mounts().iter().cloned().collect()
    }

    /// Forgets what a client mounted, as far as it is meant.
    fn forget(&self, client: Peer, is_meant: impl Fn(&MountList) -> bool) {
        let host = host(client);
        self.mounts()
            .retain(|mount| *mount.hostname != *host.as_bytes() || !is_meant(mount));
    }
}

/// What a client is called in the list.
fn host(client: Peer) -> String {
    match client.socket_addr() {
        Some(address) => address.ip().to_string(),
        None => "localhost".to_owned(),
    }
}

/// All that there is to mount, by anybody.
fn exports() -> Vec<Exports> {
    let everything = b"/".as_slice().try_into().map(|directory| Exports {
        directory,
        allowed: Vec::new(),
    });
    everything.into_iter().collect()
}

impl Mount for FileServer {
    fn mnt(&self, cx: &Context, directory: &[u8]) -> Result<MountRes, Fault> {
        Ok(match self.folder_at(directory) {
            Ok(folder) => {
                self.remember(cx.peer(), directory);
                let flavors = [AuthFlavor::SYS, AuthFlavor::NONE];
                MountRes::Ok(MountOk {
                    handle: self.request(cx).handle(folder),
                    auth_flavors: flavors.map(|flavor| flavor.0.cast_signed()).to_vec(),
                })
            }
            Err(FsError::NotAFolder) => MountRes::Default(MountStat::Notdir),
            Err(FsError::NameTooLong) => MountRes::Default(MountStat::Nametoolong),
            Err(_) => MountRes::Default(MountStat::Noent),
        })
    }

    fn dump(&self, _cx: &Context) -> Result<Vec<MountList>, Fault> {
        Ok(self.list())
    }

    fn umnt(&self, cx: &Context, directory: &[u8]) -> Result<(), Fault> {
        self.forget(cx.peer(), |mount| *mount.directory == *directory);
        Ok(())
    }

    fn umntall(&self, cx: &Context) -> Result<(), Fault> {
        self.forget(cx.peer(), |_| true);
        Ok(())
    }

    fn export(&self, _cx: &Context) -> Result<Vec<Exports>, Fault> {
        Ok(exports())
    }
}

impl Mount1 for FileServer {
    /// The handle is filled up with zeros: in version 1 all have one length.
    fn mnt(&self, cx: &Context, directory: &[u8]) -> Result<Mount1Res, Fault> {
        let Ok(folder) = self.folder_at(directory) else {
            return Ok(Mount1Res::Default(ENOENT));
        };
        self.remember(cx.peer(), directory);
        let mut handle = [0; FHSIZE1 as usize];
        for (to, from) in handle
            .iter_mut()
            .zip(self.request(cx).handle(folder).iter())
        {
            *to = *from;
        }
        Ok(Mount1Res::Case0(handle))
    }

    fn dump(&self, _cx: &Context) -> Result<Vec<MountList>, Fault> {
        Ok(self.list())
    }

    fn umnt(&self, cx: &Context, directory: &[u8]) -> Result<(), Fault> {
        Mount::umnt(self, cx, directory)
    }

    fn umntall(&self, cx: &Context) -> Result<(), Fault> {
        Mount::umntall(self, cx)
    }

    fn export(&self, _cx: &Context) -> Result<Vec<Exports>, Fault> {
        Ok(exports())
    }
}
