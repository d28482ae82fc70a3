//! Procedures about names in folders.

use crate::fs::{FsError, NewFile, NodeId};
use crate::nfs::{
    CreateHow, CreateOk, DirOpArgs, LinkWcc, LookupOk, MknodData, PostOpAttr, RenameDirs, Sattr,
    Stat, WccData,
};
use crate::sattr::nothing_new;
use crate::server::convert::{changes, stat};
use crate::server::request::Request;

impl Request<'_> {
    pub(crate) fn lookup(&mut self, what: &DirOpArgs) -> Result<LookupOk, (Stat, PostOpAttr)> {
        let (found, dir_attributes) = self.reading(&what.dir, |call, dir| {
            call.files.look_up(&call.caller, dir, &what.name)
        })?;
        Ok(LookupOk {
            object: self.handle(found),
            attributes: self.attributes(found),
            dir_attributes,
        })
    }

    pub(crate) fn create(
        &mut self,
        place: &DirOpArgs,
        how: &CreateHow,
    ) -> Result<CreateOk, (Stat, WccData)> {
        let none = nothing_new();
        let (how, new) = match how {
            CreateHow::Unchecked(new) => (NewFile::OrExisting, new),
            CreateHow::Guarded(new) => (NewFile::Guarded, new),
            CreateHow::Exclusive(mark) => (NewFile::Exclusive(*mark), &none),
        };
        self.making(place, |call, dir| {
            let changes = changes(new)?;
            call.files
                .make_file(&call.caller, dir, &place.name, how, &changes)
                .map_err(stat)
        })
    }

    pub(crate) fn mkdir(
        &mut self,
        place: &DirOpArgs,
        new: &Sattr,
    ) -> Result<CreateOk, (Stat, WccData)> {
        self.making(place, |call, dir| {
            let changes = changes(new)?;
            call.files
                .make_folder(&call.caller, dir, &place.name, &changes)
                .map_err(stat)
        })
    }

    pub(crate) fn symlink(
        &mut self,
        place: &DirOpArgs,
        new: &Sattr,
        target: &[u8],
    ) -> Result<CreateOk, (Stat, WccData)> {
        self.making(place, |call, dir| {
            let changes = changes(new)?;
            call.files
                .make_symbolic_link(&call.caller, dir, &place.name, target, &changes)
                .map_err(stat)
        })
    }

    /// There are no devices, sockets and pipes here.
    pub(crate) fn mknod(
        &mut self,
        place: &DirOpArgs,
        what: &MknodData,
    ) -> Result<CreateOk, (Stat, WccData)> {
        self.making(place, |_call, _dir| match what {
            MknodData::Default(_) => Err(Stat::Badtype),
            MknodData::Chr(_) | MknodData::Blk(_) | MknodData::Sock(_) | MknodData::Fifo(_) => {
                Err(Stat::Notsupp)
            }
        })
    }

    pub(crate) fn remove(&mut self, object: &DirOpArgs) -> Result<WccData, (Stat, WccData)> {
        let removed = self.changing(&object.dir, |call, dir| {
            let Self { files, caller, .. } = call;
            files.remove(caller, dir, &object.name).map_err(stat)
        });
        removed.map(|((), wcc)| wcc)
    }

    pub(crate) fn rmdir(&mut self, object: &DirOpArgs) -> Result<WccData, (Stat, WccData)> {
        let removed = self.changing(&object.dir, |call, dir| {
            let Self { files, caller, .. } = call;
            files.remove_folder(caller, dir, &object.name).map_err(stat)
        });
        removed.map(|((), wcc)| wcc)
    }

    pub(crate) fn rename(
        &mut self,
        from: &DirOpArgs,
        to: &DirOpArgs,
    ) -> Result<RenameDirs, (Stat, RenameDirs)> {
        let refused = |stat| (stat, RenameDirs::default());
        let from_dir = self.node(&from.dir).map_err(refused)?;
        let to_dir = self.node(&to.dir).map_err(refused)?;
        let (from_before, to_before) = (self.before(from_dir), self.before(to_dir));
        let Self { files, caller, .. } = self;
        let renamed = files.rename(caller, (from_dir, &from.name), (to_dir, &to.name));
        let dirs = RenameDirs {
            from_dir: self.wcc(from_before, from_dir),
            to_dir: self.wcc(to_before, to_dir),
        };
        match renamed {
            Ok(()) => Ok(dirs),
            Err(error) => Err((stat(error), dirs)),
        }
    }

    pub(crate) fn link(
        &mut self,
        file: &[u8],
        link: &DirOpArgs,
    ) -> Result<LinkWcc, (Stat, LinkWcc)> {
        let id = self.node(file);
        let linked = self.changing(&link.dir, |call, dir| {
            let Self { files, caller, .. } = call;
            let linked: Result<(), FsError> = files.link(caller, id?, dir, &link.name);
            linked.map_err(stat)
        });
        let attributes = id.ok().and_then(|id| self.attributes(id));
        match linked {
            Ok(((), dir)) => Ok(LinkWcc { attributes, dir }),
            Err((stat, dir)) => Err((stat, LinkWcc { attributes, dir })),
        }
    }

    /// Makes a node, and says which.
    fn making(
        &mut self,
        place: &DirOpArgs,
        make: impl FnOnce(&mut Self, NodeId) -> Result<NodeId, Stat>,
    ) -> Result<CreateOk, (Stat, WccData)> {
        let (id, dir) = self.changing(&place.dir, make)?;
        Ok(CreateOk {
            object: Some(self.handle(id)),
            attributes: self.attributes(id),
            dir,
        })
    }
}
