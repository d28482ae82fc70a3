//! From what is on the wire to what the file system knows, and back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use idlc_runtime::Credentials;

use crate::fs::{Attributes, Caller, Changes, FsError, Kind, NewTime};
use crate::nfs::{Fattr, FileType, NfsTime, Sattr, SetTime, SpecData, Stat, WccAttr};

/// Who somebody is that says nothing.
const NOBODY: u32 = 65_534;

/// The one file system that there is.
const FSID: u64 = 1;

/// Who calls.
pub(crate) fn caller(credentials: &Credentials, root_squash: bool) -> Caller {
    let nobody = Caller {
        uid: NOBODY,
        gid: NOBODY,
        gids: Vec::new(),
    };
    match credentials {
        Credentials::Sys(sys) if sys.uid == 0 && root_squash => nobody,
        Credentials::Sys(sys) => Caller {
            uid: sys.uid,
            gid: sys.gid,
            gids: sys.gids.to_vec(),
        },
        _ => nobody,
    }
}

/// The status that says the same.
pub(crate) const fn stat(error: FsError) -> Stat {
    match error {
        FsError::NotPermitted => Stat::Perm,
        FsError::NotFound => Stat::Noent,
        FsError::AccessDenied => Stat::Acces,
        FsError::Exists => Stat::Exist,
        FsError::NotAFolder => Stat::Notdir,
        FsError::IsAFolder => Stat::Isdir,
        FsError::Invalid => Stat::Inval,
        FsError::TooLarge => Stat::Fbig,
        FsError::NoRoom => Stat::Nospc,
        FsError::TooManyLinks => Stat::Mlink,
        FsError::NameTooLong => Stat::Nametoolong,
        FsError::NotEmpty => Stat::Notempty,
        FsError::Stale => Stat::Stale,
    }
}

/// Attributes as they travel.
pub(crate) fn fattr(file: &Attributes) -> Fattr {
    Fattr {
        kind: match file.kind {
            Kind::File => FileType::Reg,
            Kind::Folder => FileType::Dir,
            Kind::SymbolicLink => FileType::Lnk,
        },
        mode: file.mode,
        nlink: file.links,
        uid: file.uid,
        gid: file.gid,
        size: file.size,
        used: file.used,
        rdev: SpecData::default(),
        fsid: FSID,
        fileid: file.id.0,
        atime: nfs_time(file.accessed),
        mtime: nfs_time(file.modified),
        ctime: nfs_time(file.changed),
    }
}

/// Those that a client compares with what it knew.
pub(crate) fn wcc_attr(file: &Attributes) -> WccAttr {
    WccAttr {
        size: file.size,
        mtime: nfs_time(file.modified),
        ctime: nfs_time(file.changed),
    }
}

/// Attributes to be changed. A time that does not exist is [`Stat::Inval`].
pub(crate) fn changes(new: &Sattr) -> Result<Changes, Stat> {
    Ok(Changes {
        mode: new.mode,
        uid: new.uid,
        gid: new.gid,
        size: new.size,
        accessed: new_time(&new.atime)?,
        modified: new_time(&new.mtime)?,
    })
}

fn new_time(new: &SetTime) -> Result<NewTime, Stat> {
    match new {
        SetTime::DontChange => Ok(NewTime::Kept),
        SetTime::SetToServerTime => Ok(NewTime::Now),
        SetTime::SetToClientTime(time) => system_time(*time).map(NewTime::At),
    }
}

fn system_time(time: NfsTime) -> Result<SystemTime, Stat> {
    if time.nseconds >= 1_000_000_000 {
        return Err(Stat::Inval);
    }
    let since = Duration::new(time.seconds.into(), time.nseconds);
    UNIX_EPOCH.checked_add(since).ok_or(Stat::Inval)
}

/// Seconds end in 2106, and begin in 1970.
fn nfs_time(time: SystemTime) -> NfsTime {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    NfsTime {
        seconds: u32::try_from(since.as_secs()).unwrap_or(u32::MAX),
        nseconds: since.subsec_nanos(),
    }
}
