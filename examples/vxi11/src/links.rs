//! The links of an instrument: what each has written and has still to read, and
//! which of them has locked it.

use std::collections::BTreeMap;

use crate::multimeter::Multimeter;
use crate::vxi11::{
    DeviceError, FLAG_END, FLAG_TERM_CHAR_SET, REASON_END, REASON_REQUEST_COUNT, REASON_TERM_CHAR,
};

/// The bit of the status byte that says that there is an answer to be read.
const ANSWER_WAITS: u8 = 0x10;

/// How many links there may be. Clients that end without a word leave theirs, so
/// that one more takes the place of the one that was opened first.
const LINKS_MAX: usize = 64;

/// The most bytes of a message, and of an answer.
pub(crate) const MESSAGE_BYTES_MAX: u32 = 64 << 10;

/// An instrument and those who use it.
#[derive(Debug)]
pub(crate) struct Links {
    instrument: Multimeter,
    open: BTreeMap<i32, Buffers>,
    locked_by: Option<i32>,
    last: i32,
}

/// What was written and not yet executed, and what is to be read.
#[derive(Debug, Default)]
struct Buffers {
    written: Vec<u8>,
    answer: Vec<u8>,
}

/// What was read, and why no more.
#[derive(Debug)]
pub(crate) struct ReadBytes {
    pub(crate) data: Vec<u8>,
    pub(crate) reason: u32,
}

impl Links {
    pub(crate) const fn new(instrument: Multimeter) -> Self {
        Self {
            instrument,
            open: BTreeMap::new(),
            locked_by: None,
            last: 0,
        }
    }

    pub(crate) fn open(&mut self) -> Result<i32, DeviceError> {
        if self.open.len() >= LINKS_MAX {
            let locked_by = self.locked_by;
            let first = self.open.keys().find(|link| Some(**link) != locked_by);
            let first = first.copied().ok_or(DeviceError::OutOfResources)?;
            self.open.remove(&first);
        }
        // The number of a link that is still open is not given again.
        while self.last == 0 || self.open.contains_key(&self.last) {
            self.last = self.last.wrapping_add(1) & i32::MAX;
        }
        self.open.insert(self.last, Buffers::default());
        Ok(self.last)
    }

    pub(crate) fn close(&mut self, link: i32) -> Result<(), DeviceError> {
        self.open.remove(&link).ok_or(DeviceError::InvalidLink)?;
        if self.locked_by == Some(link) {
            self.locked_by = None;
        }
        Ok(())
    }

    /// Whether another link has locked the instrument.
    pub(crate) fn is_locked_for(&self, link: i32) -> bool {
        self.locked_by.is_some_and(|other| other != link)
    }

    /// Refuses a link that is not open, or from which another one has locked the
    /// instrument.
    pub(crate) fn check(&self, link: i32) -> Result<(), DeviceError> {
        if !self.open.contains_key(&link) {
            return Err(DeviceError::InvalidLink);
        }
        if self.is_locked_for(link) {
            return Err(DeviceError::LockedByAnother);
        }
        Ok(())
    }

    pub(crate) fn lock(&mut self, link: i32) -> Result<(), DeviceError> {
        self.check(link)?;
        self.locked_by = Some(link);
        Ok(())
    }

    pub(crate) fn unlock(&mut self, link: i32) -> Result<(), DeviceError> {
        if !self.open.contains_key(&link) {
            return Err(DeviceError::InvalidLink);
        }
        if self.locked_by != Some(link) {
            return Err(DeviceError::NotLocked);
        }
        self.locked_by = None;
        Ok(())
    }

    /// Takes a piece of a message, and executes it at its end.
    pub(crate) fn write(&mut self, link: i32, flags: i32, data: &[u8]) -> Result<(), DeviceError> {
        self.check(link)?;
        let buffers = self.open.get_mut(&link).ok_or(DeviceError::InvalidLink)?;
        if buffers.written.len() + data.len() > MESSAGE_BYTES_MAX as usize {
            buffers.written.clear();
            return Err(DeviceError::OutOfResources);
        }
        buffers.written.extend_from_slice(data);
        if !has(flags, FLAG_END) {
            return Ok(());
        }
        let message = std::mem::take(&mut buffers.written);
        // An answer that nobody read gives way to the next.
        buffers.answer = match self.instrument.execute(&message) {
            Some(answer) => (answer + "\n").into_bytes(),
            None => Vec::new(),
        };
        Ok(())
    }

    /// A piece of the answer. Where there is none, none will come: what could
    /// bring it is a write on this link, which comes after this call.
    pub(crate) fn read(
        &mut self,
        link: i32,
        flags: i32,
        request_size: u32,
        term_char: u8,
    ) -> Result<ReadBytes, DeviceError> {
        self.check(link)?;
        let buffers = self.open.get_mut(&link).ok_or(DeviceError::InvalidLink)?;
        let answer = &mut buffers.answer;
        if answer.is_empty() {
            return Err(DeviceError::IoTimeout);
        }
        let mut count = answer.len().min(request_size as usize);
        let mut reason = 0;
        if has(flags, FLAG_TERM_CHAR_SET) {
            let end = answer
                .iter()
                .take(count)
                .position(|byte| *byte == term_char);
            if let Some(at) = end {
                count = at + 1;
                reason |= REASON_TERM_CHAR;
            }
        }
        if count == request_size as usize {
            reason |= REASON_REQUEST_COUNT;
        }
        if count == answer.len() {
            reason |= REASON_END;
        }
        let data = answer.drain(..count).collect();
        Ok(ReadBytes { data, reason })
    }

    pub(crate) fn status(&self, link: i32) -> Result<u8, DeviceError> {
        self.check(link)?;
        let waits = self.open.get(&link).is_some_and(|it| !it.answer.is_empty());
        let answer = if waits { ANSWER_WAITS } else { 0 };
        Ok(self.instrument.status() | answer)
    }

    /// Forgets what was written and what is to be read.
    pub(crate) fn clear(&mut self, link: i32) -> Result<(), DeviceError> {
        self.check(link)?;
        self.open.insert(link, Buffers::default());
        Ok(())
    }
}

pub(crate) const fn has(flags: i32, flag: u32) -> bool {
    flags.cast_unsigned() & flag != 0
}
