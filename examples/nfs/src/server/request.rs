//! One call while it is answered, and what answers are made of.

use std::sync::MutexGuard;

use crate::fs::{Caller, FileSystem, FsError, NodeId};
use crate::nfs::{NfsFh, PostOpAttr, Stat, WccAttr, WccData};
use crate::server::convert::{fattr, stat, wcc_attr};
use crate::server::handle::Life;
use crate::server::rules::Rules;

/// A call. It has the file system to itself, so that the attributes in its answer
/// are those before and after it.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) files: MutexGuard<'a, FileSystem>,
    pub(crate) caller: Caller,
    pub(crate) rules: Rules,
    pub(crate) life: Life,
}

impl Request<'_> {
    /// Which node a handle means.
    pub(crate) fn node(&self, handle: &[u8]) -> Result<NodeId, Stat> {
        self.life.node(handle)
    }

    /// The handle of a node.
    pub(crate) fn handle(&self, id: NodeId) -> NfsFh {
        self.life.handle(id)
    }

    /// The attributes of a node as they are now.
    pub(crate) fn attributes(&self, id: NodeId) -> PostOpAttr {
        self.files.attributes(id).ok().map(|file| fattr(&file))
    }

    /// Reads something: the result, or the status and the attributes.
    pub(crate) fn reading<T>(
        &mut self,
        handle: &[u8],
        read: impl FnOnce(&mut Self, NodeId) -> Result<T, FsError>,
    ) -> Result<(T, PostOpAttr), (Stat, PostOpAttr)> {
        let id = self.node(handle).map_err(|stat| (stat, None))?;
        let result = read(self, id);
        let attributes = self.attributes(id);
        match result {
            Ok(value) => Ok((value, attributes)),
            Err(error) => Err((stat(error), attributes)),
        }
    }

    /// Changes something: the result or the status, each with the attributes
    /// before and after.
    pub(crate) fn changing<T>(
        &mut self,
        handle: &[u8],
        change: impl FnOnce(&mut Self, NodeId) -> Result<T, Stat>,
    ) -> Result<(T, WccData), (Stat, WccData)> {
        let id = self
            .node(handle)
            .map_err(|stat| (stat, WccData::default()))?;
        let before = self.before(id);
        let result = change(self, id);
        let wcc = self.wcc(before, id);
        match result {
            Ok(value) => Ok((value, wcc)),
            Err(stat) => Err((stat, wcc)),
        }
    }

    /// What a client compares with what it knew of the node.
    pub(crate) fn before(&self, id: NodeId) -> Option<WccAttr> {
        self.files.attributes(id).ok().map(|file| wcc_attr(&file))
    }

    /// A node before and after a change.
    pub(crate) fn wcc(&self, before: Option<WccAttr>, id: NodeId) -> WccData {
        WccData {
            before,
            after: self.attributes(id),
        }
    }
}
