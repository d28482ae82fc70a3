//! File handles: the number of a node, and of the server's life in which it was
//! given. A handle from a life before is stale.

use crate::fs::NodeId;
use crate::nfs::{NfsFh, Stat};

/// The bytes of each handle.
pub(crate) const HANDLE_BYTES: usize = 16;

/// One life of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life(pub(crate) u64);

impl Life {
    /// The handle of a node, as it travels.
    pub(crate) fn handle(self, id: NodeId) -> NfsFh {
        let mut bytes = [0; HANDLE_BYTES];
        let (life, node) = bytes.split_at_mut(HANDLE_BYTES / 2);
        life.copy_from_slice(&self.0.to_be_bytes());
        node.copy_from_slice(&id.0.to_be_bytes());
        NfsFh::from_array(bytes)
    }

    /// Which node a handle means.
    pub(crate) fn node(self, handle: &[u8]) -> Result<NodeId, Stat> {
        let (life, node) = handle
            .split_first_chunk()
            .and_then(|(life, node)| Some((life, node.try_into().ok()?)))
            .ok_or(Stat::Badhandle)?;
        if u64::from_be_bytes(*life) != self.0 {
            return Err(Stat::Stale);
        }
        Ok(NodeId(u64::from_be_bytes(node)))
    }

    /// The number by which clients notice that the server restarted.
    pub(crate) const fn verifier(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }
}
