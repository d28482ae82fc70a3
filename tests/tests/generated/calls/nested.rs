//! Two interfaces of a file may call different things by one name.

use idlc_runtime::{Context, Fault, Server};

use crate::generated::modules::nested::{
    FILES_NAME_MAX, FILES_PATH_MAX, Files, FilesClient, FilesKind, FilesKindsResult, FilesServer,
    FilesStat, FilesStatChanged, Kind, NAME_MAX, Others, OthersClient, OthersServer, Users,
    UsersClient, UsersKind, UsersServer, UsersStat,
};

struct Host;

impl Files for Host {
    fn stat(&self, _: &Context, path: &str) -> Result<FilesStat, Fault> {
        Ok(FilesStat {
            what: FilesKind::Folder,
            name: path.parse().map_err(|_| Fault::SystemError)?,
            changed: FilesStatChanged { seconds: 7 },
        })
    }

    fn kinds(&self, _: &Context, only: Option<FilesKind>) -> Result<FilesKindsResult, Fault> {
        let first = only.unwrap_or(FilesKind::File);
        Ok(FilesKindsResult { first })
    }
}

impl Users for Host {
    fn stat(&self, _: &Context, id: i32) -> Result<UsersStat, Fault> {
        Ok(match id {
            0 => UsersStat::Person("root".parse().map_err(|_| Fault::SystemError)?),
            _ => UsersStat::Default(UsersKind::Robot),
        })
    }
}

impl Others for Host {
    fn any(&self, _: &Context) -> Result<Kind, Fault> {
        Ok(Kind::Other)
    }
}

#[test]
fn each_interface_of_a_file_has_the_types_within_it() {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .service(FilesServer::new(Host))
        .service(UsersServer::new(Host))
        .serve(OthersServer::new(Host))
        .unwrap();
    let files = FilesClient::connect(server.addr()).unwrap();
    let stat = files.stat("a/b").unwrap();
    assert_eq!(stat.what, FilesKind::Folder);
    assert_eq!(stat.changed.seconds, 7);
    let only = Some(FilesKind::Folder);
    assert_eq!(files.kinds(only).unwrap().first, FilesKind::Folder);
    let users = UsersClient::connect(server.addr()).unwrap();
    assert_eq!(
        users.stat(0).unwrap(),
        UsersStat::Person("root".parse().unwrap())
    );
    assert_eq!(users.stat(1).unwrap(), UsersStat::Default(UsersKind::Robot));
    let others = OthersClient::connect(server.addr()).unwrap();
    assert_eq!(others.any().unwrap(), Kind::Other);
}

#[test]
fn a_constant_within_hides_the_one_outside() {
    assert_eq!((NAME_MAX, FILES_NAME_MAX, FILES_PATH_MAX), (16, 255, 255));
}
