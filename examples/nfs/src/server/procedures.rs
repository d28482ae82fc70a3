//! The 21 procedures of NFS 3, each answered by a [`Request`] with what it has
//! become.
//!
//! [`Request`]: crate::server::request::Request

use idlc_runtime::{Context, Fault};

use crate::nfs::{
    AccessRes, CommitRes, CookieVerf, CreateHow, CreateRes, DirOpArgs, FsinfoRes, FsstatRes,
    GetattrRes, LinkRes, LookupRes, MknodData, Nfs, NfsTime, PathconfRes, ReadRes, ReaddirRes,
    ReaddirplusRes, ReadlinkRes, RemoveRes, RenameRes, Sattr, SetattrRes, StableHow, WriteRes,
};
use crate::server::shared::FileServer;

impl Nfs for FileServer {
    fn getattr(&self, cx: &Context, object: &[u8]) -> Result<GetattrRes, Fault> {
        Ok(self.request(cx).getattr(object).into())
    }

    fn setattr(
        &self,
        cx: &Context,
        object: &[u8],
        new_attributes: Sattr,
        guard: Option<NfsTime>,
    ) -> Result<SetattrRes, Fault> {
        let result = self.request(cx).setattr(object, &new_attributes, guard);
        Ok(result.into())
    }

    fn lookup(&self, cx: &Context, what: DirOpArgs) -> Result<LookupRes, Fault> {
        Ok(self.request(cx).lookup(&what).into())
    }

    fn access(&self, cx: &Context, object: &[u8], access: u32) -> Result<AccessRes, Fault> {
        Ok(self.request(cx).access(object, access).into())
    }

    fn readlink(&self, cx: &Context, link: &[u8]) -> Result<ReadlinkRes, Fault> {
        Ok(self.request(cx).readlink(link).into())
    }

    fn read(&self, cx: &Context, file: &[u8], offset: u64, count: u32) -> Result<ReadRes, Fault> {
        Ok(self.request(cx).read(file, offset, count).into())
    }

    fn write(
        &self,
        cx: &Context,
        file: &[u8],
        offset: u64,
        count: u32,
        stable: StableHow,
        data: &[u8],
    ) -> Result<WriteRes, Fault> {
        let result = self.request(cx).write(file, offset, count, stable, data);
        Ok(result.into())
    }

    fn create(&self, cx: &Context, place: DirOpArgs, how: CreateHow) -> Result<CreateRes, Fault> {
        Ok(self.request(cx).create(&place, &how).into())
    }

    fn mkdir(&self, cx: &Context, place: DirOpArgs, attributes: Sattr) -> Result<CreateRes, Fault> {
        Ok(self.request(cx).mkdir(&place, &attributes).into())
    }

    fn symlink(
        &self,
        cx: &Context,
        place: DirOpArgs,
        attributes: Sattr,
        target: &[u8],
    ) -> Result<CreateRes, Fault> {
        let result = self.request(cx).symlink(&place, &attributes, target);
        Ok(result.into())
    }

    fn mknod(&self, cx: &Context, place: DirOpArgs, what: MknodData) -> Result<CreateRes, Fault> {
        Ok(self.request(cx).mknod(&place, &what).into())
    }

    fn remove(&self, cx: &Context, object: DirOpArgs) -> Result<RemoveRes, Fault> {
        Ok(self.request(cx).remove(&object).into())
    }

    fn rmdir(&self, cx: &Context, object: DirOpArgs) -> Result<RemoveRes, Fault> {
        Ok(self.request(cx).rmdir(&object).into())
    }

    fn rename(&self, cx: &Context, from: DirOpArgs, to: DirOpArgs) -> Result<RenameRes, Fault> {
        Ok(self.request(cx).rename(&from, &to).into())
    }

    fn link(&self, cx: &Context, file: &[u8], link: DirOpArgs) -> Result<LinkRes, Fault> {
        Ok(self.request(cx).link(file, &link).into())
    }

    fn readdir(
        &self,
        cx: &Context,
        dir: &[u8],
        cookie: u64,
        verf: CookieVerf,
        count: u32,
    ) -> Result<ReaddirRes, Fault> {
        Ok(self.request(cx).readdir(dir, cookie, verf, count).into())
    }

    fn readdirplus(
        &self,
        cx: &Context,
        dir: &[u8],
        cookie: u64,
        verf: CookieVerf,
        dircount: u32,
        maxcount: u32,
    ) -> Result<ReaddirplusRes, Fault> {
        let counts = (dircount, maxcount);
        let result = self.request(cx).readdirplus(dir, cookie, verf, counts);
        Ok(result.into())
    }

    fn fsstat(&self, cx: &Context, root: &[u8]) -> Result<FsstatRes, Fault> {
        Ok(self.request(cx).fsstat(root).into())
    }

    fn fsinfo(&self, cx: &Context, root: &[u8]) -> Result<FsinfoRes, Fault> {
        Ok(self.request(cx).fsinfo(root).into())
    }

    fn pathconf(&self, cx: &Context, object: &[u8]) -> Result<PathconfRes, Fault> {
        Ok(self.request(cx).pathconf(object).into())
    }

    fn commit(
        &self,
        cx: &Context,
        file: &[u8],
        _offset: u64,
        _count: u32,
    ) -> Result<CommitRes, Fault> {
        Ok(self.request(cx).commit(file).into())
    }
}
