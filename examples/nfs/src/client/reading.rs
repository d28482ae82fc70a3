//! Reading a file: several READs are under way, and their bytes are handed on in
//! the order of the file.

use std::collections::VecDeque;

use idlc_runtime::Pending;

use crate::client::error::ClientError;
use crate::client::remote::{Remote, asked, result};
use crate::client::walk::Found;
use crate::nfs::{ReadOk, ReadRes, Stat};

/// A READ under way.
struct Begun {
    offset: u64,
    count: u32,
    call: Pending<ReadRes>,
}

impl Remote {
    /// Reads a file to its end, and hands its bytes to `take`, with so many calls
    /// under way at a time. Returns how many bytes there were.
    ///
    /// # Errors
    ///
    /// [`ClientError`], also that of `take`.
    pub fn read_file(
        &self,
        file: &Found,
        name: &[u8],
        at_once: usize,
        mut take: impl FnMut(&[u8]) -> Result<(), ClientError>,
    ) -> Result<u64, ClientError> {
        let at_once = at_once.clamp(1, self.sizes.at_once_max);
        let mut under_way = VecDeque::new();
        let mut next = 0;
        loop {
            // Behind its end as we know it, a file is asked for once at a time: it
            // may have grown.
            while under_way.len() < at_once && (next < file.attributes.size || under_way.is_empty())
            {
                under_way.push_back(self.begin_read(file, next));
                next += u64::from(self.sizes.read);
            }
            let Some(begun) = under_way.pop_front() else {
                return Ok(next);
            };
            let (offset, count) = (begun.offset, begun.count);
            let read = match result("READ", name, begun.call.wait()) {
                Err(ClientError::Refused { stat, .. }) if stat == Stat::Jukebox => {
                    self.read_at(file, name, offset, count)?
                }
                read => read?,
            };
            take(&read.data)?;
            let mut end = offset + read.data.len() as u64;
            let mut is_end = read.eof;
            // A server may read less than it was asked for.
            while !is_end && end < offset + u64::from(count) {
                let left = offset + u64::from(count) - end;
                let left = u32::try_from(left).unwrap_or(count);
                let read = self.read_at(file, name, end, left)?;
                take(&read.data)?;
                end += read.data.len() as u64;
                // Nothing at all is as good as an end.
                is_end = read.eof || read.data.is_empty();
            }
            if is_end {
                return Ok(end);
            }
        }
    }

    fn begin_read(&self, file: &Found, offset: u64) -> Begun {
        let count = self.sizes.read;
        Begun {
            offset,
            count,
            call: self.nfs.begin_read(&file.handle, offset, count),
        }
    }

    fn read_at(
        &self,
        file: &Found,
        name: &[u8],
        offset: u64,
        count: u32,
    ) -> Result<ReadOk, ClientError> {
        asked("READ", name, || self.nfs.read(&file.handle, offset, count))
    }
}
