//! Writing a file: several WRITEs are under way, which the server need not put on
//! its disk at once, and a COMMIT at the end. If the server restarted in between,
//! which its verifier tells, all is written again.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};

use idlc_runtime::Pending;

use crate::client::error::ClientError;
use crate::client::remote::{Remote, asked, result};
use crate::nfs::{DirOpArgs, NfsFh, StableHow, Stat, WriteOk, WriteRes, WriteVerf};

/// How often a file is written before we give up.
const ATTEMPTS: u32 = 3;

/// A WRITE under way.
struct Begun {
    offset: u64,
    data: Vec<u8>,
    call: Pending<WriteRes>,
}

/// By which lives of the server the file was written.
#[derive(Debug, Default)]
struct Verifiers {
    first: Option<WriteVerf>,
    differ: bool,
}

impl Verifiers {
    fn note(&mut self, verf: WriteVerf) {
        self.differ |= self.first.is_some_and(|first| first != verf);
        self.first = Some(verf);
    }
}

impl Remote {
    /// Writes a file at a place, anew if it is there, with so many calls under way
    /// at a time. `sent` is handed the bytes in order as they go, from the first on
    /// again where the offset is 0 again. Returns how many bytes there were.
    ///
    /// # Errors
    ///
    /// [`ClientError`], also where `source` cannot be read.
    pub fn write_file(
        &self,
        place: &DirOpArgs,
        mode: u32,
        at_once: usize,
        source: &mut (impl Read + Seek),
        mut sent: impl FnMut(u64, &[u8]),
    ) -> Result<u64, ClientError> {
        let file = self.make_file(place, mode)?;
        let at_once = at_once.clamp(1, self.sizes.at_once_max);
        for _ in 0..ATTEMPTS {
            source.seek(SeekFrom::Start(0))?;
            let mut writing = Writing {
                remote: self,
                file: &file,
                name: &place.name,
                under_way: VecDeque::new(),
                verifiers: Verifiers::default(),
            };
            let length = writing.write_all(at_once, source, &mut sent)?;
            let committed = asked("COMMIT", &place.name, || self.nfs.commit(&file, 0, 0))?;
            writing.verifiers.note(committed.verf);
            if !writing.verifiers.differ {
                return Ok(length);
            }
        }
        Err(ClientError::Restarted { times: ATTEMPTS })
    }
}

/// One attempt to write a file.
struct Writing<'a> {
    remote: &'a Remote,
    file: &'a NfsFh,
    name: &'a [u8],
    under_way: VecDeque<Begun>,
    verifiers: Verifiers,
}

impl Writing<'_> {
    fn write_all(
        &mut self,
        at_once: usize,
        source: &mut impl Read,
        sent: &mut impl FnMut(u64, &[u8]),
    ) -> Result<u64, ClientError> {
        let mut offset = 0;
        loop {
            let mut data = Vec::new();
            let most = u64::from(self.remote.sizes.write);
            source.by_ref().take(most).read_to_end(&mut data)?;
            if data.is_empty() {
                break;
            }
            sent(offset, &data);
            if self.under_way.len() >= at_once {
                self.end_one()?;
            }
            let length = data.len() as u64;
            self.begin(offset, data);
            offset += length;
        }
        while !self.under_way.is_empty() {
            self.end_one()?;
        }
        Ok(offset)
    }

    fn begin(&mut self, offset: u64, data: Vec<u8>) {
        // No more than `sizes.write`, which has 32 bits.
        let count = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let nfs = &self.remote.nfs;
        let call = nfs.begin_write(self.file, offset, count, StableHow::Unstable, &data);
        self.under_way.push_back(Begun { offset, data, call });
    }

    /// Waits for the first of those under way.
    fn end_one(&mut self) -> Result<(), ClientError> {
        let Some(Begun { offset, data, call }) = self.under_way.pop_front() else {
            return Ok(());
        };
        let mut done = match result("WRITE", self.name, call.wait()) {
            Err(ClientError::Refused { stat, .. }) if stat == Stat::Jukebox => 0,
            written => self.note(&written?)?,
        };
        // A server may write less than it was sent.
        while let Some(rest) = data.get(done..).filter(|rest| !rest.is_empty()) {
            let count = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            let at = offset + done as u64;
            let written = asked("WRITE", self.name, || {
                let nfs = &self.remote.nfs;
                nfs.write(self.file, at, count, StableHow::Unstable, rest)
            })?;
            done += self.note(&written)?;
        }
        Ok(())
    }

    /// Notes which life of the server wrote; says how many bytes.
    fn note(&mut self, written: &WriteOk) -> Result<usize, ClientError> {
        self.verifiers.note(written.verf);
        if written.count == 0 {
            let procedure = "WRITE";
            return Err(ClientError::NothingWritten { procedure });
        }
        Ok(written.count as usize)
    }
}
