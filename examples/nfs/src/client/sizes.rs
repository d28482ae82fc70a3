//! How many bytes to move at a time: what the server likes (FSINFO), and what the
//! transport carries.

use crate::client::location::Transport;
use crate::nfs::FsinfoOk;

/// Bytes at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) read: u32,
    pub(crate) write: u32,
    pub(crate) list: u32,
    /// READs or WRITEs under way at a time.
    pub(crate) at_once_max: usize,
}

impl Transport {
    /// What a message carries beside its headers. Servers made with C's RPC take
    /// datagrams of 8,800 bytes, whatever FSINFO says.
    const fn payload_max(self) -> u32 {
        match self {
            Self::Udp => 8 << 10,
            Self::Tcp => 1 << 20,
        }
    }

    /// How many calls may be under way. A server's UDP socket keeps some 200 KiB of
    /// datagrams, of which each takes twice its length; one that finds no room is
    /// lost, and sent again only after a while.
    const fn at_once_max(self) -> usize {
        match self {
            Self::Udp => 6,
            Self::Tcp => 256,
        }
    }
}

/// The least that is asked for at a time, whatever the server likes.
const LEAST: u32 = 512;

/// A listing's answer. More at a time makes nothing faster.
const LIST_MAX: u32 = 64 << 10;

impl Sizes {
    pub(crate) fn new(transport: Transport, info: &FsinfoOk) -> Self {
        let fitting = |most: u32, multiple: u32| {
            let size = most.clamp(LEAST, transport.payload_max());
            // A whole number of what the server likes, if it is that much.
            match size.checked_rem(multiple) {
                Some(rest) if rest < size => size - rest,
                _ => size,
            }
        };
        Self {
            read: fitting(info.rtmax, info.rtmult),
            write: fitting(info.wtmax, info.wtmult),
            // The least that a name of 255 bytes and all about it needs.
            at_once_max: transport.at_once_max(),
            list: info
                .dtpref
                .clamp(2 << 10, transport.payload_max().min(LIST_MAX)),
        }
    }
}
