//! A server, clients of it, and short ways to ask.

use idlc_runtime::{AuthSys, Client, Credentials, Server};
use nfs::fs::{FileSystem, Room};
use nfs::mount::{MOUNT, Mount1Server, MountClient, MountRes, MountServer};
use nfs::nfs::{
    CreateHow, CreateOk, CreateRes, DirOpArgs, Fattr, GetattrRes, LookupRes, NFS, NfsClient, NfsFh,
    NfsServer, Sattr, SetTime, StableHow, Stat, WriteRes,
};
use nfs::server::{FileServer, Rules};

pub(crate) const ROOT: u32 = 0;
pub(crate) const ALICE: u32 = 1001;
pub(crate) const BOB: u32 = 1002;

/// A server with little room.
pub(crate) struct World {
    server: Server,
}

/// What somebody does there.
pub(crate) struct User {
    pub(crate) nfs: NfsClient,
    pub(crate) mount: MountClient,
    pub(crate) root: NfsFh,
}

pub(crate) fn sattr() -> Sattr {
    Sattr {
        mode: None,
        uid: None,
        gid: None,
        size: None,
        atime: SetTime::DontChange,
        mtime: SetTime::DontChange,
    }
}

pub(crate) fn mode(mode: u32) -> Sattr {
    Sattr {
        mode: Some(mode),
        ..sattr()
    }
}

pub(crate) fn at(dir: &NfsFh, name: &str) -> DirOpArgs {
    DirOpArgs {
        dir: dir.clone(),
        name: name.into(),
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Rules::default())
    }

    pub(crate) fn with(rules: Rules) -> Self {
        let files = FileServer::new(FileSystem::new(Room::new(4 << 20)), rules);
        let server = Server::builder()
            .udp("127.0.0.1:0")
            .service(MountServer::new(files.clone()))
            .service(Mount1Server::new(files.clone()))
            .serve(NfsServer::new(files))
            .unwrap();
        Self { server }
    }

    pub(crate) fn address(&self) -> String {
        format!("udp://{}", self.server.addr())
    }

    pub(crate) fn user(&self, uid: u32) -> User {
        let credentials = Credentials::Sys(AuthSys {
            uid,
            gid: uid,
            ..AuthSys::default()
        });
        let connect = |interface| {
            let client = Client::builder(interface).credentials(credentials.clone());
            client.connect(self.address()).unwrap()
        };
        let mount = MountClient::new(connect(&MOUNT));
        let MountRes::Ok(mounted) = mount.mnt(b"/").unwrap() else {
            panic!("/ cannot be mounted");
        };
        User {
            nfs: NfsClient::new(connect(&NFS)),
            mount,
            root: mounted.handle,
        }
    }
}

impl User {
    pub(crate) fn lookup(&self, dir: &NfsFh, name: &str) -> Result<NfsFh, Stat> {
        match self.nfs.lookup(&at(dir, name)).unwrap() {
            LookupRes::Ok(found) => Ok(found.object),
            LookupRes::Default(stat, _) => Err(stat),
        }
    }

    pub(crate) fn create(&self, name: &str, how: &CreateHow) -> Result<NfsFh, Stat> {
        made(self.nfs.create(&at(&self.root, name), how).unwrap()).map(|it| it.object.unwrap())
    }

    pub(crate) fn file(&self, name: &str) -> NfsFh {
        self.create(name, &CreateHow::Guarded(mode(0o644))).unwrap()
    }

    pub(crate) fn folder(&self, name: &str) -> NfsFh {
        let place = at(&self.root, name);
        let folder = made(self.nfs.mkdir(&place, &mode(0o755)).unwrap());
        folder.unwrap().object.unwrap()
    }

    pub(crate) fn attributes(&self, file: &NfsFh) -> Result<Fattr, Stat> {
        match self.nfs.getattr(file).unwrap() {
            GetattrRes::Ok(attributes) => Ok(attributes),
            GetattrRes::Default(stat) => Err(stat),
        }
    }

    pub(crate) fn write(&self, file: &NfsFh, offset: u64, data: &[u8]) -> Result<u32, Stat> {
        let count = u32::try_from(data.len()).unwrap();
        let written = self
            .nfs
            .write(file, offset, count, StableHow::FileSync, data);
        match written.unwrap() {
            WriteRes::Ok(written) => Ok(written.count),
            WriteRes::Default(stat, _) => Err(stat),
        }
    }
}

pub(crate) fn made(result: CreateRes) -> Result<CreateOk, Stat> {
    match result {
        CreateRes::Ok(made) => Ok(made),
        CreateRes::Default(stat, _) => Err(stat),
    }
}
