//! Directory entries, as an array and as a linked list.

use idlc_xdr::Opaque;

use super::parts::{
    Error, Result, bool, chunk, finish, length, opaque, put_opaque, string, u32, u64,
};
use crate::generated::{Attributes3, Entry, FileType3, SpecData3, Time3};

/// The fewest bytes of an entry.
const ENTRY_MIN: usize = 28;

pub(crate) fn encode_entries(entries: &[Entry], out: &mut Vec<u8>) {
    out.extend_from_slice(&length(entries.len()));
    for entry in entries {
        put_entry(entry, out);
    }
}

pub(crate) fn encode_list(entries: &[Entry], out: &mut Vec<u8>) {
    for entry in entries {
        out.extend_from_slice(&1_u32.to_be_bytes());
        put_entry(entry, out);
    }
    out.extend_from_slice(&0_u32.to_be_bytes());
}

pub(crate) fn decode_entries(mut input: &[u8]) -> Result<Vec<Entry>> {
    let count = u32(&mut input)? as usize;
    if count > input.len() / ENTRY_MIN {
        return Err(Error::Truncated);
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        entries.push(entry(&mut input)?);
    }
    finish(input)?;
    Ok(entries)
}

pub(crate) fn decode_list(mut input: &[u8]) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    while bool(&mut input)? {
        entries.push(entry(&mut input)?);
    }
    finish(input)?;
    Ok(entries)
}

fn put_entry(entry: &Entry, out: &mut Vec<u8>) {
    out.extend_from_slice(&entry.fileid.to_be_bytes());
    put_opaque(entry.name.as_bytes(), out);
    out.extend_from_slice(&entry.cookie.to_be_bytes());
    match &entry.attributes {
        Some(attributes) => {
            out.extend_from_slice(&1_u32.to_be_bytes());
            out.extend_from_slice(&attributes_block(attributes));
        }
        None => out.extend_from_slice(&0_u32.to_be_bytes()),
    }
    match &entry.handle {
        Some(handle) => {
            out.extend_from_slice(&1_u32.to_be_bytes());
            put_opaque(handle, out);
        }
        None => out.extend_from_slice(&0_u32.to_be_bytes()),
    }
}

fn entry(input: &mut &[u8]) -> Result<Entry> {
    Ok(Entry {
        fileid: u64(input)?,
        name: string(input)?,
        cookie: u64(input)?,
        attributes: if bool(input)? {
            Some(attributes(chunk(input)?)?)
        } else {
            None
        },
        handle: if bool(input)? {
            Some(handle(input)?)
        } else {
            None
        },
    })
}

fn handle(input: &mut &[u8]) -> Result<Opaque<64>> {
    let bytes = opaque(input, 64)?.to_vec();
    Opaque::new(bytes).map_err(|_| Error::TooLong)
}

#[inline]
fn attributes_block(attributes: &Attributes3) -> [u8; 84] {
    let mut block = [0; 84];
    block[..4].copy_from_slice(&(attributes.kind as i32).to_be_bytes());
    block[4..8].copy_from_slice(&attributes.mode.to_be_bytes());
    block[8..12].copy_from_slice(&attributes.nlink.to_be_bytes());
    block[12..16].copy_from_slice(&attributes.uid.to_be_bytes());
    block[16..20].copy_from_slice(&attributes.gid.to_be_bytes());
    block[20..28].copy_from_slice(&attributes.size.to_be_bytes());
    block[28..36].copy_from_slice(&attributes.used.to_be_bytes());
    block[36..40].copy_from_slice(&attributes.rdev.specdata1.to_be_bytes());
    block[40..44].copy_from_slice(&attributes.rdev.specdata2.to_be_bytes());
    block[44..52].copy_from_slice(&attributes.fsid.to_be_bytes());
    block[52..60].copy_from_slice(&attributes.fileid.to_be_bytes());
    block[60..64].copy_from_slice(&attributes.atime.seconds.to_be_bytes());
    block[64..68].copy_from_slice(&attributes.atime.nseconds.to_be_bytes());
    block[68..72].copy_from_slice(&attributes.mtime.seconds.to_be_bytes());
    block[72..76].copy_from_slice(&attributes.mtime.nseconds.to_be_bytes());
    block[76..80].copy_from_slice(&attributes.ctime.seconds.to_be_bytes());
    block[80..].copy_from_slice(&attributes.ctime.nseconds.to_be_bytes());
    block
}

#[inline]
fn attributes(block: &[u8; 84]) -> Result<Attributes3> {
    let mut rest = block.as_slice();
    let rest = &mut rest;
    Ok(Attributes3 {
        kind: FileType3::try_from(u32(rest)?.cast_signed()).map_err(|_| Error::Enum)?,
        mode: u32(rest)?,
        nlink: u32(rest)?,
        uid: u32(rest)?,
        gid: u32(rest)?,
        size: u64(rest)?,
        used: u64(rest)?,
        rdev: SpecData3 {
            specdata1: u32(rest)?,
            specdata2: u32(rest)?,
        },
        fsid: u64(rest)?,
        fileid: u64(rest)?,
        atime: time(rest)?,
        mtime: time(rest)?,
        ctime: time(rest)?,
    })
}

#[inline]
fn time(rest: &mut &[u8]) -> Result<Time3> {
    Ok(Time3 {
        seconds: u32(rest)?,
        nseconds: u32(rest)?,
    })
}
