//! Procedures about attributes: of files, and of the file system.

use crate::fs::{FileSystem, Kind, Permissions};
use crate::nfs::{
    ACCESS3_DELETE, ACCESS3_EXECUTE, ACCESS3_EXTEND, ACCESS3_LOOKUP, ACCESS3_MODIFY, ACCESS3_READ,
    AccessOk, FSF3_CANSETTIME, FSF3_HOMOGENEOUS, FSF3_LINK, FSF3_SYMLINK, Fattr, FsinfoOk,
    FsstatOk, NfsTime, PathconfOk, PostOpAttr, Sattr, Stat, WccData,
};
use crate::server::convert::{changes, fattr, stat, wcc_attr};
use crate::server::request::Request;

/// What a folder's listing is best read by.
const LISTING_BYTES: u32 = 8 << 10;

impl Request<'_> {
    pub(crate) fn getattr(&self, object: &[u8]) -> Result<Fattr, Stat> {
        let file = self.files.attributes(self.node(object)?).map_err(stat)?;
        Ok(fattr(&file))
    }

    pub(crate) fn setattr(
        &mut self,
        object: &[u8],
        new: &Sattr,
        guard: Option<NfsTime>,
    ) -> Result<WccData, (Stat, WccData)> {
        let changed = self.changing(object, |call, id| {
            let file = call.files.attributes(id).map_err(stat)?;
            if guard.is_some_and(|ctime| ctime != wcc_attr(&file).ctime) {
                return Err(Stat::NotSync);
            }
            let changes = changes(new)?;
            call.files.change(&call.caller, id, &changes).map_err(stat)
        });
        changed.map(|((), wcc)| wcc)
    }

    pub(crate) fn access(
        &mut self,
        object: &[u8],
        wanted: u32,
    ) -> Result<AccessOk, (Stat, PostOpAttr)> {
        let (file, attributes) = self.reading(object, |call, id| call.files.attributes(id))?;
        let is_folder = file.kind == Kind::Folder;
        let bits = [
            (ACCESS3_READ, Permissions::READ, true),
            (ACCESS3_LOOKUP, Permissions::EXECUTE, is_folder),
            (ACCESS3_MODIFY, Permissions::WRITE, true),
            (ACCESS3_EXTEND, Permissions::WRITE, true),
            (ACCESS3_DELETE, Permissions::CHANGE_NAMES, is_folder),
            (ACCESS3_EXECUTE, Permissions::EXECUTE, !is_folder),
        ];
        let granted = bits
            .into_iter()
            .filter(|(_, needed, makes_sense)| *makes_sense && self.caller.may(*needed, &file))
            .fold(0, |granted, (bit, _, _)| granted | bit);
        Ok(AccessOk {
            attributes,
            access: granted & wanted,
        })
    }

    pub(crate) fn fsstat(&mut self, root: &[u8]) -> Result<FsstatOk, (Stat, PostOpAttr)> {
        let (_, attributes) = self.reading(root, |call, id| call.files.attributes(id))?;
        let (bytes, nodes) = (self.files.room(), self.files.nodes_free());
        Ok(FsstatOk {
            attributes,
            tbytes: bytes.total(),
            fbytes: bytes.free(),
            abytes: bytes.free(),
            tfiles: self.files.nodes() + nodes,
            ffiles: nodes,
            afiles: nodes,
            invarsec: 0,
        })
    }

    pub(crate) fn fsinfo(&mut self, root: &[u8]) -> Result<FsinfoOk, (Stat, PostOpAttr)> {
        let (_, attributes) = self.reading(root, |call, id| call.files.attributes(id))?;
        let most = self.rules.io_bytes_max;
        Ok(FsinfoOk {
            attributes,
            rtmax: most,
            rtpref: most,
            rtmult: 4_096,
            wtmax: most,
            wtpref: most,
            wtmult: 4_096,
            dtpref: LISTING_BYTES.min(most),
            maxfilesize: FileSystem::FILE_BYTES_MAX,
            time_delta: NfsTime {
                seconds: 0,
                nseconds: 1,
            },
            properties: FSF3_LINK | FSF3_SYMLINK | FSF3_HOMOGENEOUS | FSF3_CANSETTIME,
        })
    }

    pub(crate) fn pathconf(&mut self, object: &[u8]) -> Result<PathconfOk, (Stat, PostOpAttr)> {
        let (_, attributes) = self.reading(object, |call, id| call.files.attributes(id))?;
        Ok(PathconfOk {
            attributes,
            linkmax: FileSystem::LINKS_MAX,
            name_max: u32::try_from(FileSystem::NAME_BYTES_MAX).unwrap_or(u32::MAX),
            no_trunc: true,
            chown_restricted: true,
            case_insensitive: false,
            case_preserving: true,
        })
    }
}
