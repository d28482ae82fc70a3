//! The measured values.

use idlc_xdr::Opaque;

use crate::generated::{Attributes3, Eight, Entry, EntryPlus3, FileType3, SpecData3, Time3};

/// A million numbers.
pub(crate) fn numbers() -> Vec<u32> {
    (0..1_000_000_u32)
        .map(|n| n.wrapping_mul(0x9e37_79b9))
        .collect()
}

/// A mebibyte.
pub(crate) fn data() -> Vec<u8> {
    (0..=u8::MAX).cycle().take(1 << 20).collect()
}

pub(crate) fn eight() -> Eight {
    Eight {
        a: -1,
        b: 2,
        c: -3,
        d: 4,
        e: true,
        f: 0.5,
        g: -0.25,
        h: 8,
    }
}

/// A directory of a thousand files.
pub(crate) fn entries() -> Vec<Entry> {
    (0..1000).map(entry).collect()
}

/// The same directory as nodes.
pub(crate) fn nodes() -> Vec<EntryPlus3> {
    let node = |entry: Entry| EntryPlus3 {
        fileid: entry.fileid,
        name: entry.name,
        cookie: entry.cookie,
        attributes: entry.attributes,
        handle: entry.handle,
    };
    entries().into_iter().map(node).collect()
}

fn entry(index: u32) -> Entry {
    let fileid = 0x1_0000_0000 + u64::from(index);
    Entry {
        fileid,
        name: format!("{:0width$}.txt", index, width = 4 + index as usize % 16),
        cookie: u64::from(index) + 1,
        attributes: Some(attributes(fileid)),
        handle: Opaque::try_from([index.to_be_bytes(); 8].as_flattened()).ok(),
    }
}

fn attributes(fileid: u64) -> Attributes3 {
    let time = Time3 {
        seconds: 1_700_000_000,
        nseconds: 999,
    };
    Attributes3 {
        kind: FileType3::Regular,
        mode: 0o644,
        nlink: 1,
        uid: 1000,
        gid: 1000,
        size: fileid * 7,
        used: fileid * 8,
        rdev: SpecData3::default(),
        fsid: 42,
        fileid,
        atime: time,
        mtime: time,
        ctime: time,
    }
}
