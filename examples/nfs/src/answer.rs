//! Results of procedures as Rust has them: `Ok`, or a status and what can be told
//! nevertheless. On the wire they are unions, each of its own type.

use crate::nfs::{
    AccessOk, AccessRes, CommitOk, CommitRes, CreateOk, CreateRes, Fattr, FsinfoOk, FsinfoRes,
    FsstatOk, FsstatRes, GetattrRes, LinkRes, LinkWcc, LookupOk, LookupRes, PathconfOk,
    PathconfRes, PostOpAttr, ReadOk, ReadRes, ReaddirOk, ReaddirRes, ReaddirplusOk, ReaddirplusRes,
    ReadlinkOk, ReadlinkRes, RemoveRes, RenameDirs, RenameRes, SetattrRes, Stat, WccData, WriteOk,
    WriteRes,
};

/// A union of what was asked for and what went wrong.
pub(crate) trait Answer {
    /// What was asked for.
    type Asked;

    /// What was asked for, or why it is not there.
    fn asked(self) -> Result<Self::Asked, Stat>;
}

macro_rules! answers {
    ($($union:ident = $asked:ty, or $known:ty;)*) => {$(
        impl From<Result<$asked, (Stat, $known)>> for $union {
            fn from(result: Result<$asked, (Stat, $known)>) -> Self {
                match result {
                    Ok(asked) => Self::Ok(asked),
                    Err((stat, known)) => Self::Default(stat, known),
                }
            }
        }

        impl Answer for $union {
            type Asked = $asked;

            fn asked(self) -> Result<$asked, Stat> {
                match self {
                    Self::Ok(asked) => Ok(asked),
                    Self::Default(stat, _) => Err(stat),
                }
            }
        }
    )*};
}

answers! {
    SetattrRes = WccData, or WccData;
    LookupRes = LookupOk, or PostOpAttr;
    AccessRes = AccessOk, or PostOpAttr;
    ReadlinkRes = ReadlinkOk, or PostOpAttr;
    ReadRes = ReadOk, or PostOpAttr;
    WriteRes = WriteOk, or WccData;
    CreateRes = CreateOk, or WccData;
    RemoveRes = WccData, or WccData;
    RenameRes = RenameDirs, or RenameDirs;
    LinkRes = LinkWcc, or LinkWcc;
    ReaddirRes = ReaddirOk, or PostOpAttr;
    ReaddirplusRes = ReaddirplusOk, or PostOpAttr;
    FsstatRes = FsstatOk, or PostOpAttr;
    FsinfoRes = FsinfoOk, or PostOpAttr;
    PathconfRes = PathconfOk, or PostOpAttr;
    CommitRes = CommitOk, or WccData;
}

/// The one union without anything to be told.
impl From<Result<Fattr, Stat>> for GetattrRes {
    fn from(result: Result<Fattr, Stat>) -> Self {
        match result {
            Ok(attributes) => Self::Ok(attributes),
            Err(stat) => Self::Default(stat),
        }
    }
}

impl Answer for GetattrRes {
    type Asked = Fattr;

    fn asked(self) -> Result<Fattr, Stat> {
        match self {
            Self::Ok(attributes) => Ok(attributes),
            Self::Default(stat) => Err(stat),
        }
    }
}
