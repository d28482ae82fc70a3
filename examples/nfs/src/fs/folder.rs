//! The names of a folder, each with a cookie by which a listing goes on behind it.
//!
//! A cookie stays its name's as long as that is there, and is not used again. So
//! a listing that is read in pieces has every name that is there all the while
//! exactly once, whatever is made and removed meanwhile.

use std::collections::{BTreeMap, HashMap};

use crate::fs::node::NodeId;

/// What keeping a name costs beside its bytes, about.
const ENTRY_COST: u64 = 64;

/// Cookies of the two names that every folder has.
const SELF: u64 = 1;
const PARENT: u64 = 2;

/// A folder.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) parent: NodeId,
    cookies: HashMap<Vec<u8>, u64>,
    names: BTreeMap<u64, (Vec<u8>, NodeId)>,
    last_cookie: u64,
    cost: u64,
}

/// A name in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a [u8],
    /// What is called so.
    pub id: NodeId,
    /// Behind it the listing goes on.
    pub cookie: u64,
}

/// What keeping the name in a folder costs.
pub(crate) const fn cost(name: &[u8]) -> u64 {
    ENTRY_COST + name.len() as u64
}

impl Folder {
    pub(crate) fn new(parent: NodeId) -> Self {
        Self {
            parent,
            cookies: HashMap::new(),
            names: BTreeMap::new(),
            last_cookie: PARENT,
            cost: 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What keeping all its names costs.
    pub(crate) const fn cost(&self) -> u64 {
        self.cost
    }

    pub(crate) fn get(&self, name: &[u8]) -> Option<NodeId> {
        let cookie = self.cookies.get(name)?;
        self.names.get(cookie).map(|(_, id)| *id)
    }

    /// Gives a node a name, which is not taken.
    pub(crate) fn insert(&mut self, name: &[u8], id: NodeId) {
        self.last_cookie += 1;
        self.cost += cost(name);
        self.cookies.insert(name.to_vec(), self.last_cookie);
        self.names.insert(self.last_cookie, (name.to_vec(), id));
    }

    pub(crate) fn remove(&mut self, name: &[u8]) -> Option<NodeId> {
        let cookie = self.cookies.remove(name)?;
        self.cost = self.cost.saturating_sub(cost(name));
        self.names.remove(&cookie).map(|(_, id)| id)
    }

    /// All names behind that of a cookie, itself and the one above it first.
    pub(crate) fn names_behind(&self, own: NodeId, cookie: u64) -> impl Iterator<Item = Named<'_>> {
        let dots = [(b".".as_slice(), own, SELF), (b"..", self.parent, PARENT)];
        let dots = dots.map(|(name, id, cookie)| Named { name, id, cookie });
        let behind = self.names.range(cookie.saturating_add(1)..);
        dots.into_iter()
            .filter(move |dot| dot.cookie > cookie)
            .chain(behind.map(|(cookie, (name, id))| Named {
                name,
                id: *id,
                cookie: *cookie,
            }))
    }
}
