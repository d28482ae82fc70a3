//! Procedures about what is in files and links.

use crate::nfs::{CommitOk, PostOpAttr, ReadOk, ReadlinkOk, StableHow, Stat, WccData, WriteOk};
use crate::server::convert::stat;
use crate::server::request::Request;

impl Request<'_> {
    pub(crate) fn readlink(&mut self, link: &[u8]) -> Result<ReadlinkOk, (Stat, PostOpAttr)> {
        let (target, attributes) =
            self.reading(link, |call, id| call.files.target(id).map(<[u8]>::to_vec))?;
        Ok(ReadlinkOk { attributes, target })
    }

    pub(crate) fn read(
        &mut self,
        file: &[u8],
        offset: u64,
        count: u32,
    ) -> Result<ReadOk, (Stat, PostOpAttr)> {
        let count = count.min(self.rules.io_bytes_max);
        let (read, attributes) = self.reading(file, |call, id| {
            call.files.read(&call.caller, id, offset, count as usize)
        })?;
        Ok(ReadOk {
            attributes,
            // No more than was asked for.
            count: u32::try_from(read.data.len()).unwrap_or(count),
            eof: read.is_end,
            data: read.data,
        })
    }

    /// What is written is in memory, and that is as safe as it gets here. It is
    /// lost when the server restarts, which the verifier tells, as it does of what
    /// was not committed.
    pub(crate) fn write(
        &mut self,
        file: &[u8],
        offset: u64,
        count: u32,
        stable: StableHow,
        data: &[u8],
    ) -> Result<WriteOk, (Stat, WccData)> {
        let ((), wcc) = self.changing(file, |call, id| {
            if data.len() != count as usize {
                return Err(Stat::Inval);
            }
            call.files
                .write(&call.caller, id, offset, data)
                .map_err(stat)
        })?;
        Ok(WriteOk {
            file: wcc,
            count,
            committed: stable,
            verf: self.life.verifier(),
        })
    }

    pub(crate) fn commit(&mut self, file: &[u8]) -> Result<CommitOk, (Stat, WccData)> {
        let (_, wcc) = self.changing(file, |call, id| call.files.attributes(id).map_err(stat))?;
        Ok(CommitOk {
            file: wcc,
            verf: self.life.verifier(),
        })
    }
}
